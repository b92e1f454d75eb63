"""The texts of the benchmark: none is held, none opens a case, each can be known by its mark."""

import pytest

from bench import talk
from moderation.policy import decide, policy_from
from moderation.screening import Context, screen


@pytest.mark.parametrize("number", range(0, len(talk.WORDS), 49))
def test_no_text_is_held_or_opens_a_case(number):
    disposition = decide(screen(talk.text(number), Context()), policy_from({}))
    assert (disposition.action, disposition.opens_case) == ("publish", False)


def test_texts_are_about_two_hundred_plain_characters():
    texts = [talk.text(number) for number in range(len(talk.WORDS))]
    assert all(text.isascii() and '"' not in text and "\\" not in text for text in texts)
    assert max(map(len, texts)) <= talk.LENGTH
    assert sum(map(len, texts)) / len(texts) > 0.9 * talk.LENGTH


def test_each_mark_is_another_and_stands_in_its_text_once():
    marks = {talk.mark(number) for number in range(2_000)}
    assert len(marks) == 2_000
    assert talk.MARK.findall(talk.text(1_234_567).encode()) == [talk.mark(1_234_567).encode()]
