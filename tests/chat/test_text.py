"""What a person typed becomes safe HTML, once."""

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chat import text
from chat.text import TAGS, clean, has_words, to_html


def test_paragraphs_and_lines_are_kept():
    assert to_html("one\ntwo\n\nthree") == "<p>one<br>two</p><p>three</p>"


@pytest.mark.parametrize(
    "said",
    ["tel:+34600123456", "mailto:amara@example.org", "sms:911", "amara@example.org", "+34 600 123 456", "javascript:x"],
)
def test_a_telephone_and_an_address_of_mail_are_no_links(said):
    assert "<a" not in to_html(f"write to {said} or https is fine")


def test_light_emphasis_is_made_at_the_edges_of_words_only():
    assert to_html("*well done* and _softly_") == "<p><strong>well done</strong> and <em>softly</em></p>"
    assert to_html("2*3*4 and snake_case_name") == "<p>2*3*4 and snake_case_name</p>"


def test_an_address_becomes_a_link_that_leads_nobody_along():
    made = to_html("see https://example.org/a_b_c, please")
    assert 'href="https://example.org/a_b_c"' in made
    assert 'rel="nofollow noopener noreferrer ugc"' in made
    assert "<em>" not in made


def test_a_sentence_without_a_space_is_no_link():
    assert "<a" not in to_html("I went home.so did he")


@pytest.mark.parametrize(
    "evil",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "<a href='javascript:alert(1)'>x</a>",
        "*<b onclick=x>*",
        'https://example.org/"onmouseover="alert(1)',
    ],
)
def test_markup_is_shown_as_typed_and_never_run(evil):
    made = to_html(evil)
    assert "<script" not in made
    assert "<img" not in made
    assert "<b " not in made
    assert 'href="javascript' not in made
    assert ' onmouseover="' not in made


@given(st.text(max_size=300))
def test_any_text_gives_only_allowed_tags(raw):
    from html.parser import HTMLParser

    tags: set[str] = set()
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attrs: tags.add(tag)
    parser.feed(to_html(clean(raw)))
    assert tags <= TAGS


# What means something to bleach, its links or ours, among letters of all kinds.
TELLING = st.sampled_from(
    [
        *"&<>*_\n\t\r\0\x7f\x85\xa0\u2028\ud800\ufffe.:/@#'\"-;()ſKİａ\u200b\u202e🌱 ",
        *("https://example.org/a", "HTTP://a.co", "www.example.org", " wWw.a.co", "http:/a.co", "ftp://a.co", "a@b.co"),
        *("://", "www.", "https:", "example.org", "so.did", "\n\n", "&amp;", "&lt;b&gt;", "a\u0301"),
    ]
)
ANY = st.lists(TELLING | st.text(max_size=4) | st.text("ab. \n", max_size=6), max_size=30).map("".join)


@given(ANY)
@settings(max_examples=1500, deadline=None)
def test_plain_words_become_what_bleach_makes_of_them(raw):
    said = clean(raw)
    assert to_html(said) == text._bleached(said)


@given(ANY)
@settings(max_examples=1500, deadline=None)
def test_a_text_that_needs_no_cleaning_is_what_cleaning_makes_of_it(raw):
    assert not text._CLEAN.fullmatch(raw) or text._cleaned(raw) == raw


def test_no_character_that_would_be_cleaned_away_goes_the_short_way():
    short = [character for character in map(chr, range(sys.maxunicode + 1)) if text._CLEAN.fullmatch(character)]
    assert len(short) > 1_000_000
    assert [character for character in short if text._cleaned(character) != character] == []


def test_characters_that_turn_the_reading_order_are_dropped():
    assert clean("a\u202eb\u2066c\x00d") == "abcd"


def test_what_nobody_sees_is_dropped_and_what_joins_is_kept():
    assert clean("in\u200bsu\u00adlin\ufeff\u2060\u3164") == "insulin"
    assert clean("👩\u200d👩\u200d👧 1️⃣ می\u200cخواهم") == "👩\u200d👩\u200d👧 1️⃣ می\u200cخواهم"
    assert clean("a" + "\u200d" * 3000 + "b") == "a\u200db"


def test_marks_are_not_piled_up():
    assert clean("Z" + "\u0335\u0321\u0489" * 500 + "algo") == "Z\u0335\u0321\u0489\u0335algo"
    assert clean("tiê\u0301ng, a\u0301\u0328") == "tiê\u0301ng, a\u0301\u0328"


def test_a_link_shows_the_host_that_it_leads_to():
    assert ">https://example.org/a</a>" in to_html("https://example.org/a")
    assert ">https://xn--pple-43d.com/</a>" in to_html("https://\u0430pple.com/")
    long = to_html("https://example.org/" + "a" * 500)
    assert ">https://example.org/aaaa" in long
    assert long.count("a" * 500) == 1


@pytest.mark.parametrize("trick", ["http://localhost/", "javascript://x.org/%0aalert(1)", "data://x.org/a"])
def test_an_address_that_would_pass_for_another_is_no_link(trick):
    assert "<a" not in to_html(trick)
    assert 'href="https://evil' not in to_html("https://google.com@evil.example/")


def test_a_lone_surrogate_is_replaced_so_that_it_can_be_stored():
    clean("a\ud800b").encode("utf-8")
    assert clean("a\ud800b").startswith("a")


def test_only_invisible_characters_are_no_words():
    assert not has_words(clean(" \u200b\u200d\n\t "))
    assert has_words("🌱")


def test_two_threads_never_see_each_others_words():
    """What is made in many threads at once is what each would have made alone."""
    texts = [f"only {name} may read *{name}* at https://example.org/{name}" for name in ("amara", "ben", "chen")]
    alone = [to_html(text) for text in texts]
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as threads:
            made = list(threads.map(to_html, texts * 50))
    finally:
        sys.setswitchinterval(before)
    assert made == alone * 50
