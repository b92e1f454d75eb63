"""No page of the admin tells the e-mail address of anybody but its reader, other staff's included."""

import re

from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from tests.support.spanish_demo import Demo

ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.\w+")


def pages(demo: Demo, role: str):
    """Lists of the admin that the role may see, with a row's page and its history each: paths and what stands there."""
    client, other = demo.client(role), demo.user("clinician2")
    for model in admin.site._registry:
        row = model._default_manager.earliest("pk")
        of_it = ContentType.objects.get_for_model(model).pk
        LogEntry.objects.create(
            user=other, content_type_id=of_it, object_id=row.pk, object_repr="x", action_flag=CHANGE
        )
        for name, args in (("changelist", []), ("change", [row.pk]), ("history", [row.pk])):
            try:
                path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)
            except NoReverseMatch:
                continue  # the rules' pages are their own
            answer = client.get(path)
            if answer.status_code == 200:
                yield path, answer.content.decode()


def test_whoever_walks_through_it_reads_no_address_but_their_own(db, settings, tmp_path):
    settings.DEMO, settings.MFA_REQUIRED_FOR_STAFF, settings.EMAIL_FILE_PATH = True, False, tmp_path
    demo = Demo(timezone.now(), "en")
    named = set()
    for role in ("admin", "clinician", "librarian"):
        told = {}
        for path, page in pages(demo, role):
            told |= dict.fromkeys(ADDRESS.findall(page), path)
            named |= {path} if path.endswith("/history/") and demo.user("clinician2").called in page else set()
        assert told.keys() == {f"{role}@demo.example"}, told
    assert len(named) > 4

    number = demo.numbers["unread"]
    page = demo.client("librarian").get(reverse("admin:education_resource_change", args=[number])).content.decode()
    assert "History" in page
    assert f"/{number}/history/" not in page  # one History is enough: the tab
