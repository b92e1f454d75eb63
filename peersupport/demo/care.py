"""A question that waits for the care team, and hours of duty on weekdays."""

from datetime import datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5

from chat import services as chat
from chat.gate import Draft
from moderation.models import DutyHours, Weekday
from peersupport.accounts.models import User
from peersupport.wiring import gate

QUESTION = "Hello! I start a walking group next week, in the evening. What should I ask my own team before?"
ASKED = timedelta(minutes=40)  # ago


def fill(member: User, now: datetime) -> int:
    """What is there already stays. Gives the number of questions."""
    if not DutyHours.objects.exists():
        for day in list(Weekday)[: Weekday.SATURDAY]:
            DutyHours.objects.create(weekday=day, starts=time(8), ends=time(18))
    thread = chat.ask_care_team(by=member, now=now - ASKED)
    draft = Draft(room=thread.slug, author_id=member.pk, key=uuid5(NAMESPACE_URL, "demo:care"), text=QUESTION)
    chat.post([(draft, gate.screen(draft))], gate=gate, now=now - ASKED)
    return 1
