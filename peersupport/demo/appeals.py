"""Whose message was taken out, and who asks for a second look: one of the demo's people, a little while ago."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from chat.models import Message
from moderation import services


def fill(lines: Mapping[int, dict[str, Any]], now: datetime) -> int:
    """`lines` are the talk's, by the numbers of their messages. What was asked for already stays. Gives how many."""
    asked = {number: told for number, line in lines.items() if (told := line.get("outcome", {}).get("appeal"))}
    for message in Message.objects.filter(pk__in=asked).select_related("author"):
        told = asked[message.pk]
        at = now - timedelta(minutes=told["minutes_ago"])
        services.appeal(message.pk, by=message.author, words=told["words"], now=at)
    return len(asked)
