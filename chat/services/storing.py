"""One draft stored from a request: what the writer does for sockets (chat.sockets.writer)."""

import logging
from typing import cast

from django.utils import timezone

from chat import services
from chat.errors import Refusal, TryAgain
from chat.protocol import Accepted
from chat.services.answers import answer
from chat.services.gate import Draft, Gate, Screened

log = logging.getLogger(__name__)


def store(draft: Draft, its_screening: Screened, gate: Gate) -> Accepted:
    """The answer to its sender, once it is committed. Raises Refusal."""
    try:
        [outcome] = services.post([(draft, its_screening)], gate=gate, now=timezone.now())
    except Exception as error:
        log.exception("a message could not be stored")
        raise TryAgain(retry_after=2) from error
    if isinstance(outcome, Refusal):
        raise outcome
    return cast(Accepted, answer(draft, outcome))
