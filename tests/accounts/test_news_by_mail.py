"""Mails about notices: for who asked for them, without a name, a room or a word, with a way out that asks first."""

import re
from datetime import timedelta

import pytest
from django.core import mail as outgoing
from django.test import Client

from peersupport.notices import mail, reaching, sending, services
from peersupport.notices.models import Delivery, Reach
from peersupport.notices.outcomes import Later

OUTCOME = ("message_removed", {"room": "Type 1", "note": "Please ask your care team.", "by": "Dr Diaz"})


@pytest.fixture
def tell(now):
    def told(user):
        return services.tell(user.pk, *OUTCOME, now=now)

    return told


@pytest.fixture
def send(now):
    return lambda **later: sending.send_due(now=lambda: now + timedelta(**later))


@pytest.fixture(autouse=True)
def _wants(amara, now):
    reaching.choose(amara, {"mail": ["outcome"], "digest": "daily"}, now=now)


def test_the_mail_says_that_there_is_something_and_no_more(amara, tell, send):
    tell(amara)
    send()
    send()
    [message] = outgoing.outbox
    assert message.to == [amara.email]
    assert (message.subject, message.alternatives) == ("There is something new for you", [])
    assert "There is a new notice for you. Read it here:\nhttps://testserver/notices/" in message.body
    for secret in ("Type 1", "care team", "Diaz", "taken out", amara.pseudonym):
        assert secret not in message.subject + message.body


def test_several_come_as_one(amara, tell, send):
    tell(amara)
    tell(amara)
    send()
    [message] = outgoing.outbox
    assert "There are 2 new notices for you." in message.body


def test_it_goes_to_nobody_else_and_to_no_address_that_was_not_confirmed(amara, ben, tell, send):
    tell(ben)
    amara.emailaddress_set.update(verified=False)
    tell(amara)
    send()
    assert outgoing.outbox == []
    assert not Delivery.objects.exists()


def test_without_a_mail_server_it_waits(amara, tell, send, monkeypatch):
    def away():
        raise Later(unreachable=True)

    tell(amara)
    with monkeypatch.context() as patch:
        patch.setattr(mail, "open_line", away)
        send()
    assert outgoing.outbox == []
    send(seconds=59)
    assert outgoing.outbox == []
    send(seconds=60)
    assert len(outgoing.outbox) == 1


# --- the way out ------------------------------------------------------------------------------------------------------
@pytest.fixture
def way_out(amara, tell, send) -> str:
    tell(amara)
    send()
    header = outgoing.outbox[0].extra_headers["List-Unsubscribe"]
    assert outgoing.outbox[0].extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    return re.fullmatch(r"<https://testserver(/.+)>", header)[1]


def test_opening_the_link_changes_nothing_and_asks(amara, client, way_out):
    page = client.get(way_out)
    assert page.status_code == 200
    assert "Stop the e-mails about single notices?" in page.content.decode()
    assert Reach.objects.get(pk=amara.pk).mail == ["outcome"]


def test_a_mail_program_presses_the_button_without_a_session(amara, way_out):
    answer = Client(enforce_csrf_checks=True).post(way_out, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    reach = Reach.objects.get(pk=amara.pk)
    assert (reach.mail, reach.digest) == ([], "daily")


def test_the_way_out_of_the_summary_leaves_the_others(amara, client):
    address = mail.way_out(amara.pk, "digest").removeprefix("https://testserver")
    assert "Stop the summaries" in client.get(address).content.decode()
    client.post(address)
    reach = Reach.objects.get(pk=amara.pk)
    assert (reach.mail, reach.digest, reach.digest_since) == (["outcome"], "", None)


def test_who_has_yet_to_agree_to_the_rules_gets_out_too(amara, client_of, way_out):
    amara.consents.all().delete()
    assert client_of(amara).get(way_out).status_code == 200


def test_a_link_that_was_not_made_here_is_none(amara, client, way_out):
    for wrong in (way_out[:-2] + "/", "/accounts/unsubscribe/made-up/"):
        assert client.post(wrong).status_code == 404
    assert Reach.objects.get(pk=amara.pk).mail == ["outcome"]


def test_the_logs_do_not_repeat_it(rf, way_out):
    from django.urls import resolve

    from peersupport.watching.requests import shown_path

    request = rf.get(way_out)
    request.resolver_match = resolve(way_out)
    assert shown_path(request) == "/accounts/unsubscribe/…/"
