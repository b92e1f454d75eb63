"""No message reaches another member unscreened: when the screening fails, a person reads it first."""

import inspect
import re
import time
from pathlib import Path

import pytest

from chat.models import Message
from chat.services import editing
from tests.chat.gates import WordGate

ROOT = Path(__file__).resolve().parents[2]
HOUSES = ("chat", "education", "moderation", "peersupport")
REWORDS_A_MESSAGE = re.compile(
    r"(?<![\w.])(Edit|FormerText)(\(|\.objects\.\w*create)|^\s+(\w+\.)*message\.(text|html)(, [\w.]+)* = ", re.MULTILINE
)
MAKES_A_MESSAGE = re.compile(r"(?<![\w.])Message\(|Message\.objects\.\w*create|messages\.\w*create")


class Failing(WordGate):
    def screen(self, draft):
        raise RuntimeError("the model is missing")


class Slow(WordGate):
    def screen(self, draft):
        time.sleep(0.3)
        return super().screen(draft)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("broken", [Failing, Slow])
def test_what_could_not_be_screened_is_held_with_a_case(written, draft, announced, settings, broken):
    settings.CHAT = settings.CHAT | {"screen_seconds": 0.1}
    gate = broken()
    assert written(gate, draft).state == Message.State.HELD
    assert gate.recorded == [Message.objects.get().pk]
    assert announced == []


@pytest.mark.django_db(transaction=True)
def test_the_same_message_is_published_once_it_could_be_screened(written, draft, announced):
    assert written(WordGate(), draft).state == Message.State.PUBLISHED
    assert len(announced) == 1


def test_only_the_chats_services_make_a_message():
    assert who(MAKES_A_MESSAGE) == ["chat/services/posting.py"]


def test_only_one_module_gives_a_message_other_words_and_it_asks_for_a_screening():
    """Another takes words away: all that a closed account said, or its name in what others said."""
    assert who(REWORDS_A_MESSAGE) == ["chat/services/departing.py", "chat/services/editing.py"]
    assert inspect.signature(editing.edit).parameters["screened"].default is inspect.Parameter.empty


def who(does: re.Pattern) -> list[str]:
    texts = {file: file.read_text() for house in HOUSES for file in (ROOT / house).rglob("*.py")}
    users = [file for file, text in texts.items() if "from chat.models import" in text]
    return [file.relative_to(ROOT).as_posix() for file in users if does.search(texts[file])]
