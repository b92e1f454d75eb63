"""The librarian's desk."""

from education.admin.resource import ResourceAdmin

__all__ = ["ResourceAdmin"]
