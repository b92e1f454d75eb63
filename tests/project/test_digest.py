"""The summary by mail: at its hour, only when something happened, numbers and titles alone, and never twice."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core import mail as outgoing

from chat import services as chat
from chat.services import muting, reads
from chat.services.gate import Draft
from education import services as library
from peersupport import digest
from peersupport.accounts.models import User
from peersupport.notices import digests, mail, reaching, services
from peersupport.notices.models import Digest
from peersupport.notices.outcomes import Later, Lost
from tests.chat.gates import WordGate

MONDAY = datetime(2026, 3, 2, 12, tzinfo=UTC)
EVENING = MONDAY.replace(hour=18)


@pytest.fixture
def say(room):
    """say(user, text, at) posts in the room."""
    gate = WordGate()

    def said(user, text, at):
        draft = Draft(room=room.slug, author_id=user.pk, key=uuid4(), text=text)
        chat.post([(draft, gate.screen(draft))], gate=gate, now=at)

    return said


@pytest.fixture
def wants():
    def wanting(user, rhythm="daily", zone="UTC", hour=18, since=MONDAY):
        User.objects.filter(pk=user.pk).update(time_zone=zone)
        reaching.choose(user, {"digest": rhythm, "digest_hour": hour}, now=since)

    return wanting


@pytest.fixture
def news(say, ben, amara, room):
    """Something happened on Monday."""
    say(ben, "lantus at night", MONDAY + timedelta(hours=1))
    say(amara, "my own words", MONDAY + timedelta(hours=1))
    say(ben, "hold this one", MONDAY + timedelta(hours=1))


@pytest.mark.usefixtures("news")
def test_it_tells_how_much_is_new_and_nothing_that_people_wrote(amara, diaz, erin, wants):
    wants(amara)
    services.tell(amara.pk, "room_admitted", {"room": "Kitchen"}, now=MONDAY + timedelta(hours=2))
    item = {"title": "Walking and glucose", "summary": "What moves.", "body": "Walk.", "language": "en"}
    resource = library.create(item | {"topics": ["being_active"]}, by=erin, now=MONDAY)
    library.submit_for_review(resource.pk, by=erin, now=MONDAY)
    said = {"credential": "Nurse", "evidence": "Seen.", "seen": resource.digest()}
    library.validate(resource.pk, by=diaz, now=MONDAY + timedelta(hours=3), **said)
    digest.send_due(EVENING)
    [message] = outgoing.outbox
    html = message.alternatives[0][0]
    assert message.to == [amara.email]
    assert message.subject == "What is new for you"
    for text in (message.body, html):
        assert "Hello amara_walks" in text
        assert "The kitchen table" in text
        assert "https://testserver/rooms/kitchen-table/" in text
        assert "Walking and glucose" in text
        assert f"https://testserver/library/{resource.pk}/" in text
        assert "/accounts/unsubscribe/" in text
        for words in ("lantus", "own words", "hold this", "ben-in-the-hills"):
            assert words not in text
    assert "You have one unread notice: https://testserver/notices/" in message.body
    assert "- The kitchen table: 1, https" in message.body, "her own, and the one that waits, do not count"
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.usefixtures("news")
def test_it_speaks_the_members_language(amara, wants):
    User.objects.filter(pk=amara.pk).update(language="es")
    wants(amara)
    digest.send_due(EVENING)
    [message] = outgoing.outbox
    assert message.subject == "Lo nuevo para ti"
    assert '<html lang="es">' in message.alternatives[0][0]


@pytest.mark.usefixtures("news")
def test_it_comes_once_a_day_however_often_and_wherever_it_is_looked_for(amara, wants):
    wants(amara)
    digest.send_due(EVENING - timedelta(minutes=1))
    assert outgoing.outbox == []
    for minutes in (0, 5, 10, 300):
        digest.send_due(EVENING + timedelta(minutes=minutes))
    assert len(outgoing.outbox) == 1
    digest.send_due(EVENING + timedelta(days=1))
    assert len(outgoing.outbox) == 1, "nothing happened on Tuesday"


@pytest.mark.usefixtures("news")
def test_of_two_workers_one_sends(amara, wants):
    wants(amara)
    [found] = digests.due(EVENING)
    assert digests.settle(found)
    assert digests.settle(found) is None
    digest.send_due(EVENING)
    assert outgoing.outbox == []


@pytest.mark.usefixtures("news")
def test_a_new_hour_on_the_same_day_brings_no_second_one(amara, wants):
    wants(amara)
    digest.send_due(EVENING)
    wants(amara, hour=20, since=EVENING)
    digest.send_due(EVENING.replace(hour=20))
    assert len(outgoing.outbox) == 1


@pytest.mark.usefixtures("news")
def test_it_comes_at_the_hour_of_the_persons_own_clock(amara, wants):
    wants(amara, zone="America/New_York")  # 18:00 there is 23:00 in UTC
    digest.send_due(EVENING)
    assert outgoing.outbox == []
    digest.send_due(EVENING.replace(hour=23))
    assert len(outgoing.outbox) == 1


@pytest.mark.usefixtures("news")
def test_once_a_week_is_on_monday_and_covers_the_week(amara, wants, say, ben):
    wants(amara, "weekly")
    digest.send_due(EVENING)
    say(ben, "on Wednesday", EVENING + timedelta(days=2))
    for days in range(1, 7):
        digest.send_due(EVENING + timedelta(days=days))
    assert len(outgoing.outbox) == 1
    digest.send_due(EVENING + timedelta(days=7))
    assert len(outgoing.outbox) == 2


@pytest.mark.usefixtures("news")
def test_what_was_missed_while_nobody_worked_comes_as_one(amara, wants, say, ben):
    wants(amara)
    for days in (1, 2, 3):
        say(ben, "hello", EVENING + timedelta(days=days, hours=-1))
    digest.send_due(EVENING)
    digest.send_due(EVENING + timedelta(days=3))
    first, second = outgoing.outbox
    assert "table: 1," in first.body
    assert "table: 3," in second.body


@pytest.mark.usefixtures("news")
def test_nobody_gets_one_who_did_not_ask_left_or_has_no_confirmed_address(amara, diaz, ben, wants):
    for user in (amara, diaz):
        wants(user)
    User.objects.filter(pk=amara.pk).update(is_active=False)
    diaz.emailaddress_set.update(verified=False)
    digest.send_due(EVENING)
    assert outgoing.outbox == []


@pytest.mark.usefixtures("news")
def test_a_room_that_one_has_left_is_not_in_it(amara, room, wants):
    wants(amara)
    chat.leave(room, by=amara)
    digest.send_due(EVENING)
    assert outgoing.outbox == []


@pytest.mark.usefixtures("news")
def test_what_somebody_says_who_is_muted_is_no_news(amara, ben, wants):
    wants(amara)
    muting.mute(ben, by=amara, now=MONDAY)
    digest.send_due(EVENING)
    assert outgoing.outbox == []


@pytest.mark.usefixtures("news")
def test_what_was_read_in_the_room_is_not_new(amara, room, wants):
    wants(amara)
    room.refresh_from_db()
    reads.mark([reads.Mark(amara.pk, room.pk, room.revision)])
    digest.send_due(EVENING)
    assert outgoing.outbox == []


@pytest.mark.usefixtures("news")
def test_without_a_mail_server_it_stays_due(amara, wants, monkeypatch):
    def away():
        raise Later(unreachable=True)

    wants(amara)
    with monkeypatch.context() as patch:
        patch.setattr(mail, "open_line", away)
        digest.send_due(EVENING)
    assert not Digest.objects.exists()
    digest.send_due(EVENING + timedelta(minutes=5))
    assert len(outgoing.outbox) == 1


@pytest.mark.usefixtures("news")
def test_what_may_have_been_sent_is_not_sent_again(amara, wants, monkeypatch):
    def unsure(*_args):
        raise Lost("nobody knows")

    wants(amara)
    with monkeypatch.context() as patch:
        patch.setattr(mail, "post", unsure)
        digest.send_due(EVENING)
    digest.send_due(EVENING + timedelta(minutes=5))
    assert outgoing.outbox == []
    assert Digest.objects.get().sent_at is None


@pytest.mark.usefixtures("news")
@pytest.mark.parametrize("broken", ["chat", "mail", "afterwards", "putting back"])
def test_one_that_fails_keeps_nobody_elses_and_comes_to_nobody_twice(
    amara, ben, say, wants, monkeypatch, caplog, broken
):
    say(amara, "news for Ben too", MONDAY + timedelta(hours=2))
    for user in (amara, ben):
        wants(user)

    def failing_for_amara(whole, of):
        def act(*args):
            if of(args[0]) != amara.pk:
                return whole(*args)
            if broken == "afterwards":
                whole(*args)
            raise later if isinstance(later, Later) and whole is mail.post else RuntimeError("of Amara: her own words")

        return act

    later = Later() if broken == "putting back" else None
    if broken == "chat":
        monkeypatch.setattr(digest, "new_in_rooms", failing_for_amara(digest.new_in_rooms, lambda user: user.pk))
    else:
        monkeypatch.setattr(mail, "post", failing_for_amara(mail.post, lambda user: user.pk))
    if broken == "putting back":
        monkeypatch.setattr(digests, "put_back", failing_for_amara(digests.put_back, lambda row: row.user_id))
    for minutes in (0, 5, 10):
        digest.send_due(EVENING + timedelta(minutes=minutes))
    sent = [message.to[0] for message in outgoing.outbox]
    assert sent == ([amara.email] if broken == "afterwards" else []) + [ben.email]
    assert "RuntimeError" in caplog.text
    assert "her own words" not in caplog.text
    assert amara.email not in caplog.text


@pytest.mark.usefixtures("news")
def test_a_time_zone_that_is_no_more_keeps_nobody_elses(amara, ben, say, wants, caplog):
    say(amara, "news for Ben too", MONDAY + timedelta(hours=2))
    wants(amara, zone="Nowhere/Atlantis")
    wants(ben)
    digest.send_due(EVENING)
    assert [message.to for message in outgoing.outbox] == [[ben.email]]
    assert "Atlantis" not in caplog.text


@pytest.mark.usefixtures("news")
def test_the_demo_shows_it_in_its_mailbox(amara, wants, client, settings, tmp_path):
    settings.DEMO = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    wants(amara)
    digest.send_due(EVENING)
    page = client.get("/accounts/demo-mailbox/").content.decode()
    assert "What is new for you" in page
    assert "The kitchen table: 1" in page
    assert 'href="https://testserver/accounts/unsubscribe/' in page
