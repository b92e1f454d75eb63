"""A pseudonym gives nobody away and passes for nobody else."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from hypothesis import given
from hypothesis import strategies as st

from peersupport.accounts import pseudonyms
from peersupport.accounts.models import User

SIGNUP = "/accounts/signup/"


def refusal(client, form, **changes) -> list[str]:
    """The codes with which the sign-up page refuses the pseudonym."""
    answer = client.post(SIGNUP, form | changes)
    return [error.code for error in answer.context["form"].errors.as_data().get("pseudonym", [])]


@pytest.mark.parametrize(
    ("pseudonym", "code"),
    [
        ("nina@example.org", "email"),
        ("nina＠example.org", "email"),
        ("nina (at) example", "email"),
        ("nina at example dot org", "email"),
        ("0171 234 5678", "phone"),
        ("+44 20 7946 0958", "phone"),
        ("call٠١٧١٢٣٤٥", "phone"),
        ("ab", "form"),
        ("x" * 31, "max_length"),
        ("<b>bold</b>", "form"),
        ("-dash", "form"),
        ("____", "form"),
        ("Nina Moreno", "name"),
        ("nina_moreno", "name"),
        ("NINA", "email"),
        ("admin", "reserved"),
        ("a.d.m.i.n", "reserved"),
        ("аdmin", "reserved"),
        ("Site Moderator", "reserved"),
        ("Dr Diaz", "reserved"),
        ("DrDiaz", "reserved"),
        ("Dra. Gómez", "reserved"),
        ("Médica Ana", "reserved"),
        ("NurseJackie", "reserved"),
    ],
)
def test_it_is_refused(client, signup_form, pseudonym, code):
    assert refusal(client, signup_form, pseudonym=pseudonym) == [code]
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "pseudonym",
    ["RiverOtter", "quiet_kettle", "José-Luis", "Tallgrass77", "drummer boy", "Моя река", "小さな川", "MamaLupita"],
)
def test_it_is_taken(client, signup_form, pseudonym):
    assert client.post(SIGNUP, signup_form | {"pseudonym": pseudonym}).status_code == 302
    assert User.objects.get().pseudonym == pseudonym


@pytest.mark.parametrize(
    "double",
    ["amara_walks", "AMARA WALKS", "amara\u200b_walks", "аmаrа_wаlks", "ａｍａｒａ_walks", "amára-walks", "amarawa1ks"],
)
def test_a_look_alike_of_another_member_is_refused(client, signup_form, amara, double):
    assert refusal(client, signup_form, pseudonym=double) == ["taken"]


def test_a_refusal_says_what_to_do(client, signup_form):
    page = client.post(SIGNUP, signup_form | {"pseudonym": "0171 234 5678"}).content.decode()
    assert "This looks like a phone number. Choose a name that does not tell others who you are." in page


def test_the_database_itself_refuses_a_look_alike(amara):
    with pytest.raises(IntegrityError):
        User.objects.bulk_create([User(email="double@example.org", pseudonym="Amara.Walks")])


def test_invisible_characters_are_not_kept(client, signup_form):
    client.post(SIGNUP, signup_form | {"pseudonym": " quiet\u200b   kettle "})
    assert User.objects.get().pseudonym == "quiet kettle"


@given(st.text(max_size=40))
def test_any_text_that_is_taken_has_a_key_that_fits(text):
    try:
        pseudonyms.check_pseudonym(text)
    except ValidationError:
        return
    assert 0 < len(pseudonyms.key(text)) <= User._meta.get_field("pseudonym_key").max_length
    assert pseudonyms.key(pseudonyms.tidy(text)) == pseudonyms.key(text)
