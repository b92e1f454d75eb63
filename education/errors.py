"""The refusals of the library: each a machine code, an HTTP status, and words for the person."""

from django.utils.translation import gettext_lazy as _


class LibraryError(Exception):
    """Something that the library did not do."""

    code = "refused"
    status = 400
    detail = _("This could not be done.")

    def __str__(self) -> str:
        return str(self.detail)


class NotAllowed(LibraryError):
    code, status = "not_allowed", 403
    detail = _("Your role does not include this step.")


class OwnWork(LibraryError):
    code, status = "own_work", 403
    detail = _("You edited this text last. Somebody else has to validate it.")


class WrongState(LibraryError):
    code, status = "wrong_state", 409
    detail = _("This step does not fit the resource's state. Somebody may have changed it just now.")


class TextChanged(LibraryError):
    code, status = "text_changed", 409
    detail = _("The text was changed while you read it. Please read it again, then decide.")


class NoSummary(LibraryError):
    code = "no_summary"
    detail = _("Write a summary in our own words before you ask for a review.")


class NoReason(LibraryError):
    code = "no_reason"
    detail = _("Give a reason.")


class NoEvidence(LibraryError):
    code = "no_evidence"
    detail = _("Give your credential and the evidence you checked the text against.")


class BadReviewDate(LibraryError):
    code = "bad_review_date"
    detail = _("The next review must lie in the future, at most three years ahead.")


class InUse(LibraryError):
    code, status = "in_use", 409
    detail = _("This resource was validated or shared, so it is part of the record. Retire it instead.")
