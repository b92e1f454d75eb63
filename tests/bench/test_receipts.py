"""The load client's book: a message is heard when its last receiver has it, in whatever frames it came."""

import pytest

from bench import talk
from bench.receipts import Receipts


def frame(*numbers: int, first: int = 1) -> bytes:
    texts = ",".join(f'"{talk.text(number)}"' for number in numbers)
    return f'{{"type":"changes","room":"tea","from":{first},"to":{first + len(numbers) - 1},"all":[{texts}]}}'.encode()


@pytest.fixture
def book():
    done = []
    receipts = Receipts(3, done.append)
    for number in (7, 8):
        receipts.sent(talk.mark(number).encode())
    return receipts


def test_a_message_is_heard_once_the_last_receiver_has_it(book):
    for _ in range(2):
        book.heard(frame(7))
    assert not book.latencies
    book.heard(frame(7))
    assert len(book.latencies) == 1
    assert book.unheard == 1


def test_messages_that_come_in_one_frame_are_heard_together(book):
    for _ in range(3):
        book.heard(frame(7, 8))
    assert len(book.latencies) == 2


def test_receivers_that_get_it_in_other_frames_count_too(book):
    book.heard(frame(7, 8))
    book.heard(frame(7))
    book.heard(frame(7))
    assert [message.done for message in book.waiting.values()] == [True, False]
    book.heard(frame(8, first=2))
    book.heard(frame(8, first=2))
    assert book.unheard == 0


def test_frames_of_others_are_passed_over(book):
    for _ in range(3):
        book.heard(frame(1000))
    assert book.unheard == 2


def test_what_was_refused_is_waited_for_no_longer(book):
    book.forget(book.sent(talk.mark(9).encode()))
    assert book.unheard == 2
