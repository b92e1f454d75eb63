"""Two clinicians read each sampled message, not knowing who wrote it or what the other found; a third settles."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from chat import services as chat
from moderation import blind, services
from moderation.errors import AlreadyRead, Invalid, OwnMessage
from moderation.models import AuditEntry, Case, Flag, Reading, Sampled, Settlement
from moderation.models.append_only import WrittenOnce
from peersupport.accounts.models import User
from tests.support import cast

A_DAY = timedelta(days=1)


@pytest.fixture
def third(db):
    return cast.enter("diaz", 2)


@pytest.fixture
def sampled(say, amara, now) -> Sampled:
    """One message of Amara's, drawn."""
    say(amara, "I sold my meter and feel free.")
    return services.draw(now=now).messages.get()


@pytest.fixture
def sample(say, amara, ben, now):
    for count in range(12):
        say(amara if count % 2 else ben, f"message {count}")
    return services.draw(now=now)


def shown_to(client) -> str:
    """All of the page's main part; each answer's token against forged requests is another."""
    page = client.get(reverse("moderation:reading")).content.decode()
    main = re.search(r"<main.*</main>", page, re.S)[0]
    return re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]+', r"\1", main)


def next_for(user, now):
    item = blind.stack(user, now).next
    return item and item.pk


def test_two_read_it_and_then_it_waits_for_nobody(sampled, diaz, other_clinician, third, now):
    for reader in (diaz, other_clinician):
        assert next_for(reader, now) == sampled.pk
        services.read(sampled.pk, [], by=reader, now=now)
        assert next_for(reader, now) is None
    assert next_for(third, now) is None
    assert list(Reading.objects.values_list("place", "reader_id")) == [(1, diaz.pk), (2, other_clinician.pk)]


def test_nobody_reads_a_message_twice_or_as_a_member(sampled, diaz, amara, now):
    services.read(sampled.pk, [], by=diaz, now=now)
    with pytest.raises(AlreadyRead):
        services.read(sampled.pk, ["dosing"], by=diaz, now=now)
    with pytest.raises(PermissionDenied):
        services.read(sampled.pk, [], by=amara, now=now)
    with pytest.raises(Invalid):
        services.read(sampled.pk, ["nonsense"], by=diaz, now=now)
    assert (Reading.objects.count(), Case.objects.count()) == (1, 0)


def test_an_author_who_became_a_clinician_never_reads_their_own(sampled, amara, diaz, client_of, now):
    from peersupport.accounts import roles

    roles.grant(amara, roles.CLINICIAN)
    assert next_for(amara, now) is None
    assert next_for(diaz, now) == sampled.pk
    cast.TOTP.activate(amara, cast.TOTP_SECRET)
    answer = client_of(amara).post(reverse("moderation:read", args=[sampled.pk]), {"nothing": "on"})
    assert answer.status_code == 404
    with pytest.raises(OwnMessage):
        services.read(sampled.pk, [], by=User.objects.get(pk=amara.pk), now=now)
    assert not Reading.objects.exists()


def test_each_reader_has_an_order_of_their_own(sample, diaz, other_clinician, now):
    orders = [[item.pk for item in blind.stack(reader, now).waiting] for reader in (diaz, other_clinician)]
    assert sorted(orders[0]) == sorted(orders[1])
    assert orders[0] != orders[1] != list(sample.messages.values_list("pk", flat=True))


@pytest.mark.django_db(transaction=True)
def test_when_two_read_the_last_place_in_the_same_instant_one_has_it(sampled, diaz, other_clinician, third, now):
    services.read(sampled.pk, [], by=diaz, now=now)
    start = Barrier(2)

    def read(reader):
        start.wait()
        try:
            return services.read(sampled.pk, [], by=reader, now=now)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        kept = list(pool.map(read, [other_clinician, third]))
    assert [one is None for one in kept].count(True) == 1
    assert list(Reading.objects.values_list("place", flat=True)) == [1, 2]


def test_the_database_has_no_third_place(sampled, diaz, other_clinician, third, now):
    for place, reader in ((1, diaz), (2, other_clinician)):
        Reading.objects.create(sampled=sampled, reader=reader, place=place, at=now)
    for place in (2, 3):
        with pytest.raises(IntegrityError), transaction.atomic():
            Reading.objects.create(sampled=sampled, reader=third, place=place, at=now)


def test_what_is_found_opens_a_case_at_once_as_urgent_as_the_gravest(sampled, diaz, now):
    services.read(sampled.pk, ["spam", "self_harm"], by=diaz, now=now)
    case = Case.objects.get(message=sampled.message)
    assert (case.opened, case.urgency, case.text) == ("sampled", 4, sampled.text)
    assert set(case.flags.values_list("source", "label")) == {("reader", "spam"), ("reader", "self_harm")}


def test_a_second_finding_joins_the_case_and_names_nothing_twice(sampled, diaz, other_clinician, now):
    services.read(sampled.pk, ["spam"], by=diaz, now=now)
    services.read(sampled.pk, ["spam", "dosing"], by=other_clinician, now=now)
    assert Case.objects.get().urgency == 3
    assert sorted(Flag.objects.values_list("label", flat=True)) == ["dosing", "spam"]


def test_a_finding_that_comes_too_late_counts_in_no_figure_and_opens_a_case(sampled, diaz, other_clinician, third, now):
    for reader in (diaz, other_clinician):
        services.read(sampled.pk, [], by=reader, now=now)
    assert services.read(sampled.pk, ["dosing"], by=third, now=now) is None
    assert (Reading.objects.count(), Case.objects.count()) == (2, 1)


def test_what_is_gone_or_decided_meanwhile_opens_no_case(say, amara, ben, diaz, other_clinician, third, judge, now):
    gone, decided = say(amara, "gone"), say(ben, "decided")
    services.draw(now=now)
    chat.remove(gone.pk, by=diaz, now=now)
    services.read(gone.sampled.pk, ["dosing"], by=diaz, now=now)
    assert not Case.objects.exists()
    services.read(decided.sampled.pk, ["dosing"], by=diaz, now=now)
    services.decide(
        Case.objects.get().pk,
        services.decisions.Judgement("publish", "safe_advice", decided.revision),
        by=other_clinician,
        now=now + A_DAY,
    )
    services.read(decided.sampled.pk, ["dosing"], by=third, now=now + A_DAY)
    assert Case.objects.count() == 1


def test_a_third_settles_what_two_differ_on_without_being_told(sampled, diaz, other_clinician, third, client_of, now):
    services.read(sampled.pk, ["dosing"], by=diaz, now=now)
    services.read(sampled.pk, [], by=other_clinician, now=now)
    assert next_for(diaz, now + 2 * A_DAY) is None  # somebody else can
    page = client_of(third).get(reverse("moderation:reading")).content.decode()
    assert sampled.text in page
    client_of(third).post(reverse("moderation:read", args=[sampled.pk]), {"labels": "dosing"})
    assert Settlement.objects.get().labels == ["dosing"]
    assert next_for(third, now) is None
    assert Reading.objects.count() == 2


def test_where_two_are_all_there_is_either_looks_again_a_day_later(sampled, diaz, other_clinician, now):
    services.read(sampled.pk, ["dosing"], by=diaz, now=now)
    services.read(sampled.pk, [], by=other_clinician, now=now)
    assert next_for(diaz, now + A_DAY / 2) is None
    assert next_for(diaz, now + A_DAY) == next_for(other_clinician, now + A_DAY) == sampled.pk
    services.read(sampled.pk, [], by=diaz, now=now + A_DAY)
    assert Settlement.objects.get().by == diaz
    with pytest.raises(AlreadyRead):
        services.read(sampled.pk, [], by=other_clinician, now=now + A_DAY)


def test_who_had_the_case_reads_it_only_where_nobody_else_is_left(sampled, diaz, other_clinician, now):
    services.read(sampled.pk, ["dosing"], by=diaz, now=now)
    services.claim(Case.objects.get().pk, by=other_clinician, now=now)
    assert next_for(other_clinician, now) == sampled.pk
    third = cast.enter("diaz", 2)
    assert next_for(other_clinician, now) is None
    assert next_for(third, now) == sampled.pk


def test_the_page_tells_nothing_of_the_author_or_the_other_reader(
    sampled, amara, diaz, other_clinician, client_of, now
):
    services.read(sampled.pk, [], by=diaz, now=now)
    page = client_of(other_clinician).get(reverse("moderation:reading")).content.decode()
    page = page[page.index("<main") : page.index("</main>")]  # beside it stand the numbers of the reader's own country
    assert sampled.text in page
    for secret in (amara.pseudonym, amara.email, diaz.pseudonym + "<", "Insulin and tablets", "United States"):
        assert secret not in page


def test_what_the_reader_found_does_not_show_to_the_other_on_that_page(sampled, diaz, other_clinician, client_of, now):
    before = shown_to(client_of(other_clinician))
    services.read(sampled.pk, ["dosing"], by=diaz, now=now)
    assert shown_to(client_of(other_clinician)) == before
    assert sampled.text in before
    services.read(sampled.pk, [], by=other_clinician, now=now)
    assert shown_to(client_of(other_clinician)) != before


def test_the_page_tells_how_far_one_is_and_the_queue_how_many_wait(sample, diaz, client_of):
    client = client_of(diaz)
    assert "1 of 12" in client.get(reverse("moderation:reading")).content.decode()
    for place in range(2, 5):
        pk = client.get(reverse("moderation:reading")).context["sampled"].pk
        answer = client.post(reverse("moderation:read", args=[pk]), {"nothing": "on"}, follow=True)
        assert f"{place} of 12" in answer.content.decode()
    assert '<span class="badge count">9<' in client.get(reverse("moderation:queue")).content.decode()


@pytest.mark.parametrize(
    ("given", "words"),
    [({}, "Tick what you find"), ({"labels": ["dosing"], "nothing": "on"}, "Untick what does not hold")],
)
def test_a_form_that_says_nothing_or_both_comes_back_as_it_was(sampled, diaz, client_of, given, words):
    answer = client_of(diaz).post(reverse("moderation:read", args=[sampled.pk]), given)
    page = answer.content.decode()
    assert (answer.status_code, Reading.objects.count()) == (422, 0)
    assert words in page
    assert sampled.text in page
    assert page.count(" checked") == len(given)


def test_sent_twice_is_read_once(sampled, diaz, client_of):
    client, url = client_of(diaz), reverse("moderation:read", args=[sampled.pk])
    assert [client.post(url, {"labels": "spam"}).status_code for _ in range(2)] == [302, 302]
    assert (Reading.objects.count(), Case.objects.count()) == (1, 1)


@pytest.mark.parametrize("who", ["amara", "erin", "farah", "guide"])
def test_for_everybody_else_there_is_nothing_to_read(sampled, client_of, diaz, request, who):
    url = reverse("moderation:reading")
    assert client_of(request.getfixturevalue(who)).get(url).status_code == 404
    post = client_of(request.getfixturevalue(who)).post(reverse("moderation:read", args=[sampled.pk]))
    assert post.status_code == 404
    assert client_of(diaz).get(url).status_code == 200


def test_the_case_says_that_it_was_found_in_a_blind_reading(sampled, diaz, client_of, now):
    services.read(sampled.pk, ["dosing"], by=diaz, now=now)
    client = client_of(diaz)
    assert "Found in a blind reading" in client.get(reverse("moderation:queue")).content.decode()
    page = client.get(reverse("moderation:case", args=[Case.objects.get().pk])).content.decode()
    assert "Screening did not flag this message" in page


def test_readings_are_kept_as_they_were_written(sampled, diaz, now):
    reading = services.read(sampled.pk, [], by=diaz, now=now)
    reading.labels = ["dosing"]
    with pytest.raises(WrittenOnce):
        reading.save()
    for statement in ("UPDATE moderation_reading SET place = 2", "DELETE FROM moderation_reading"):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_each_step_is_in_the_audit_without_a_word_of_the_text(sampled, diaz, other_clinician, third, now):
    services.read(sampled.pk, ["dosing"], by=diaz, now=now)
    services.read(sampled.pk, [], by=other_clinician, now=now)
    services.read(sampled.pk, [], by=third, now=now)
    entries = AuditEntry.objects.filter(subject_type="sampled").order_by("seq")
    assert [entry.action for entry in entries] == ["sample.read", "sample.read", "sample.settled"]
    assert not any("meter" in str(entry.data) for entry in AuditEntry.objects.all())


def test_a_page_works_out_once_what_waits(sampled, diaz, client_of, monkeypatch):
    asked, real = [], blind.stack
    monkeypatch.setattr(blind, "stack", lambda user, now: asked.append(user) or real(user, now))
    client = client_of(diaz)
    assert client.get(reverse("moderation:reading")).status_code == 200
    assert asked == [diaz]
    assert client.post(reverse("moderation:read", args=[sampled.pk])).status_code == 422
    assert asked == [diaz, diaz]
