"""Decisions and audit entries stay as they were written, whoever tries to change them."""

import pytest
from django.db import IntegrityError, connection, transaction

from moderation.models import AuditEntry, Decision
from moderation.models.append_only import WrittenOnce

pytestmark = pytest.mark.django_db
ROWS = [(Decision, "note", "moderation_decision"), (AuditEntry, "action", "moderation_auditentry")]


@pytest.mark.parametrize(("model", "field", "_table"), ROWS)
def test_the_model_refuses_to_change_or_delete(case, judge, model, field, _table):
    judge(case)
    row = model.objects.get()
    setattr(row, field, "something else")
    for attempt in (
        row.save,
        row.delete,
        model.objects.all().delete,
        lambda: model.objects.update(**{field: "something else"}),
        lambda: model.objects.bulk_update([row], [field]),
    ):
        with pytest.raises(WrittenOnce):
            attempt()
    assert getattr(model.objects.get(), field) != "something else"


@pytest.mark.parametrize(("model", "field", "table"), ROWS)
@pytest.mark.parametrize("statement", ["UPDATE {table} SET {field} = 'x'", "DELETE FROM {table}"])
def test_the_database_refuses_too(case, judge, model, field, table, statement):
    judge(case)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table=table, field=field))
    assert model.objects.exclude(**{field: "x"}).count() == 1
