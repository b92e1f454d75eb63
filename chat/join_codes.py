"""Join codes as people type them: capitals, spaces and dashes make no difference. In Python and in the database."""

import re

from django.db.models import Value
from django.db.models.functions import Lower, Replace


def squash(code: str) -> str:
    """ " wren – 7" becomes "wren7"."""
    return re.sub(r"[\s\-\u2010-\u2015]+", "", code).lower()


def squashed(field: str) -> Lower:
    """The same of a column that is kept with plain spaces and hyphens."""
    return Lower(Replace(Replace(field, Value(" ")), Value("-")))
