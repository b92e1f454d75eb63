"""A question that the care team answered, one that waits for it, and hours of duty."""

from datetime import datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5

from chat import services as chat
from chat.models import Message, Room
from chat.services.gate import Draft
from moderation.models import DutyHours, Weekday
from moderation.services.care import take_care
from peersupport.accounts.models import User
from peersupport.wiring import gate

QUESTION = "Hello! I start a walking group next week, in the evening. What should I ask my own team before?"
ANSWER = (
    "Hello RiverOtter, what a good plan. I would ask them three things: whether your medicines need a thought on "
    "walking evenings, what to carry with you in case you go low, and whether your feet are due a check. "
    "They know your whole story; I know only what you told us here. Enjoy the walk, and the company."
)
WAITING = "Hello. My clinic moved my eye check to a day when I am on the road. Whom can I ask for another date?"
ASKED, ANSWERED, STILL = timedelta(hours=20), timedelta(hours=18), timedelta(minutes=40)  # ago
ROSTER = ((range(5), time(8), time(18), "clinician"), (range(7), time(18), time(22), "clinician2"))


def fill(people: dict[str, User], now: datetime) -> int:
    """What is there already stays. Gives the number of questions."""
    if not DutyHours.objects.exists():
        for days, starts, ends, who in ROSTER:
            for day in days:
                DutyHours.objects.create(clinician=people[who], weekday=Weekday(day), starts=starts, ends=ends)
    thread = _say(people["patient"], QUESTION, now - ASKED)
    if not Message.objects.filter(room=thread, author=people["clinician"]).exists():
        take_care(thread, by=people["clinician"], now=now - ANSWERED)
        _post(thread, people["clinician"], ANSWER, now - ANSWERED)
    _say(people["maple"], WAITING, now - STILL)
    return 2


def _say(member: User, text: str, at: datetime) -> Room:
    thread = chat.ask_care_team(by=member, now=at)
    _post(thread, member, text, at)
    return thread


def _post(thread: Room, by: User, text: str, at: datetime) -> None:
    key = uuid5(NAMESPACE_URL, f"demo:care:{by.email}:{thread.care_for_id}")
    draft = Draft(room=thread.slug, author_id=by.pk, key=key, text=text)
    chat.post([(draft, gate.screen(draft))], gate=gate, now=at)
