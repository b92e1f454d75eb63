"""An urgent case reaches who is on duty outside the queue too: without a word or a name, and not again and again."""

from datetime import time, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from chat import services as chat
from chat.services.gate import Screened
from moderation import services
from moderation.models import Alert, Case, DutyHours
from peersupport.accounts import roles
from peersupport.notices import keys, reaching, sending, words
from peersupport.notices.mail import way_out
from peersupport.notices.models import Delivery, Notice
from peersupport.notices.services import tell
from tests.moderation.conftest import HOLD, verdict
from tests.support import cast

CRY = "I don't want to wake up tomorrow."
URGENT = Screened("hold", 4, True, verdict=verdict("self_harm", 0, 12))
MINUTE = timedelta(minutes=1)
PAGE = "/me/notices/"


@pytest.fixture
def cry(say, amara):
    """Amara says something that cannot wait; gives its case."""
    return lambda text=CRY: Case.objects.get(message=say(amara, text, URGENT))


@pytest.fixture
def on_duty(diaz, now):
    return services.go_on_duty(4, by=diaz, now=now - MINUTE)


def told(user) -> list[dict]:
    return [row.data for row in Notice.objects.filter(inbox=user.pk, kind="case_urgent").order_by("pk")]


def send(at) -> None:
    sending.send_due(now=lambda: at)


@pytest.mark.usefixtures("on_duty")
def test_who_is_on_duty_is_told_and_nobody_else(cry, diaz, other_clinician, amara, ben, farah, now):
    cry()
    services.alert(now=now)
    assert told(diaz) == [{"count": 1, "late": 0, "on_duty": True, "url": reverse("moderation:queue")}]
    assert [told(user) for user in (other_clinician, amara, ben, farah)] == [[], [], [], []]


def test_hours_of_the_roster_count_those_of_the_team_for_all_of_it(cry, diaz, other_clinician, now):
    here = timezone.localtime(now)
    hours = {"weekday": (here - timedelta(hours=1)).weekday(), "starts": (here - timedelta(hours=1)).time()}
    row = DutyHours.objects.create(clinician=other_clinician, ends=(here + timedelta(hours=1)).time(), **hours)
    cry()
    services.alert(now=now)
    assert [len(told(user)) for user in (diaz, other_clinician)] == [0, 1]
    row.clinician = None
    row.save()
    services.alert(now=now)
    assert [len(told(user)) for user in (diaz, other_clinician)] == [1, 1]


def test_while_nobody_is_on_duty_all_clinicians_are_told_but_none_without_a_second_factor(
    cry, diaz, other_clinician, now
):
    third = cast.enter("diaz", 2)
    third.authenticator_set.all().delete()
    cry()
    services.alert(now=now)
    assert [[data["on_duty"] for data in told(user)] for user in (diaz, other_clinician)] == [[False], [False]]
    assert told(third) == []


@pytest.mark.usefixtures("on_duty")
def test_what_is_less_urgent_taken_decided_or_ones_own_tells_nothing(cry, say, diaz, amara, other_clinician, now):
    say(amara, screened=HOLD)
    say(diaz, CRY, URGENT)
    taken = cry()
    services.claim(taken.pk, by=other_clinician, now=now)
    services.alert(now=now)
    assert told(diaz) == []
    services.alert(now=now + 11 * MINUTE)  # the claim ran out
    assert [data["count"] for data in told(diaz)] == [1]


@pytest.mark.usefixtures("on_duty")
def test_what_nobody_on_duty_may_take_is_told_to_the_others(say, cry, diaz, other_clinician, now):
    say(diaz, CRY, URGENT)
    services.alert(now=now)
    assert told(diaz) == []
    [data] = told(other_clinician)
    assert (data["count"], data["on_duty"], data["others"]) == (1, False, True)
    [notice] = Notice.objects.filter(inbox=other_clinician.pk)
    _title, body = words.title_and_body(notice.kind, notice.data, "en")
    assert body == "Nobody on duty can take it. Please open the queue if you can."
    cry()
    services.alert(now=now + 4 * MINUTE)
    assert [len(told(user)) for user in (diaz, other_clinician)] == [1, 1]


@pytest.mark.usefixtures("on_duty")
def test_each_case_is_told_once_and_once_more_when_it_is_late(cry, diaz, now):
    cry()
    for after in range(30):
        services.alert(now=now + after * MINUTE)
    assert [data["late"] for data in told(diaz)] == [0, 1]
    assert Alert.objects.count() == 2


@pytest.mark.usefixtures("on_duty")
def test_what_follows_at_once_comes_together_after_some_minutes(cry, diaz, now):
    cry()
    services.alert(now=now)
    cry("Nothing is left for me.")
    cry("Goodbye to you all.")
    services.alert(now=now + MINUTE)
    assert len(told(diaz)) == 1
    services.alert(now=now + 3 * MINUTE)
    assert [data["count"] for data in told(diaz)] == [1, 3]


# --- how it reaches them ----------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("on_duty")
def test_the_mail_says_how_many_and_names_nobody_and_goes_out_in_quiet_hours(cry, diaz, amara, room, now):
    hour = timezone.localtime(now).hour
    reaching.choose(diaz, {"quiet_from": time(hour), "quiet_until": time((hour + 2) % 24)}, now=now)
    cry()
    services.alert(now=now)
    send(now)
    [message] = mail.outbox
    assert (message.to, message.subject) == ([diaz.email], "An urgent case is waiting")
    lines = ["An urgent case is waiting", "Nobody has it yet. Please open the queue.", "https://testserver/queue/"]
    assert "\n\n".join(lines) in message.body
    assert "because you are a clinician" in message.body
    for secret in (CRY, amara.pseudonym, room.title, diaz.pseudonym):
        assert secret not in message.subject + message.body


def test_who_is_not_on_duty_keeps_their_quiet_hours(cry, diaz, now):
    hour = timezone.localtime(now).hour
    reaching.choose(diaz, {"quiet_from": time(hour), "quiet_until": time((hour + 2) % 24)}, now=now)
    cry()
    services.alert(now=now)
    send(now)
    assert told(diaz)
    assert mail.outbox == []
    send(now + timedelta(hours=2))
    assert len(mail.outbox) == 1


def test_whose_duty_begins_while_it_waits_is_told_in_quiet_hours_too(cry, diaz, now):
    hour = timezone.localtime(now).hour
    reaching.choose(diaz, {"quiet_from": time(hour), "quiet_until": time((hour + 2) % 24)}, now=now)
    cry()
    for after in (0, 6):  # that it waits, and that it is late
        services.alert(now=now + after * MINUTE)
        send(now + after * MINUTE)
    assert (len(told(diaz)), mail.outbox) == (2, [])
    services.go_on_duty(4, by=diaz, now=now + 10 * MINUTE)
    for after in (10, 20):
        services.alert(now=now + after * MINUTE)
        send(now + after * MINUTE)
    assert [data["on_duty"] for data in told(diaz)] == [False, False, True]
    assert len(mail.outbox) == 1


@pytest.mark.usefixtures("on_duty")
def test_it_goes_by_itself_before_what_else_is_due(cry, diaz, now):
    reaching.choose(diaz, {"mail": ["room"]}, now=now)
    tell(diaz.pk, "room_admitted", {"room": "Type 1", "url": "/"}, now=now)
    cry()
    services.alert(now=now)
    send(now)
    send(now)
    assert [message.subject for message in mail.outbox] == [
        "An urgent case is waiting",
        "There is something new for you",
    ]


@pytest.mark.usefixtures("on_duty")
def test_a_device_is_told_in_words_that_anybody_may_read(cry, diaz, now):
    cry()
    services.alert(now=now)
    row = Delivery.objects.get()
    said = sending.said(diaz, [row])
    assert (said["title"], said["url"]) == ("An urgent case is waiting", "/queue/")
    assert said["body"] == "Nobody has it yet. Please open the queue."
    row.notice.data |= {"count": 2}
    assert sending.said(diaz, [row])["body"] == "Nobody has them yet. Please open the queue."
    row.notice.data |= {"count": 4, "late": 2, "on_duty": False}
    diaz.language = "es"
    said = sending.said(diaz, [row])
    assert said["title"] == "2 casos urgentes van con retraso"
    assert "4 casos urgentes" in said["body"]


@pytest.mark.usefixtures("on_duty")
def test_whoever_said_no_finds_it_under_the_bell_alone(cry, diaz, client_of, settings, now):
    settings.PUSH_PRIVATE_KEY = keys.make()
    form = client_of(diaz).get(PAGE).context["form"]
    assert [form[way].value() for way in ("push", "mail")] == [["urgent"], ["urgent"]]
    client_of(diaz).post(PAGE, {"time_zone": "UTC", "digest": "", "digest_hour": "9", "mail": ["reply"]})
    reach = reaching.reach_of(diaz)
    assert (reach.pushed, reach.mailed) == ([], ["reply"])
    cry()
    services.alert(now=now)
    assert told(diaz)
    assert not Delivery.objects.exists()


def test_the_way_out_of_the_mail_ends_these_mails_and_no_others(client, diaz, now):
    reaching.choose(diaz, {"mail": ["reply"]}, now=now)
    page = way_out(diaz.pk, "urgent").removeprefix("https://testserver")
    assert "Stop the e-mails about urgent cases?" in client.get(page).content.decode()
    client.post(page)
    reach = reaching.reach_of(diaz)
    assert (reach.pushed, reach.mailed) == (["urgent"], ["reply"])


def test_members_are_not_offered_it_and_a_form_of_theirs_changes_nothing_of_it(client_of, amara):
    browser = client_of(amara)
    assert "An urgent case" not in browser.get(PAGE).content.decode()
    choice = {"time_zone": "UTC", "digest": "", "digest_hour": "9", "mail": ["urgent"]}
    assert browser.post(PAGE, choice).status_code == 422
    assert browser.post(PAGE, choice | {"mail": ["reply"]}).status_code == 302
    assert reaching.reach_of(amara).urgent_mail


def test_who_is_no_clinician_any_more_is_not_told(cry, diaz, other_clinician, now):
    cast.take_role(diaz, roles.CLINICIAN)
    cry()
    services.alert(now=now)
    assert [len(told(user)) for user in (diaz, other_clinician)] == [0, 1]


# --- what members read ------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("on_duty")
def test_while_an_urgent_case_is_late_members_are_promised_no_quick_answer(cry, say, amara, client_of, room, now):
    lines = reverse("moderation:duty"), reverse("chat:room", args=[room.slug])
    thread = chat.ask_care_team(by=amara, now=now)

    def read() -> list[bool]:
        pages = [
            client_of(amara).get(url).content.decode() for url in (*lines, reverse("chat:room", args=[thread.slug]))
        ]
        assert all("A clinician is on duty" in page for page in pages)
        return ["Answers take longer." in page for page in pages]

    less = Case.objects.get(message=say(amara, screened=HOLD))
    Case.objects.filter(pk=less.pk).update(due_at=now - MINUTE)
    case = cry()
    assert read() == [False] * 3
    Case.objects.filter(pk=case.pk).update(due_at=now - MINUTE)
    assert read() == [True] * 3
    Case.objects.filter(pk=case.pk).update(closed_at=now)
    assert read() == [False] * 3
