"""Rows that are written once: the model refuses what the database's own triggers would refuse too."""

from typing import Any, NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _


class WrittenOnce(TypeError):
    """Somebody tried to change or delete a row that is kept as it was written."""


def _refuse() -> NoReturn:
    raise WrittenOnce(_("This row is kept as it was written."))


class AppendOnlyQuerySet(models.QuerySet):
    def update(self, **_kwargs: Any) -> NoReturn:
        _refuse()

    def bulk_update(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        _refuse()

    def delete(self) -> NoReturn:
        _refuse()


class AppendOnly(models.Model):
    """What a subclass's table must have besides: a line in migration 0002_append_only."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, **kwargs: Any) -> None:
        if not self._state.adding:
            _refuse()
        super().save(**kwargs)

    def delete(self, using: Any = None, keep_parents: bool = False) -> NoReturn:
        _refuse()
