"""By what a list in the admin may be narrowed through its address: only by what the list shows.

Django takes any column of the model there, and who may ask "does it begin with a?" reads it letter by letter.
"""

from typing import Any

from django.db.models.options import Options
from django.http import HttpRequest

# Of a related row only which one it is; its own columns are not for this list to ask about.
OF_RELATED = {"id", "pk", "exact", "in", "isnull"}


class ShownLookups:
    """A ModelAdmin whose list is narrowed by the fields named in `lookups`, and by no other."""

    opts: Options
    lookups: tuple[str, ...] = ()

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        name, *rest = lookup.split("__")
        return name in self.lookups and (not self.opts.get_field(name).is_relation or OF_RELATED.issuperset(rest))
