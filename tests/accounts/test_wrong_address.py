"""Who mistyped the address at sign-up mends it there and then, and nobody learns from it who has an account."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.utils import timezone

from peersupport import background
from peersupport.accounts import roles, services
from peersupport.accounts.models import User

SIGNUP, SENT, AGAIN = "/accounts/signup/", "/accounts/confirm-email/", "/accounts/signup/?again"


def sent_page(client: Client) -> str:
    return client.get(SENT).content.decode()


def test_a_wrong_address_is_changed_and_the_pseudonym_kept(client, signup_form):
    client.post(SIGNUP, signup_form | {"email": "nina@exmaple.org"})
    assert "We wrote to nina@exmaple.org." in sent_page(client)
    form = client.get(AGAIN).content.decode()
    assert 'value="quiet_kettle"' in form
    assert 'value="nina@exmaple.org"' in form
    assert 'action="/accounts/signup/?again"' in form
    assert signup_form["password1"] not in form
    assert client.post(AGAIN, signup_form).url == SENT
    assert User.objects.get(pseudonym="quiet_kettle").email == "nina@example.org"
    assert User.objects.count() == 1
    assert mail.outbox[-1].to == ["nina@example.org"]


def test_the_page_is_the_same_for_an_address_that_has_an_account(client, signup_form, amara):
    client.post(SIGNUP, signup_form | {"email": amara.email})
    other = Client()
    other.post(SIGNUP, signup_form | {"email": "nina@exmaple.org"})
    secret = re.compile(r'value="\w{64}"')
    pages = [secret.sub("", sent_page(client)), secret.sub("", sent_page(other))]
    assert pages[0].replace(amara.email, "") == pages[1].replace("nina@exmaple.org", "")
    services.forget(User.objects.get(email="nina@exmaple.org").pk)
    assert client.post(AGAIN, signup_form).url == SENT
    assert User.objects.get(pseudonym="quiet_kettle").email == "nina@example.org"
    assert User.objects.filter(pk=amara.pk).exists()


def test_what_was_given_goes_with_the_offer(client, signup_form):
    client.post(SIGNUP, signup_form)
    assert signup_form["full_name"] not in str(dict(client.session))
    assert Session.objects.get().expire_date < timezone.now() + timedelta(minutes=16)


def test_who_confirms_at_once_stays_logged_in_as_usual(client, signup_form):
    client.post(SIGNUP, signup_form)
    [path] = re.findall(r"/accounts/confirm-email/\S+/", mail.outbox[-1].body)
    client.post(path)
    assert "_auth_user_id" in client.session
    assert client.session.get_expiry_age() > timedelta(days=1).total_seconds()


def test_the_same_address_again_is_told(client, signup_form):
    client.post(SIGNUP, signup_form)
    assert "already" in str(client.post(AGAIN, signup_form).context["form"].errors["email"])
    assert User.objects.filter(email="nina@example.org").exists()


def test_another_person_at_the_same_device_takes_nothing_away(client, signup_form):
    client.post(SIGNUP, signup_form)
    client.post(SIGNUP, signup_form | {"email": "omar@example.org", "pseudonym": "second_kettle"})
    assert set(User.objects.values_list("pseudonym", flat=True)) == {"quiet_kettle", "second_kettle"}


def test_another_browser_is_offered_nothing(client, signup_form):
    client.post(SIGNUP, signup_form)
    stranger = Client()
    assert "?again" not in sent_page(stranger)
    assert "quiet_kettle" not in stranger.get(AGAIN).content.decode()
    assert stranger.post(AGAIN, signup_form | {"email": "x@example.org"}).context["form"].errors["pseudonym"]


def test_who_has_confirmed_loses_no_account(client, signup_form):
    client.post(SIGNUP, signup_form)
    User.objects.get(email="nina@example.org").emailaddress_set.update(verified=True)
    client.post(AGAIN, signup_form | {"email": "nina@exmaple.org", "pseudonym": "another_kettle"})
    assert User.objects.filter(email="nina@example.org").exists()


def test_an_account_that_nobody_confirms_is_forgotten_after_two_days(client, signup_form, amara):
    client.post(SIGNUP, signup_form)
    nina = User.objects.get(email="nina@example.org")
    everybody = User.objects.all()
    everybody.update(date_joined=timezone.now() - timedelta(hours=47))
    background.forget_unconfirmed()
    assert User.objects.filter(pk=nina.pk).exists()
    everybody.update(date_joined=timezone.now() - timedelta(hours=49))
    background.forget_unconfirmed()
    assert list(everybody) == [amara]
    assert background.forget_unconfirmed in {job.run for job in background.JOBS}


def test_one_that_cannot_be_forgotten_keeps_no_other(client, signup_form, monkeypatch):
    client.post(SIGNUP, signup_form)
    Client().post(SIGNUP, signup_form | {"email": "omar@example.org", "pseudonym": "second_kettle"})
    User.objects.update(date_joined=timezone.now() - timedelta(days=3))
    first, _second = User.objects.order_by("pk")
    real = services.forget
    monkeypatch.setattr(services, "forget", lambda pk: 1 / 0 if pk == first.pk else real(pk))
    with pytest.raises(ZeroDivisionError):  # the job is shown as failed
        background.forget_unconfirmed()
    assert list(User.objects.all()) == [first]


@pytest.mark.parametrize("role", [roles.GUIDE, roles.CLINICIAN])
def test_who_was_given_a_role_is_not_forgotten(client, signup_form, role):
    client.post(SIGNUP, signup_form)
    roles.grant(User.objects.get(email="nina@example.org"), role)
    User.objects.update(date_joined=timezone.now() - timedelta(days=3))
    background.forget_unconfirmed()
    assert User.objects.filter(email="nina@example.org").exists()


def test_the_admin_does_not_count_them_as_active(client, signup_form, client_of, farah):
    client.post(SIGNUP, signup_form)
    desk = client_of(farah).get("/admin/accounts/user/?q=quiet_kettle").context["cl"]
    [nina] = desk.result_list
    assert not desk.model_admin.may_come_in(nina)
    nina.emailaddress_set.update(verified=True)
    [nina] = client_of(farah).get("/admin/accounts/user/?q=quiet_kettle").context["cl"].result_list
    assert desk.model_admin.may_come_in(nina)
