"""What an author is told by default for each reason; the clinician may say it better."""

from django.utils import translation
from django.utils.translation import gettext as _

from moderation.models import Reason


def note_for(reason: str, language: str) -> str:
    """A note of two or three plain sentences, in the language given; empty for reasons that need none."""
    with translation.override(language):
        return _notes().get(reason, "")


def _notes() -> dict[str, str]:
    return {
        Reason.UNCLEAR: _(
            "Some readers may take this another way than you meant it. We added a line so that it is clear."
        ),
        Reason.DOSING: _(
            "What is right for you may harm somebody else, so please don't tell others what to take or how much. "
            "You are welcome to share what you do yourself, as your own experience."
        ),
        Reason.STOP_TREATMENT: _(
            "Stopping a treatment can be dangerous, and nobody here knows the other person's whole story. "
            "Please send people to their own care team with such a question."
        ),
        Reason.UNPROVEN_REMEDY: _(
            "There is no good proof that this cures diabetes or can take the place of medicine. "
            "Somebody could leave out a medicine that they need."
        ),
        Reason.UNSAFE_PRACTICE: _(
            "This can hurt somebody who tries it. If it is something that you do yourself, "
            "please talk about it with your care team."
        ),
        Reason.SELF_HARM: _(
            "You matter to us. Please talk to somebody today: the people on the help page will listen, day and night. "
            "Words like these can be hard to read for others who are struggling too."
        ),
        Reason.ABUSE: _("We can disagree here and still be kind. Please don't attack a person."),
        Reason.PRIVACY: _(
            "This showed details by which somebody could be found. We took it out to keep you and others safe. "
            "You can write it again without them."
        ),
        Reason.SPAM: _("This room is for talking with each other. Advertising and selling are not part of it."),
    }
