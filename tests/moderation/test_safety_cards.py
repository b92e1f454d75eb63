"""Somebody in danger sees a card at once: the approved one for their country and language, or at least the numbers."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event
from time import sleep

import pytest
from allauth.mfa.models import Authenticator
from django import forms
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from chat.services.gate import Draft
from education.readability import grade
from education.text import sentences_of
from moderation import card_pages, services
from moderation.cards import card_for, to_html
from moderation.checks import every_card_is_approved
from moderation.errors import CardChanged, LastCard
from moderation.gate import ModerationGate
from moderation.models import AuditEntry, CardKind, SafetyCard
from moderation.services.cards import shipped
from peersupport.accounts import roles
from tests.support.threads import twins

SHIPPED = shipped()


@pytest.fixture
def approved(diaz) -> None:
    call_command("load_cards", approve_as=diaz.email, verbosity=0)


def numbers(card: dict) -> list[str]:
    return [line["number"] for line in card["numbers"]]


def test_only_cards_for_despair_name_the_lines_to_talk_to(approved):
    assert numbers(card_for("low_glucose", "US", "en")) == ["911"]
    assert numbers(card_for("high_glucose", "GB", "en")) == ["999", "111"]
    assert "988" in numbers(card_for("self_harm", "US", "en"))


@pytest.mark.parametrize(("country", "number"), [("US", "988"), ("GB", "116 123"), ("ES", "024"), ("AU", "13 11 14")])
def test_a_self_harm_card_has_the_countrys_words_and_numbers(approved, country, number):
    card = card_for("self_harm", country, "es" if country == "ES" else "en")
    assert number in numbers(card)
    assert number in card["body_html"]


def test_the_numbers_in_a_cards_words_call_and_readings_do_not(approved):
    assert '<a href="tel:116123">116 123</a>' in card_for("self_harm", "GB", "en")["body_html"]
    assert '<a href="sms:741741">741741</a>' in card_for("self_harm", "US", "en")["body_html"]


@pytest.mark.parametrize(
    ("country", "body", "called"),
    [
        ("GB", "Call 999 at 111 mg/dL, 1,999 or 999.5, or 9990.", ["999"]),
        ("GB", "From 111 to 180 mg/dL; between 111 and 180 mg/dL; 111–180 mg/dL; 80–111; 111 – 180 mg/dL.", []),
        ("GB", "At 111\N{NO-BREAK SPACE}mg/dL, at 111 or more, o 111 o menos.", []),
        ("GB", "Call 111 or 999, 999 and 111 or 999–now", ["111", "999", "999", "111"]),
        ("AU", "Walk 10 000 steps, then call 000.", ["000"]),
    ],
)
def test_a_reading_or_a_part_of_a_number_is_no_number_to_call(approved, country, body, called):
    SafetyCard.objects.filter(kind="foot", language="en").update(body=body)
    assert re.findall("<a [^>]*>([^<]*)</a>", card_for("foot", country, "en")["body_html"]) == called


def test_after_an_overdose_first_aid_comes_before_the_lines_to_talk_to(approved):
    shown = {kind: card_for(kind, "US", "en")["open"] for kind in ("self_harm", "eating_disorder", "overdose", "foot")}
    assert shown == {"self_harm": True, "eating_disorder": True, "overdose": False, "foot": False}


@pytest.mark.parametrize("card", SHIPPED, ids=lambda card: f"{card['kind']}-{card['country']}-{card['language']}")
def test_what_to_do_comes_first_in_a_card_and_within_a_sentence(card):
    said = re.split(r"^(?:- |1\. )|\*\*", card["body"], maxsplit=1, flags=re.MULTILINE)[0]
    assert len(said) <= 130


def test_a_country_without_its_own_card_gets_the_one_for_any(approved):
    card = card_for("low_glucose", "FR", "en")
    assert "70 mg/dL (3.9 mmol/L)" in card["body_html"]
    assert numbers(card) == ["112"]


def test_a_person_reads_it_in_their_language_before_all(approved):
    assert card_for("foot", "GB", "es")["title"] == "Cuida ese pie hoy"
    assert card_for("foot", "GB", "de")["title"] == "Look after that foot today"


@pytest.mark.django_db
@pytest.mark.parametrize("kind", CardKind.values)
def test_without_an_approved_card_the_numbers_are_there_all_the_same(kind):
    call_command("load_cards", verbosity=0)
    card = card_for(kind, "GB", "en")
    assert numbers(card)[0] == "999"
    assert "call for help" in card["body_html"]


def test_without_a_database_the_numbers_are_there_all_the_same():
    assert numbers(card_for("emergency", "US", "en"))[0] == "911"


def test_the_author_of_an_emergency_gets_the_card_from_the_gate(approved, room, amara):
    text = "I feel really shaky, my meter says 38 and I can't keep juice down, I think I'm passing out"
    draft = Draft(room.slug, amara.pk, "00000000-0000-4000-8000-000000000001", text, country="US")
    screened = ModerationGate().screen(draft)
    assert screened.urgency == 4
    assert "911" in numbers(screened.card)


def test_who_has_no_insulin_is_heard_by_the_gate_at_once(approved, room, amara):
    text = "I ran out of insulin two days ago"
    draft = Draft(room.slug, amara.pk, "00000000-0000-4000-8000-000000000001", text, country="US")
    screened = ModerationGate().screen(draft)
    assert (screened.action, screened.urgency, screened.card["kind"]) == ("publish", 4, "no_insulin")
    assert screened.card["title"] == "No insulin: get some today"


def test_loading_again_adds_nothing_and_changes_nothing(db):
    call_command("load_cards", verbosity=0)
    SafetyCard.objects.filter(kind="foot", country="", language="en").update(title="Mended")
    call_command("load_cards", verbosity=0)
    assert SafetyCard.objects.count() == len(SHIPPED)
    assert SafetyCard.objects.filter(title="Mended").count() == 1


def test_migrating_loads_the_cards_as_drafts_and_leaves_mended_ones_alone(db, diaz):
    call_command("migrate", verbosity=0)
    assert SafetyCard.objects.filter(approved_at=None).count() == len(SHIPPED)
    SafetyCard.objects.filter(kind="foot", country="", language="en").update(body="Mended")
    call_command("load_cards", approve_as=diaz.email, verbosity=0)
    call_command("migrate", verbosity=0)
    assert SafetyCard.objects.approved().count() == len(SHIPPED)
    assert SafetyCard.objects.filter(body="Mended").count() == 1


def test_only_who_may_approve_approves(diaz, erin, now):
    services.load_cards(SHIPPED[:1])
    card = SafetyCard.objects.get()
    with pytest.raises(PermissionDenied):
        services.approve_card(card.pk, card.digest(), by=erin, now=now)
    assert services.approve_card(card.pk, card.digest(), by=diaz, now=now).approved_by == diaz
    assert AuditEntry.objects.get().data["body"] == card.body
    with pytest.raises(CommandError):
        call_command("load_cards", approve_as=erin.email)


def test_the_command_approves_for_a_clinician_alone_and_names_each_card(diaz, farah, capsys):
    farah.is_superuser = True
    farah.save()
    for other in (farah.email, "nobody@example.org"):
        with pytest.raises(CommandError):
            call_command("load_cards", approve_as=other)
    assert not SafetyCard.objects.exists(), "refused before anything is done"
    call_command("load_cards", approve_as=diaz.email)
    told = capsys.readouterr().out
    assert told.count("Approved: ") == SafetyCard.objects.approved().count() == len(SHIPPED)
    assert all(card["title"] in told for card in SHIPPED)
    assert "Nobody was shown them" in told
    Authenticator.objects.filter(user=diaz).delete()
    with pytest.raises(CommandError):
        call_command("load_cards", approve_as=diaz.email)


@pytest.mark.parametrize(
    "change", [{"title": "Another title"}, {"kind": "foot"}, {"country": "GB"}, {"language": "es"}]
)
def test_what_was_approved_is_shown_until_a_change_is(diaz, now, change):
    general = {**SHIPPED[0], "title": "For any country"}
    _, card = in_use(diaz, now, general, {**SHIPPED[0], "country": "IE"})
    place, shown = (SHIPPED[0]["kind"], "IE", "en"), card_for(SHIPPED[0]["kind"], "IE", "en")
    for changed in ({"body": "Wait and see."}, change):  # once more before it is approved
        read = card.digest()
        for field, value in changed.items():
            setattr(card, field, value)
        card = services.revise_card(card, read, by=diaz, now=now)
        assert list(SafetyCard.objects.drafts()) == [card]
        assert (shown["title"], card_for(*place)) == (SHIPPED[0]["title"], shown)
    services.approve_card(card.pk, card.digest(), by=diaz, now=now)
    assert not SafetyCard.objects.drafts().exists()
    assert card_for(card.kind, card.country, card.language)["body_html"] == "<p>Wait and see.</p>"


def test_a_change_keeps_an_approval_that_came_while_it_was_written(diaz, now):
    services.load_cards(SHIPPED[:1])
    card = SafetyCard.objects.get()
    services.approve_card(card.pk, read := card.digest(), by=diaz, now=now)
    card.title = "Another title"
    services.revise_card(card, read, by=diaz, now=now)
    assert card_for(card.kind, "US", "en")["title"] == SHIPPED[0]["title"]


def test_of_two_cards_that_were_for_one_place_the_later_is_shown(diaz, now):
    services.load_cards(SHIPPED[:1])
    old = SafetyCard.objects.get()
    services.approve_card(old.pk, read := old.digest(), by=diaz, now=now)
    old = SafetyCard.objects.get()
    old.country = "GB"
    services.revise_card(old, read, by=diaz, now=now)
    services.load_cards([{**SHIPPED[0], "title": "The later"}])
    later = SafetyCard.objects.get(country="")
    services.approve_card(later.pk, later.digest(), by=diaz, now=now + timedelta(minutes=1))
    assert card_for(old.kind, "US", "en")["title"] == "The later"


def test_a_card_that_moved_on_is_neither_approved_nor_written_over(diaz, now):
    services.load_cards(SHIPPED[:1])
    mine, theirs = SafetyCard.objects.get(), SafetyCard.objects.get()
    read = mine.digest()
    theirs.body = "Take 15 grams."
    services.revise_card(theirs, read, by=diaz, now=now)
    with pytest.raises(CardChanged):
        services.approve_card(mine.pk, read, by=diaz, now=now)
    mine.title = "Another title"
    with pytest.raises(CardChanged):
        services.revise_card(mine, read, by=diaz, now=now)
    card = SafetyCard.objects.get()
    assert (card.title, card.body, card.approved_at) == (SHIPPED[0]["title"], "Take 15 grams.", None)
    assert services.approve_card(card.pk, card.digest(), by=diaz, now=now).approved_at == now


def test_the_check_warns_until_the_cards_are_approved(db, diaz):
    call_command("load_cards", verbosity=0)
    (warning,) = every_card_is_approved(databases=["default"])
    assert "low_glucose" in warning.msg
    call_command("load_cards", approve_as=diaz.email, verbosity=0)
    assert every_card_is_approved(databases=["default"]) == []


def test_the_shipped_set_has_each_kind_in_each_language_for_any_country():
    general = {(card["kind"], card["language"]) for card in SHIPPED if not card["country"]}
    assert general == {(kind, language) for kind in CardKind.values for language in ("en", "es")}


@pytest.mark.parametrize("card", SHIPPED, ids=lambda card: f"{card['kind']}-{card['country']}-{card['language']}")
def test_each_shipped_card_is_easy_to_read_and_names_its_sources(card):
    assert grade(sentences_of(card["body"]), card["language"]) <= 6
    assert len(card["body"]) <= 700
    assert card["sources"]


def test_a_cards_body_cannot_carry_script_or_links():
    assert to_html("**Call** <script>x</script> [here](javascript:x)").startswith("<p><strong>Call</strong>")
    assert "<script" not in to_html("<script>x</script>")
    assert "href" not in to_html("[here](https://example.org)")


def in_use(diaz, now, *cards: dict) -> list[SafetyCard]:
    """Each approved, in that order."""
    services.load_cards(cards)
    return [
        services.approve_card(card.pk, card.digest(), by=diaz, now=now) for card in SafetyCard.objects.order_by("pk")
    ]


def test_out_of_use_the_next_card_is_shown_and_put_back_it_is_again(diaz, now):
    general, own = SHIPPED[0], {**SHIPPED[0], "country": "GB", "title": "The British one"}
    _, card = in_use(diaz, now, general, own)
    place = card.kind, "GB", "en"
    assert card_for(*place)["title"] == "The British one"
    services.take_out_of_use(card.pk, "An old number", by=diaz, now=now)
    assert card_for(*place)["title"] == general["title"]
    card.refresh_from_db()
    assert (card.out_of_use.by, card.out_of_use.why) == (diaz, "An old number")
    services.put_back(card.pk, by=diaz, now=now)
    assert card_for(*place)["title"] == "The British one"
    told = AuditEntry.objects.order_by("seq").values_list("action", "data__why")
    assert list(told)[-2:] == [("card.taken_out", "An old number"), ("card.put_back", None)]


def test_the_last_card_of_a_kind_for_somebody_stays_in_use(diaz, now):
    spanish, own = {**SHIPPED[0], "language": "es"}, {**SHIPPED[0], "country": "GB"}
    general, other, british = in_use(diaz, now, SHIPPED[0], spanish, own)
    services.take_out_of_use(other.pk, "Wrong", by=diaz, now=now)
    with pytest.raises(LastCard):
        services.take_out_of_use(general.pk, "Wrong", by=diaz, now=now)  # who is not in Britain would have none
    services.take_out_of_use(british.pk, "Wrong", by=diaz, now=now)
    assert list(SafetyCard.objects.serving()) == [general]


def test_a_card_that_its_readers_cannot_read_takes_no_place(diaz, now):
    general, other = in_use(diaz, now, SHIPPED[0], {**SHIPPED[0], "language": "es"})
    with pytest.raises(LastCard):
        services.take_out_of_use(general.pk, "Wrong", by=diaz, now=now)  # who reads English would have a Spanish one
    services.take_out_of_use(other.pk, "Wrong", by=diaz, now=now)
    assert card_for(general.kind, "GB", "es")["title"] == general.title


@pytest.mark.parametrize("change", [{"kind": "foot"}, {"country": "GB"}, {"language": "es"}])
def test_the_last_card_for_somebody_does_not_become_anothers(diaz, client_of, now, change):
    (card,) = in_use(diaz, now, SHIPPED[0])
    read = card.digest()
    for field, value in change.items():
        setattr(card, field, value)
    card = services.revise_card(card, read, by=diaz, now=now)
    with pytest.raises(LastCard):
        services.approve_card(card.pk, card.digest(), by=diaz, now=now)
    sent = {"seen": f"{card.pk}:{card.digest()}"}
    page = client_of(diaz).post(f"{ADMIN}approve/?card={card.pk}", sent, follow=True).content.decode()
    assert ("that they can read" in page, "is approved" in page) == (True, False)
    assert card_for(SHIPPED[0]["kind"], "FR", "en")["title"] == SHIPPED[0]["title"]
    services.load_cards(SHIPPED[:1])
    for one in SafetyCard.objects.order_by("-pk"):  # with another in its place it may go
        services.approve_card(one.pk, one.digest(), by=diaz, now=now)


def test_the_command_says_what_it_does_not_approve(diaz, now, capsys):
    (card,) = in_use(diaz, now, SHIPPED[0])
    read, card.kind = card.digest(), "foot"
    services.revise_card(card, read, by=diaz, now=now)
    call_command("load_cards", approve_as=diaz.email)
    told = capsys.readouterr().out
    assert "Not approved: foot, any country, en: Somebody in danger would be left" in told
    assert told.count("\nApproved: ") == len(SHIPPED) - 1
    assert SafetyCard.objects.drafts().get() == card


def test_only_who_may_approve_takes_out_and_puts_back_what_is_in_use(diaz, erin, now):
    _, card = in_use(diaz, now, SHIPPED[0], {**SHIPPED[0], "country": "GB"})
    with pytest.raises(PermissionDenied):
        services.take_out_of_use(card.pk, "Wrong", by=erin, now=now)
    with pytest.raises(CardChanged):
        services.put_back(card.pk, by=diaz, now=now)
    services.take_out_of_use(card.pk, "Wrong", by=diaz, now=now)
    with pytest.raises(PermissionDenied):
        services.put_back(card.pk, by=erin, now=now)
    with pytest.raises(CardChanged):
        services.take_out_of_use(card.pk, "Wrong", by=diaz, now=now)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_who_put_a_card_back_at_once_one_does(diaz, erin, now):
    roles.grant(erin, roles.CLINICIAN)
    _, card = in_use(diaz, now, SHIPPED[0], {**SHIPPED[0], "country": "GB"})
    services.take_out_of_use(card.pk, "Wrong", by=diaz, now=now)
    done = Event()

    def first():
        with transaction.atomic():
            services.put_back(card.pk, by=diaz, now=now)
            done.set()
            sleep(0.5)  # in which the second comes as far as it can

    def second():
        done.wait()
        with pytest.raises(CardChanged):
            services.put_back(card.pk, by=erin, now=now)

    def closing(job):
        try:
            job()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(closing, [first, second]))
    assert AuditEntry.objects.filter(action="card.put_back").count() == 1


def test_a_card_out_of_use_comes_back_with_new_words_that_are_approved(diaz, now):
    _, card = in_use(diaz, now, SHIPPED[0], {**SHIPPED[0], "country": "GB"})
    services.take_out_of_use(card.pk, "Wrong", by=diaz, now=now)
    card = SafetyCard.objects.get(pk=card.pk)
    read, card.title = card.digest(), "The right one"
    card = services.revise_card(card, read, by=diaz, now=now)
    assert card_for(card.kind, "GB", "en")["title"] == SHIPPED[0]["title"]
    services.approve_card(card.pk, card.digest(), by=diaz, now=now)
    assert card_for(card.kind, "GB", "en")["title"] == "The right one"


ADMIN = "/admin/moderation/safetycard/"


def test_a_clinician_takes_a_card_out_of_use_in_the_admin_and_puts_it_back(diaz, client_of, now):
    general, card = in_use(diaz, now, SHIPPED[0], {**SHIPPED[0], "country": "GB"})
    client, out, back = client_of(diaz), f"{ADMIN}{card.pk}/take-out/", f"{ADMIN}{card.pk}/put-back/"
    page = client.get(f"{ADMIN}{card.pk}/change/").content.decode()
    assert (out in page, back in page) == (True, False)
    assert "Why" in client.get(out).content.decode()
    assert "required" in client.post(out, {"why": " "}).content.decode()
    page = client.post(out, {"why": "An old number"}, follow=True).content.decode()
    assert (out in page, back in page) == (False, True)
    assert re.search("Out of use: this card is given to nobody new. Dr Diaz.*: An old number", page)
    assert "Out of use" in client.get(ADMIN).content.decode()
    assert (
        "without a card of this kind that they can read"
        in client.post(f"{ADMIN}{general.pk}/take-out/", {"why": "Wrong"}, follow=True).content.decode()
    )
    client.post(back)
    assert SafetyCard.objects.serving().count() == 2


def test_who_reads_a_card_that_is_out_of_use_is_told_so_and_why(diaz, client_of, now):
    general, card = in_use(diaz, now, SHIPPED[0], {**SHIPPED[0], "country": "GB"})
    client, url = client_of(diaz), f"{ADMIN}approve/?card={general.pk}&card={card.pk}"
    read = ticked(page := client.get(url).content.decode())
    assert "puts it back into use" not in page
    services.take_out_of_use(card.pk, "An old number", by=diaz, now=now)
    page = client.post(url, {"seen": read}, follow=True).content.decode()  # read before it was taken out
    assert SafetyCard.objects.get(pk=card.pk).is_out()
    assert re.search("Dr Diaz.*: An old number <strong>Approving it puts it back into use.", page)
    client.post(url, {"seen": ticked(page)})
    assert not SafetyCard.objects.get(pk=card.pk).is_out()


def test_the_command_puts_no_card_back_into_use(diaz, now):
    _, card = in_use(diaz, now, SHIPPED[0], {**SHIPPED[0], "country": "GB"})
    services.take_out_of_use(card.pk, "Wrong", by=diaz, now=now)
    card = SafetyCard.objects.get(pk=card.pk)
    read, card.title = card.digest(), "Another title"
    services.revise_card(card, read, by=diaz, now=now)
    call_command("load_cards", approve_as=diaz.email, verbosity=0)
    assert SafetyCard.objects.approved().count() == SafetyCard.objects.count() == len(SHIPPED)
    assert SafetyCard.objects.get(pk=card.pk).is_out()


def test_a_reason_stands_in_the_admin_as_it_was_typed(diaz, client_of, now):
    _, card = in_use(diaz, now, SHIPPED[0], {**SHIPPED[0], "country": "GB"})
    services.take_out_of_use(card.pk, '<b id="x">Wrong', by=diaz, now=now)
    client, url = client_of(diaz), f"{ADMIN}{card.pk}/change/"
    sent = card.content() | {"title": "Another title", "seen": SafetyCard.objects.get(pk=card.pk).digest()}
    for page in (client.get(url), client.post(url, sent, follow=True)):  # the form, and the message after saving
        assert "&lt;b id=" in page.content.decode()
        assert "<b id" not in page.content.decode()


@pytest.mark.parametrize("step", ["take-out", "put-back"])
@pytest.mark.parametrize("key", ["abc", "9999"])
def test_a_step_of_no_card_is_not_found(diaz, client_of, step, key):
    assert client_of(diaz).get(f"{ADMIN}{key}/{step}/").status_code == 404
    assert client_of(diaz).post(f"{ADMIN}{key}/{step}/", {"why": "Wrong"}).status_code == 404


def test_who_may_not_approve_takes_no_card_out(diaz, erin, client_of, now):
    _, card = in_use(diaz, now, SHIPPED[0], {**SHIPPED[0], "country": "GB"})
    assert client_of(erin).post(f"{ADMIN}{card.pk}/take-out/", {"why": "x"}).status_code == 403
    assert SafetyCard.objects.serving().count() == 2


def ticked(page: str) -> list[str]:
    """What the page's boxes send when all are ticked."""
    return re.findall(r'name="seen" value="([^"]+)"', page)


def test_a_clinician_reads_cards_as_they_are_seen_and_approves_those_that_are_ticked(diaz, client_of):
    services.load_cards([SHIPPED[0], SHIPPED[1], {**SHIPPED[0], "country": "GB", "body": "Take **15 grams**."}])
    client, chosen = client_of(diaz), list(SafetyCard.objects.values_list("pk", flat=True))
    answer = client.post(ADMIN, {"action": "approve", "_selected_action": chosen}, follow=True)
    page = answer.content.decode()
    assert not SafetyCard.objects.approved().exists()
    assert "<p>Take <strong>15 grams</strong>.</p>" in page
    assert ": 999</p>" in page
    for card in SHIPPED[:2]:
        assert card["title"] in page
    first, second, _third = ticked(page)
    client.post(answer.request["PATH_INFO"], {"seen": [first, second]})
    assert [f"{card.pk}:{card.digest()}" for card in SafetyCard.objects.approved()] == [first, second]


def test_a_cards_own_page_leads_to_where_it_is_read_and_approved(diaz, client_of):
    services.load_cards(SHIPPED[:2])
    client, card = client_of(diaz), SafetyCard.objects.first()
    link = f"{ADMIN}{card.pk}/read-and-approve"
    assert link in client.get(f"{ADMIN}{card.pk}/change/").content.decode()
    assert ticked(client.get(link, follow=True).content.decode()) == [f"{card.pk}:{card.digest()}"]


def test_a_card_that_changed_since_it_was_read_is_read_again_and_keeps_no_other_back(diaz, client_of):
    services.load_cards(SHIPPED[:2])
    client, (moved, same) = client_of(diaz), SafetyCard.objects.all()
    url = f"{ADMIN}approve/?card={moved.pk}&card={same.pk}"
    read = ticked(client.get(url).content.decode())
    SafetyCard.objects.filter(pk=moved.pk).update(body="Take 90 units.")
    page = client.post(url, {"seen": read}, follow=True).content.decode()
    assert "The card has changed since you opened this page. Please read it again." in page
    assert "Take 90 units." in page
    assert ticked(page) == [f"{moved.pk}:{SafetyCard.objects.get(pk=moved.pk).digest()}"]
    assert list(SafetyCard.objects.approved()) == [same]


@pytest.mark.parametrize(("kind", "folded"), [("self_harm", "<details open>"), ("high_glucose", "<details>")])
def test_who_approves_sees_the_numbers_where_the_reader_does(diaz, client_of, kind, folded):
    services.load_cards(SHIPPED)
    card = SafetyCard.objects.get(kind=kind, country="GB", language="en")
    page = client_of(diaz).get(f"{ADMIN}approve/?card={card.pk}").content.decode().split(card.title)[1]
    first, others = (page.index(f": {number}</") for number in ("999", "111"))
    assert first < page.index("<strong>") < page.index(folded) < others


@pytest.mark.parametrize("asked", ["", "?card=", "?card=x", f"?card={'9' * 30}", "?card=%C2%B2", "?card=9999"])
def test_an_address_that_names_no_card_leads_to_the_list(diaz, client_of, asked):
    answer = client_of(diaz).get(f"{ADMIN}approve/{asked}")
    assert (answer.status_code, answer.headers["Location"]) == (302, ADMIN)


def test_a_card_saved_as_it_was_stays_approved(diaz, client_of, now):
    services.load_cards(SHIPPED[:1])
    card = SafetyCard.objects.get()
    services.approve_card(card.pk, card.digest(), by=diaz, now=now)
    as_browsers_send_it = {name: value.replace("\n", "\r\n") for name, value in card.content().items()}
    assert "\r\n" in as_browsers_send_it["body"]
    answer = client_of(diaz).post(f"{ADMIN}{card.pk}/change/", as_browsers_send_it | {"seen": card.digest()})
    assert answer.status_code == 302
    assert SafetyCard.objects.approved().get().content() == card.content()
    assert not SafetyCard.objects.drafts().exists()


def test_the_form_says_what_a_change_does_and_saving_leads_to_where_it_is_approved(diaz, client_of, now):
    services.load_cards(SHIPPED[:1])
    client, card = client_of(diaz), SafetyCard.objects.get()
    url, reading = f"{ADMIN}{card.pk}/change/", f"{ADMIN}approve/?card={card.pk}"
    nobody, members = "Nobody is shown this card until", "Members keep getting the approved words until"
    assert nobody in client.get(f"{ADMIN}add/").content.decode()
    for said, title in ((nobody, "Another title"), (members, "A third title")):
        assert said in client.get(url).content.decode()
        sent = card.content() | {"title": title, "seen": card.digest()}
        page = client.post(url, sent, follow=True).content.decode()
        assert said in page
        assert f'href="{reading}"' in page
        card = SafetyCard.objects.get()
        if said == nobody:
            assert "What members get until then" not in client.get(reading).content.decode()
            services.approve_card(card.pk, card.digest(), by=diaz, now=now)
            assert "In use" in client.get(ADMIN).content.decode()
    assert "In use; a change waits" in client.get(ADMIN).content.decode()
    page = client.get(reading).content.decode()
    assert page.index("A third title") < page.index("What members get until then") < page.index("Another title")


@pytest.mark.parametrize("seen", [[], ["1"], ["x:0123456789abcdef"], ["9999:0123456789abcdef"]])
def test_what_was_not_read_is_not_approved(diaz, client_of, seen):
    services.load_cards(SHIPPED[:1])
    url = f"{ADMIN}approve/?card={SafetyCard.objects.get().pk}"
    assert client_of(diaz).post(url, {"seen": seen}).status_code == 302
    assert not SafetyCard.objects.approved().exists()


def test_who_may_not_approve_neither_sees_nor_sends_that_page(erin, amara, diaz, client_of):
    services.load_cards(SHIPPED[:1])
    card = SafetyCard.objects.get()
    url = f"{ADMIN}approve/?card={card.pk}"
    for method in ("get", "post"):
        assert getattr(client_of(erin), method)(url, {"seen": f"{card.pk}:{card.digest()}"}).status_code == 403
        assert getattr(client_of(amara), method)(url).status_code != 200
    assert client_of(erin).get(ADMIN).status_code == 403
    assert not SafetyCard.objects.approved().exists()
    assert client_of(diaz).get(url).status_code == 200


@pytest.mark.parametrize("seen", [True, False])
def test_of_two_who_mend_a_card_the_second_sees_that_and_keeps_what_was_typed(diaz, client_of, seen):
    services.load_cards(SHIPPED[:1])
    client, card = client_of(diaz), SafetyCard.objects.get()
    url = f"{ADMIN}{card.pk}/change/"
    sent = card.content() | {"title": "Another title"} | ({"seen": card.digest()} if seen else {})
    assert f'value="{card.digest()}"' in client.get(url).content.decode()
    SafetyCard.objects.filter(pk=card.pk).update(body="Take 15 grams.")
    answer = client.post(url, sent)
    page = answer.content.decode()
    assert (answer.status_code, "Somebody changed this card while you wrote" in page) == (200, True)
    assert "Another title" in page
    assert SafetyCard.objects.get().title == card.title


def test_of_two_who_mend_a_card_in_the_same_instant_one_is_told(diaz, client_of, monkeypatch):
    services.load_cards(SHIPPED[:1])
    card = SafetyCard.objects.get()
    monkeypatch.setattr(card_pages.CardForm, "clean", forms.ModelForm.clean)  # which looked an instant too early
    sent = card.content() | {"title": "Another title", "seen": "0123456789abcdef"}
    answer = client_of(diaz).post(f"{ADMIN}{card.pk}/change/", sent, follow=True)
    assert "The card has changed since you opened this page." in answer.content.decode()
    assert SafetyCard.objects.get().title == card.title


def test_cards_made_at_once_keep_their_own_words():
    made = twins(to_html, "Eat **sugar** now. " * 20, "Call *somebody* near. " * 20)
    assert [len(each) for each in made] == [1, 1]
    assert "sugar" in min(made[0])
    assert "sugar" not in min(made[1])
