"""People know each other by pseudonym: no address and no full name in any page, frame or notice."""

import json

import pytest
from django.urls import reverse

from chat.models import JoinRequest, Room
from chat.reading import frames, history
from moderation import services as moderation
from peersupport.accounts.models import User
from peersupport.notices.models import Notice
from tests.moderation.conftest import case, held, judge, say  # noqa: F401


@pytest.fixture
def named(amara, ben, diaz, guide, room, case, say, judge, now):  # noqa: F811
    """Everybody has a full name; Amara was answered and removed, was reported, and asks to join another room."""
    for user in User.objects.all():
        User.objects.filter(pk=user.pk).update(full_name=f"Secret {user.pk}")
    spoken = say(amara, "Walked to the lake today.")
    moderation.report(spoken.pk, by=ben, category="abuse", now=now)
    judge(case, "correct", "dosing", correction="Never double a dose on your own.")
    quiet = Room.objects.create(slug="quiet", title="Quiet", joining=Room.Joining.REQUEST)
    quiet.memberships.create(user=guide, joined_at=now)
    JoinRequest.objects.create(room=quiet, user=amara, asked_at=now)
    return spoken


def pages(who, spoken):
    """Each page on which somebody meets Amara or Dr Diaz, and the pseudonym that it shows."""
    open_case = spoken.cases.get().pk
    return {
        "ben": [reverse("chat:room", args=["kitchen-table"]), reverse("moderation:report", args=[spoken.pk])],
        "amara": [reverse("chat:room", args=["kitchen-table"]), reverse("notices:list")],
        "diaz": [reverse("moderation:queue"), reverse("moderation:case", args=[open_case])],
        "guide": [reverse("chat:requests", args=["quiet"])],
        "farah": [reverse("admin:accounts_user_changelist"), reverse("admin:moderation_decision_changelist")],
    }[who]


@pytest.mark.parametrize("who", ["ben", "amara", "diaz", "guide", "farah"])
def test_no_page_shows_an_address_or_a_full_name(named, farah, client_of, request, who):
    user = request.getfixturevalue(who)
    client = client_of(user)
    for address in pages(who, named):
        answer = client.get(address)
        assert answer.status_code == 200
        page = answer.content.decode().replace(user.email, "")  # one's own address is no secret
        assert "amara_walks" in page or "Dr Diaz" in page
        assert "@example.org" not in page, address
        assert "Secret " not in page, address


def test_no_frame_and_no_notice_carries_more_than_the_pseudonym(named, amara, room):
    assert set(frames.person(amara)) == {"id", "name", "role"}
    told = json.dumps([*history.page_before(room, None)[0], *Notice.objects.values_list("data", flat=True)])
    assert "amara_walks" in told
    assert "Dr Diaz" in told
    assert "@example.org" not in told
    assert "Secret " not in told


def test_an_address_finds_nobody_in_the_admin(named, farah, client_of):
    address = reverse("admin:accounts_user_changelist")
    assert "Dr Diaz" in client_of(farah).get(address, {"q": "Diaz"}).content.decode()
    for looked_for in ("amara@example", "Secret"):
        assert "amara_walks" not in client_of(farah).get(address, {"q": looked_for}).content.decode()


@pytest.mark.parametrize("table", ["account/emailaddress", "account/emailconfirmation", "usersessions/usersession"])
def test_not_even_a_superuser_finds_a_list_of_addresses(farah, client_of, table):
    User.objects.filter(pk=farah.pk).update(is_superuser=True)
    admin = client_of(farah)
    assert admin.get("/admin/accounts/user/").status_code == 200
    assert admin.get(f"/admin/{table}/").status_code == 404
