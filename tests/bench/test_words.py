"""What a room of a million messages says: common words often, rare ones seldom, and the same each time."""

from collections import Counter

from bench.words import OLD, OLD_UNTIL, VOCABULARY, Talk, vocabulary


def test_the_vocabulary_is_of_words_that_no_other_word_doubles():
    words = vocabulary()
    assert len(words) == len(set(words)) == VOCABULARY
    assert all(word.isascii() and word.isalpha() for word in words)


def test_it_says_the_first_words_often_and_the_last_ones_hardly_ever():
    talk = Talk()
    said = Counter(" ".join(talk.text(1) for _ in range(2_000)).split())
    assert said[talk.words[0]] > 20 * said[talk.words[300]] > 0
    assert len(said) > 3_000


def test_it_is_the_same_each_time_and_one_word_belongs_to_the_past():
    one, other = Talk(), Talk()
    early = [one.text(OLD_UNTIL / 2) for _ in range(500)]
    assert early == [other.text(OLD_UNTIL / 2) for _ in range(500)]
    assert any(OLD in text for text in early)
    assert not any(OLD in one.text(OLD_UNTIL) for _ in range(500))
