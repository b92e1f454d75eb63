"""Static files under names that carry their hash, imports between ES modules too; scripts without their comments."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

# What stands before programmers alone. No string of ours holds " // ": a script would not be whole without it.
DOCS = re.compile(r"^[ \t]*/\*\*(?:(?!\*/).)*\*/[ \t]*\n|^[ \t]*// [^\n]*\n|[ \t]+// [^\n]*$", re.MULTILINE | re.DOTALL)


class ModuleManifestStorage(CompressedManifestStaticFilesStorage):
    support_js_module_import_aggregation = True

    def post_process(self, paths: Mapping[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """A third of our scripts tells programmers of types and reasons; a phone on a slow line is spared that."""
        ours = [] if dry_run else [name for name in paths if name.startswith("js/") and name.endswith(".js")]
        for name in ours:
            file = Path(self.path(name))
            file.write_text(without_docs(file.read_text(encoding="utf-8")), encoding="utf-8")
        # Named by their hash they would be read where they came from, with all that was taken out here.
        yield from super().post_process({**paths, **{name: (self, name) for name in ours}}, dry_run, **options)


def without_docs(script: str) -> str:
    """The script without comments that begin a line with `/**`, or after ` // `. Others, as a licence's, stay."""
    return DOCS.sub("", script)
