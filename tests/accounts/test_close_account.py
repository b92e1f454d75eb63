"""A person closes their account: nothing tells who they were, nobody gets in, and the rooms go on."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from chat import services as chat
from chat.errors import KeyReused, NoRoom, NotAllowed
from chat.models import Edit, FormerText, Membership, Mention, Message, Mute, Reaction
from chat.protocol import Post
from chat.reading import history
from chat.services import editing, mentions
from chat.services.drafts import draft_of
from chat.services.gate import Draft, Screened
from moderation import blind
from moderation import services as moderation
from moderation.gate import ModerationGate
from moderation.models import (
    AuditEntry,
    CareThread,
    Case,
    ClaimEvent,
    Decision,
    OutOfUse,
    Outreach,
    Report,
    SafetyCard,
    Sample,
    Sampled,
    TrainingText,
)
from moderation.services.decisions import Judgement
from peersupport.accounts import pseudonyms, services
from peersupport.accounts.models import Closing, Consent, FormerName, User
from peersupport.notices.models import Device, Notice, Reach
from peersupport.privacy import belongings, closing
from tests.support import cast

PUBLISH, HOLD = Screened("publish", 0, False), Screened("hold", 3, True)
LATER = timedelta(minutes=5)


@pytest.fixture
def say(room, now):
    def post(author, text, screened=PUBLISH, reply_to=None, where=room) -> Message:
        meant = Post(room=where.slug, key=uuid4(), text=text, reply_to=reply_to)
        (stored,) = chat.post([(draft_of(author, meant), screened)], gate=ModerationGate(), now=now)
        return getattr(stored, "message", stored)

    return post


@pytest.fixture
def close(now):
    def go(user: User, takes_back: bool = False) -> User:
        closing.close(user, takes_back=takes_back, by=user, now=now)
        return User.objects.get(pk=user.pk)

    return go


def everything() -> str:
    """All text in all tables, as a copy of the database would tell it."""
    told = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            told += [str(row) for row in cursor.fetchall()]
    return "\n".join(told)


# --- Who they were ----------------------------------------------------------------------------------------------------
def test_nothing_is_left_that_tells_who_it_was(amara, ben, room, say, close, now):
    User.objects.filter(pk=amara.pk).update(full_name="Amara Okafor", time_zone="Africa/Lagos")
    UserSession.objects.create(user=amara, ip="192.0.2.7", session_key="s1", user_agent="Firefox")
    Device.objects.create(
        user=amara, endpoint="https://push.example/hers", p256dh="k", auth="a", session_key="s1", name="Her phone",
        created_at=now,
    )  # fmt: skip
    Reach.objects.create(user=amara, push=["rooms"])
    mine = say(amara, "Soup again today.")
    say(ben, "Thank you @amara_walks, dear", reply_to=mine.pk)
    assert Notice.objects.filter(inbox=amara.pk).exists()
    say(amara, "@ben-in-the-hills you are welcome")
    assert "amara_walks" in everything()
    gone = close(amara)
    closing.finish(now=now)
    told = everything()
    for words in ("amara_walks", "amara@example", "Okafor", "Lagos", "192.0.2.7", "push.example", "Her phone"):
        assert words not in told, words
    assert "Soup again today." in told
    assert (gone.pseudonym, gone.is_active) == (f"Closed account #{gone.pk}", False)
    assert (gone.diabetes_type, gone.treatment, gone.country, gone.language) == ("", "", "", "en")
    for rows in (EmailAddress, Authenticator, UserSession, Device, Reach, Consent, Membership):
        assert not rows.objects.filter(user=amara).exists(), rows
    assert not gone.has_usable_password()
    assert Closing.objects.get(user=gone).finished_at == now


def test_who_is_known_by_name_in_others_words_is_called_otherwise_there(amara, ben, room, say, close, now):
    named = say(ben, "Ask @amara_walks about soup")
    close(amara)
    closing.finish(now=now)
    named.refresh_from_db()
    assert named.text == f"Ask @Closed account #{amara.pk} about soup"
    assert f'data-user="{amara.pk}">@Closed account #{amara.pk}<' in named.html
    state = history.message_state(history.full(Message.objects.filter(pk=named.pk)).get())
    assert state["mentions"] == [{"id": amara.pk, "name": f"Closed account #{amara.pk}"}]


def test_the_name_goes_in_whatever_letters_it_was_typed(amara, ben, room, say, close, now):
    named = say(ben, "@AMARA_WALKS thank you")
    answer = say(ben, "And the soup", reply_to=named.pk)
    room.refresh_from_db()
    before = room.revision
    close(amara)
    closing.finish(now=now)
    assert "amara" not in everything().casefold().replace("amara@", "").replace("amara-walks", "")
    named.refresh_from_db()
    assert named.text == f"@Closed account #{amara.pk} thank you"
    told = {one["id"]: one for one in history.changes(room.pk, before, before + 50).messages}
    assert told[answer.pk]["reply_to"]["excerpt"] == named.text
    assert f"@Closed account #{amara.pk}<" in told[named.pk]["html"]


def test_whose_name_is_longer_or_goes_on_is_still_called_so(amara, ben, chen, diaz, room, say, close, now):
    for user, name in ((amara, "Ann"), (chen, "Ann Lee"), (diaz, "Ann-Marie")):
        User.objects.filter(pk=user.pk).update(pseudonym=name, pseudonym_key=pseudonyms.key(name))
    Membership.objects.create(room=room, user=chen, joined_at=now)
    named = say(ben, "@Ann Lee, @ann-marie and @Ann hi, ann")
    close(User.objects.get(pk=amara.pk))
    closing.finish(now=now)
    named.refresh_from_db()
    assert named.text == f"@Ann Lee, @ann-marie and @Closed account #{amara.pk} hi, ann"
    assert [name for _, name in mentions.NAMED.findall(named.html)] == [
        "Ann Lee", "Ann-Marie", f"Closed account #{amara.pk}",
    ]  # fmt: skip


def test_words_that_were_on_their_way_or_waited_bring_no_former_name(amara, ben, diaz, room, say, close, now):
    first = say(ben, "@amara_walks hello")
    changed = say(ben, "Good morning")
    own = {"room": room.slug, "author_id": ben.pk}
    spans = mentions.in_text("@Amara_Walks eat soup", room.slug, by=ben.pk)
    held = Draft(**own, key=uuid4(), text="@Amara_Walks eat soup", mentions=spans)
    waits = editing.edit(changed.pk, held, HOLD, gate=ModerationGate(), now=now)
    editing.edit(first.pk, Draft(**own, key=uuid4(), text="Hello"), PUBLISH, gate=ModerationGate(), now=now)
    late = [Draft(**own, key=uuid4(), text=held.text, mentions=spans) for _ in range(2)]
    close(amara)
    closing.finish(now=now)
    name = f"@Closed account #{amara.pk}"
    assert [row.text for row in FormerText.objects.all()] == ["@amara_walks hello"]  # which clinicians alone read
    assert Edit.objects.get(pk=waits.edit.pk).text == f"{name} eat soup"
    Edit.objects.filter(pk=waits.edit.pk).update(text=held.text, html=held.html)  # read before it was renamed
    moderation.decide(Case.objects.get().pk, Judgement("publish", "own_experience", changed.revision), by=diaz, now=now)
    (posted,) = chat.post([(late[0], PUBLISH)], gate=ModerationGate(), now=now)
    made = editing.edit(first.pk, late[1], PUBLISH, gate=ModerationGate(), now=now)
    for message in (changed, posted.message, made.message):
        message.refresh_from_db()
        assert (message.text, held.text in message.html) == (f"{name} eat soup", False)
        assert f'data-user="{amara.pk}">{name}<' in message.html
    assert made.edit.text == f"{name} eat soup"


def test_what_is_kept_as_it_was_names_the_person_to_clinicians_alone(
    amara, ben, chen, diaz, room, say, close, client_of, now
):
    Membership.objects.create(room=room, user=chen, joined_at=now)
    changed = say(ben, "(@amara_walks) hello, @ben_nobody")
    draft = Draft(room=room.slug, author_id=ben.pk, key=uuid4(), text="Hello")
    editing.edit(changed.pk, draft, PUBLISH, gate=ModerationGate(), now=now)
    removed = say(ben, "@Amara_Walks double it", HOLD)
    moderation.decide(Case.objects.get(message=removed).pk, Judgement("remove", "dosing", None), by=diaz, now=now)
    third = say(chen, "Hi @amara_walks")
    moderation.report(third.pk, by=ben, category="spam", words="", now=now)
    text_of = lambda browser, name: browser.get(reverse(f"moderation:{name}")).content.decode()  # noqa: E731
    copy = lambda: next(belongings.messages(ben))["before"][0]["text"]  # noqa: E731
    pages = lambda: [text_of(client_of(ben), name) for name in ("appeals", "reports")]  # noqa: E731
    assert copy() == "(@amara_walks) hello, @ben_nobody"
    assert ["@Amara_Walks double it" in pages()[0], "Hi @amara_walks" in pages()[1]] == [True, True]
    close(amara)
    closing.finish(now=now)
    assert copy() == "(@Somebody) hello, @ben_nobody"
    assert ["@Somebody double it" in pages()[0], "Hi @Somebody" in pages()[1]] == [True, True]
    assert "amara_walks" not in "".join(pages()).casefold()


def test_a_report_that_is_sent_late_shows_no_name_either(amara, ben, chen, room, say, close, client_of, now):
    Membership.objects.create(room=room, user=chen, joined_at=now)
    message = say(chen, "Hi @amara_walks")
    address, browser = reverse("moderation:report", args=[message.pk]), client_of(ben)
    slip = browser.get(address).context["slip"]
    draft = Draft(room=room.slug, author_id=chen.pk, key=uuid4(), text="Hi all")
    editing.edit(message.pk, draft, PUBLISH, gate=ModerationGate(), now=now)
    close(amara)
    closing.finish(now=now)
    page = browser.post(address, {"slip": slip}).content.decode()
    assert "Hi @Somebody" in page
    assert "amara_walks" not in page


def test_a_longer_name_that_begins_with_a_former_one_stays(amara, ben, chen, room, close, now):
    for user, name in ((amara, "Ann"), (chen, "Ann Lee")):
        User.objects.filter(pk=user.pk).update(pseudonym=name, pseudonym_key=pseudonyms.key(name))
    close(User.objects.get(pk=amara.pk))
    assert mentions.unnamed("@Ann Lee and @ann, ann@x.org, @annie") == "@Ann Lee and @Somebody, ann@x.org, @annie"


def test_who_sends_again_what_named_somebody_hears_that_it_is_there(amara, ben, room, say, close, now):
    meant = Post(room=room.slug, key=uuid4(), text="Thank you @Amara_Walks, dear")
    post = lambda: chat.post([(draft_of(ben, meant), PUBLISH)], gate=ModerationGate(), now=now)[0]  # noqa: E731
    first = post()
    close(amara)
    closing.finish(now=now)
    again = post()
    assert (again.replay, again.message.pk) == (True, first.message.pk)
    meant = Post(room=room.slug, key=meant.key, text="Thank you @Amara_Walks, darling")
    assert isinstance(post(), KeyReused)


def test_nobody_else_gets_the_name(amara, chen, room, close, signup_form, client, now):
    close(amara)
    closing.finish(now=now)
    for name in ("amara_walks", "Amara Walks", "Closed account 7", "CuentaCerrada"):
        page = client.post("/accounts/signup/", signup_form | {"pseudonym": name})
        assert page.context["form"].errors["pseudonym"], name
    with pytest.raises(Exception, match="Somebody already has this name"):
        services.rename(chen, "amara walks")
    assert not services.is_taken("somebody_else")
    assert len(FormerName.objects.get().hash) == 64


def test_a_former_name_is_known_under_the_sites_former_secret(amara, room, close, settings):
    close(amara)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "n" * 60
    assert services.is_taken("amara_walks")


def test_the_address_may_sign_up_again(amara, room, close, client, signup_form):
    close(amara)
    client.post("/accounts/signup/", signup_form | {"email": "amara@example.org"})
    assert User.objects.get(email="amara@example.org").pseudonym == "quiet_kettle"


def test_a_member_who_was_called_so_before_is_in_nobodys_way(amara, chen, room, close):
    User.objects.filter(pk=chen.pk).update(
        pseudonym=f"Closed account {amara.pk}", pseudonym_key=pseudonyms.key(f"Closed account {amara.pk}")
    )
    assert close(amara).pseudonym_key == f"#{amara.pk}"


# --- The way in -------------------------------------------------------------------------------------------------------
def test_every_session_is_over_and_no_password_opens_it_again(amara, room, close, client_of):
    phone, desk = client_of(amara), client_of(amara)
    assert phone.get("/me/").status_code == 200
    close(amara)
    assert [browser.get("/me/").status_code for browser in (phone, desk)] == [302, 302]
    Client().post("/accounts/login/", {"login": "amara@example.org", "password": cast.PASSWORD})
    assert not UserSession.objects.filter(user=amara).exists()


def test_who_wants_to_close_shows_once_more_who_they_are_and_chooses(amara, room, client_of, sure_client_of):
    asked = client_of(amara).post("/me/close/", {"messages": "keep"})
    assert asked.url == "/accounts/reauthenticate/?next=%2Fme%2Fclose%2F"
    browser = sure_client_of(amara)
    unsaid = browser.post("/me/close/")
    assert unsaid.status_code == 422
    assert not Closing.objects.exists()
    done = browser.post("/me/close/", {"messages": "take_back"})
    assert done.url == "/accounts/closed/"
    assert "storage" in done.headers["Clear-Site-Data"]
    assert Closing.objects.get().takes_back
    assert "Your account is closed" in browser.get(done.url).content.decode()
    assert browser.get("/me/").status_code == 302


def test_the_page_says_what_happens(amara, diaz, guide, client_of):
    page = client_of(amara).get("/me/close/").content.decode()
    assert "You are logged out everywhere at once." in page
    assert "go back to the queue" not in page
    assert "go back to the queue" in client_of(diaz).get("/me/close/").content.decode()
    assert "only guide of a room" in client_of(guide).get("/me/close/").content.decode()


def test_a_second_time_gives_the_first_closing(amara, room, now):
    first = closing.close(amara, takes_back=False, by=amara, now=now)
    again = closing.close(amara, takes_back=True, by=None, now=now + LATER)
    assert (again.pk, again.takes_back, again.at) == (first.pk, False, now)
    assert AuditEntry.objects.filter(action="account.closed").count() == 1


def test_the_audit_names_nobody(amara, room, close, now):
    close(amara)
    entry = AuditEntry.objects.get(action="account.closed")
    assert (entry.actor_id, entry.subject_id, entry.data) == (amara.pk, amara.pk, {"messages": "kept"})


# --- In the rooms -----------------------------------------------------------------------------------------------------
def test_a_room_hears_of_it_once_however_much_was_said(amara, ben, room, say, close, now):
    for number in range(7):
        say(amara, f"Number {number}")
    room.refresh_from_db()
    before = room.revision
    close(amara)
    room.refresh_from_db()
    assert room.revision == before + 1
    told = history.changes(room.pk, before, room.revision)
    assert told.messages == []
    assert told.people == [{"id": amara.pk, "name": f"Closed account #{amara.pk}", "role": ""}]
    page, _ = history.page_before(room, None)
    assert {one["author"]["name"] for one in page} == {f"Closed account #{amara.pk}"}


def test_two_in_a_room_are_told_apart_in_the_readers_language(amara, ben, diaz, room, say, close, client_of):
    say(amara, "Soup is good")
    say(ben, "Soup is fine")
    close(amara)
    close(ben)
    User.objects.filter(pk=diaz.pk).update(language="es")
    found = client_of(diaz).get(f"/rooms/{room.slug}/search/?q=soup").content.decode()
    assert set(re.findall(r"Cuenta cerrada n\.º (\d+)", found)) == {str(amara.pk), str(ben.pk)}
    assert "Closed account" not in found


def test_it_is_offered_to_nobody_and_named_by_nobody(amara, ben, room, say, close):
    say(amara, "Soup is good")
    assert mentions.people(room, "", besides=ben)[0]["id"] == amara.pk
    close(amara)
    assert amara.pk not in [one["id"] for one in mentions.people(room, "", besides=ben)]
    say(ben, f"@Closed account #{amara.pk} hello")
    assert not Mention.objects.exists()


def test_who_is_gone_neither_posts_nor_comes_in(amara, room, say, close, now):
    meant = Draft(room=room.slug, author_id=amara.pk, key=uuid4(), text="Still here?")
    gone = close(amara)
    (refused,) = chat.post([(meant, PUBLISH)], gate=ModerationGate(), now=now)
    assert isinstance(refused, NoRoom | NotAllowed)
    with pytest.raises(PermissionDenied):
        chat.join(room, by=gone, now=now)
    with pytest.raises(PermissionDenied):
        chat.ask_care_team(by=gone, now=now)
    assert not Membership.objects.filter(user=gone).exists()


def test_nobody_is_told_of_what_concerns_it(amara, ben, diaz, room, say, close, now):
    mine = say(amara, "Double it.", HOLD)
    say(ben, "Hm")
    close(amara)
    case = Case.objects.get(message=mine)
    moderation.decide(case.pk, Judgement("publish", "own_experience", None), by=diaz, now=now)
    mine.refresh_from_db()
    assert mine.state == Message.State.PUBLISHED
    assert not Notice.objects.filter(inbox=amara.pk).exists()


# --- What they said ---------------------------------------------------------------------------------------------------
def test_messages_that_are_taken_back_leave_no_word(amara, ben, room, say, close, now):
    mine = say(amara, "Soup and secretbread")
    FormerText.objects.create(message=mine, text="Sup and secretbread", revision=1, since=now, until=now)
    Edit.objects.create(
        message=mine, author=amara, key=uuid4(), text="secretbread!", html="secretbread!", state="refused",
        created_at=now, settled_at=now,
    )  # fmt: skip
    gone_before = say(amara, "secretbread again")
    Message.objects.filter(pk=gone_before.pk).update(state="withdrawn")
    answer = say(ben, "Sounds good", reply_to=mine.pk)
    Reaction.objects.create(message=mine, user=ben, reaction="hug", at=now)
    sample = Sample.objects.create(week=now.date(), since=now - LATER, population=2, seed=1, drawn_at=now)
    Sampled.objects.create(sample=sample, message=mine, order=1, text="Soup and secretbread")
    Sampled.objects.create(sample=sample, message=answer, order=2, text="Sounds good", reply_to="secretbread")
    TrainingText.objects.create(
        message=answer, origin="missed", kind="missed", text="Sounds good", reply_to="secretbread", language="en",
        gathered_at=now,
    )  # fmt: skip
    room.refresh_from_db()
    before = room.revision
    close(amara, takes_back=True)
    closing.finish(now=now)
    assert "secretbread" not in everything()
    mine.refresh_from_db()
    assert (mine.state, mine.text, mine.html) == ("withdrawn", "", "")
    room.refresh_from_db()
    states = {one["id"]: one for one in history.changes(room.pk, before, room.revision).messages}
    assert "html" not in states[mine.pk]
    assert states[answer.pk]["reply_to"]["excerpt"] is None
    assert Closing.objects.get().finished_at
    assert list(Sampled.objects.values_list("text", flat=True)) == ["", "Sounds good"]


def test_what_waits_for_a_clinician_keeps_its_words_until_it_is_decided(
    amara, ben, diaz, room, say, close, client_of, now
):
    waiting = say(amara, "Double it.", HOLD)
    shown = say(amara, "Triple it.")
    moderation.report(shown.pk, by=ben, category="dosing", now=now)
    close(amara, takes_back=True)
    closing.finish(now=now)
    assert list(Message.objects.order_by("pk").values_list("state", "text")) == [
        ("withdrawn", "Double it."), ("withdrawn", "Triple it."),
    ]  # fmt: skip
    page = client_of(diaz).get(f"/queue/{Case.objects.get(message=waiting).pk}/").content.decode()
    assert "Double it." in page
    assert f"Closed account #{amara.pk}" in page
    assert Closing.objects.get().finished_at is None
    for case in Case.objects.all():
        moderation.decide(case.pk, Judgement("warn", "dosing", case.message.revision), by=diaz, now=now)
    closing.finish(now=now + LATER)
    assert set(Message.objects.values_list("text", flat=True)) == {""}
    assert sorted(Decision.objects.values_list("text", flat=True)) == ["Double it.", "Triple it."]
    assert Report.objects.get().text == "Triple it."
    assert Closing.objects.get().finished_at == now + LATER


def test_what_a_clinician_told_a_member_in_private_stays_when_their_messages_are_taken_back(
    amara, diaz, room, say, close, client_of, now
):
    thread = chat.ask_care_team(by=amara, now=now)
    asked = say(amara, "May I skip the evening dose?", where=thread)
    moderation.open_care(thread, by=diaz, now=now)
    answer, elsewhere = say(diaz, "No: take half of it.", where=thread), say(diaz, "Good morning.")
    assert "It is part of their care" in client_of(diaz).get("/me/close/").content.decode()
    close(diaz, takes_back=True)
    closing.finish(now=now)
    stands = dict(Message.objects.values_list("pk", "text"))
    assert stands == {asked.pk: asked.text, answer.pk: "No: take half of it.", elsewhere.pk: ""}
    assert Closing.objects.get().finished_at
    close(amara, takes_back=True)
    closing.finish(now=now)
    assert set(Message.objects.exclude(text="").values_list("pk", flat=True)) == {answer.pk}


def test_a_past_case_says_of_no_words_that_are_gone_that_they_changed(
    amara, ben, diaz, room, say, close, client_of, now
):
    say(amara, "Double it.", HOLD)
    case = Case.objects.get()
    moderation.decide(case.pk, Judgement("remove", "dosing", None), by=diaz, now=now)
    answer = say(ben, "Ask @amara_walks", HOLD)
    close(amara, takes_back=True)
    closing.finish(now=now)
    page = client_of(diaz).get(f"/queue/{case.pk}/").content.decode()
    assert "Double it." in page
    assert "changed it since" not in page
    after = client_of(diaz).get(f"/queue/{Case.objects.get(message=answer).pk}/").content.decode()
    assert "changed it since" not in after
    assert "Its author took this message back." in after
    Message.objects.filter(pk=answer.pk).update(text="Ask somebody")
    after = client_of(diaz).get(f"/queue/{Case.objects.get(message=answer).pk}/").content.decode()
    assert "changed it since" in after


def test_what_is_reported_while_it_is_being_taken_back_keeps_its_words(
    amara, ben, diaz, room, say, close, now, monkeypatch
):
    mine = say(amara, "Triple it.")
    close(amara, takes_back=True)
    real = closing.departing.locked

    def locked(which):
        monkeypatch.setattr(closing.departing, "locked", real)
        moderation.report(mine.pk, by=ben, category="dosing", now=now)
        return real(which)

    monkeypatch.setattr(closing.departing, "locked", locked)
    closing.finish(now=now)
    mine.refresh_from_db()
    assert (mine.state, mine.text, Closing.objects.get().finished_at) == ("withdrawn", "Triple it.", None)
    Message.objects.update(text="")  # however it may come
    moderation.decide(Case.objects.get().pk, Judgement("warn", "dosing", mine.revision), by=diaz, now=now)
    assert Decision.objects.get().text == "Triple it."
    closing.finish(now=now)
    assert Closing.objects.get().finished_at == now


def test_the_index_is_put_in_order_only_when_something_went(amara, room, say, close, now, monkeypatch):
    say(amara, "Double it.", HOLD)
    done = []
    monkeypatch.setattr(closing.word_index, "tidy", lambda: done.append(1))
    close(amara, takes_back=True)
    for _ in range(3):
        closing.finish(now=now)
    assert (len(done), Closing.objects.get().finished_at) == (1, None)


def test_the_unit_stays_by_which_a_clinician_reads_the_numbers(ben, diaz, room, say, close, client_of):
    say(ben, "I am at 18 and took 20 units", HOLD)
    close(ben)
    assert "Meter shows mmol/L" in client_of(diaz).get("/queue/").content.decode()


def test_nobody_waits_for_the_care_team_any_more(amara, diaz, room, say, close, client_of, now):
    thread = chat.ask_care_team(by=amara, now=now)
    say(amara, "May I skip the evening dose?", where=thread)
    moderation.take_care(thread, by=diaz, now=now)
    state = f"/queue/care/{thread.pk}/state/"
    assert "Nobody reads an answer here" not in client_of(diaz).get(state).content.decode()
    close(amara)
    waiting = CareThread.objects.get(pk=thread.pk)
    assert (waiting.waiting_since, waiting.due_at, waiting.claimed_by) == (None, None, None)
    assert "Nobody reads an answer here" in client_of(diaz).get(state).content.decode()


def test_a_sampled_message_without_words_is_given_to_no_reader(amara, ben, diaz, room, say, close, now):
    messages = [say(user, "Soup is good") for user in (amara, ben)]
    sample = Sample.objects.create(week=now.date(), since=now - LATER, population=2, seed=1, drawn_at=now)
    for order, message in enumerate(messages):
        Sampled.objects.create(sample=sample, message=message, order=order, text=message.text)
    assert len(blind.stack(diaz, now).waiting) == 2
    close(amara, takes_back=True)
    closing.finish(now=now)
    assert [item.author_id for item in blind.stack(diaz, now).waiting] == [ben.pk]


def test_a_prolific_member_is_taken_back_page_by_page(amara, ben, room, say, close, now, settings, monkeypatch):
    settings.CHAT = settings.CHAT | {"page": 3}
    for number in range(8):
        say(amara, f"Number {number}")
    monkeypatch.setattr(closing, "PAGES", 2)
    close(amara, takes_back=True)
    left = Message.objects.filter(state="published")
    assert left.count() == 8
    closing.finish(now=now)
    assert left.count() == 2
    closing.finish(now=now)
    assert (left.count(), Closing.objects.get().finished_at) == (0, now)


def test_a_name_that_many_wrote_goes_some_at_a_time(amara, ben, room, say, close, now, monkeypatch):
    for number in range(5):
        say(ben, f"@amara_walks {number}")
    monkeypatch.setattr(closing.departing, "AT_ONCE", 2)
    monkeypatch.setattr(closing, "PAGES", 2)
    close(amara)
    named = Message.objects.filter(text__contains="amara")
    left = []
    for _ in range(2):
        closing.finish(now=now)
        left.append((named.count(), Closing.objects.get().pseudonym))
    assert left == [(1, "amara_walks"), (0, "")]
    assert Closing.objects.get().finished_at == now


def test_one_closing_that_fails_keeps_no_other_waiting(amara, ben, room, say, close, now, monkeypatch):
    for user in (amara, ben):
        close(user)
    real = closing.departing.unname
    monkeypatch.setattr(closing.departing, "unname", lambda user: 1 / 0 if user.pk == amara.pk else real(user))
    closing.finish(now=now)
    assert list(Closing.objects.filter(finished_at=None).values_list("user", flat=True)) == [amara.pk]


def test_many_closings_keep_no_other_job_waiting(amara, ben, room, close, now, monkeypatch):
    for user in (amara, ben):
        close(user)
    monkeypatch.setattr(closing, "SECONDS", 0)
    for left in (1, 0):
        closing.finish(now=now)
        assert Closing.objects.filter(finished_at=None).count() == left


# --- Who works here ---------------------------------------------------------------------------------------------------
def test_a_clinicians_claims_go_back_to_the_queue(amara, diaz, room, say, close, now):
    say(amara, "Double it.", HOLD)
    case = Case.objects.get()
    moderation.claim(case.pk, by=diaz, now=now)
    close(diaz)
    case.refresh_from_db()
    assert case.claimed_by is None
    assert ClaimEvent.objects.last().kind == ClaimEvent.Kind.RELEASED
    assert not Case.objects.filter(closed_at__isnull=False).exists()


def test_a_name_under_decisions_stays(amara, diaz, room, say, close, client_of, now):
    say(amara, "Double it.", HOLD)
    moderation.decide(Case.objects.get().pk, Judgement("remove", "dosing", None), by=diaz, now=now)
    assert "Your name stays with them" in client_of(diaz).get("/me/close/").content.decode()
    gone = close(diaz)
    assert (gone.pseudonym, gone.is_active, gone.groups.count()) == ("Dr Diaz", False, 0)
    assert not gone.emailaddress_set.exists()
    assert services.is_taken("Dr Diaz")


def test_the_last_admin_stays(farah, client_of, sure_client_of, now):
    with pytest.raises(closing.CannotClose, match="last_admin"):
        closing.close(farah, takes_back=False, by=farah, now=now)
    assert "You are the last admin here." in client_of(farah).get("/me/close/").content.decode()
    assert sure_client_of(farah).post("/me/close/", {"messages": "keep"}).status_code == 409
    other = cast.enter("farah", 1)
    closing.close(farah, takes_back=False, by=farah, now=now)
    with pytest.raises(closing.CannotClose):
        closing.close(other, takes_back=False, by=other, now=now)


def test_the_operator_closes_on_request(amara, room, capsys):
    call_command("close_account", "Amara@example.org", "--take-back")
    closed = Closing.objects.get()
    assert (closed.user_id, closed.by, closed.takes_back) == (amara.pk, None, True)
    with pytest.raises(CommandError):
        call_command("close_account", "amara@example.org")


def test_after_an_older_copy_the_log_says_what_to_close_again(amara, room, caplog, django_capture_on_commit_callbacks):
    with caplog.at_level("INFO"), django_capture_on_commit_callbacks(execute=True):
        call_command("close_account", "amara@example.org", "--take-back")
    [said] = [line for line in caplog.messages if "closed" in line]
    assert said == f"account {amara.pk} closed, messages taken back"
    assert User.objects.get(pk=amara.pk).pseudonym not in said
    Closing.objects.all().delete()
    User.objects.filter(pk=amara.pk).update(is_active=True, pseudonym="amara_walks")
    call_command("close_account", "--id", str(amara.pk), "--take-back")
    assert Closing.objects.get().takes_back
    assert not User.objects.get(pk=amara.pk).is_active


def test_the_admin_shows_it_and_opens_it_for_nobody(amara, farah, room, close, client_of):
    close(amara)
    browser = client_of(farah)
    assert f"Closed account #{amara.pk}" in browser.get("/admin/accounts/user/").content.decode()
    page = browser.get(f"/admin/accounts/user/{amara.pk}/change/")
    assert 'name="is_active"' not in page.content.decode()
    assert browser.post(f"/admin/accounts/user/{amara.pk}/change/", {"is_active": "on"}).status_code == 403
    assert not User.objects.get(pk=amara.pk).is_active


def test_what_an_admin_did_to_the_account_stays_without_its_name(amara, farah, room, close, client_of, now):
    roles = [Group.objects.get(name="member").pk, Group.objects.get(name="lay moderator").pk]
    client_of(farah).post(f"/admin/accounts/user/{amara.pk}/change/", {"is_active": "on", "groups": roles})
    assert LogEntry.objects.get().object_repr == "amara_walks"
    close(amara)
    closing.finish(now=now)
    noted = LogEntry.objects.get()
    assert (noted.user, noted.object_repr) == (farah, f"Closed account #{amara.pk}")
    assert "amara_walks" not in everything()


def test_a_name_stays_under_what_was_written_to_a_member_unasked(amara, diaz, room, say, close, now):
    say(amara, "Double it.", HOLD)
    assert not closing.signed(diaz)
    thread = moderation.write_to_author(Case.objects.get(), by=diaz, now=now)
    assert closing.signed(diaz)
    Outreach.objects.all().delete()
    say(diaz, "Please do not.", where=thread)
    assert (closing.signed(diaz), closing.signed(amara)) == (True, False)


def test_a_name_stays_under_what_took_a_card_out_of_use(diaz, now):
    card = SafetyCard.objects.create(kind="severe_low", title="Sugar now", body="Eat sugar.")
    assert not closing.signed(diaz)
    OutOfUse.objects.create(card=card, by=diaz, at=now, why="It names a gel that is no longer sold.")
    assert closing.signed(diaz)


def test_whom_one_had_muted_is_forgotten_and_who_was_muted_stays_folded_away(amara, ben, chen, room, close, now):
    Mute.objects.create(by=amara, person=ben, at=now)
    Mute.objects.create(by=chen, person=amara, at=now)
    close(amara)
    assert list(Mute.objects.values_list("by", "person")) == [(chen.pk, amara.pk)]
