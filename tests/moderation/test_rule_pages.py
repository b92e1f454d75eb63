"""The rules' pages: who sees what, what a form keeps and says, and each step with its page."""

import re
from datetime import timedelta
from threading import enumerate as enumerate_threads
from unittest.mock import Mock

import pytest
from django.urls import reverse
from django.utils import timezone

from chat.models import Message
from chat.services.gate import Screened
from moderation import judged, replaying, rule_book, services
from moderation.errors import NoSuchStep
from moderation.judged import Text
from moderation.models import AuditEntry, Case, Replay, RuleHit, RuleVersion
from moderation.models.replay import SILENT
from moderation.rule_pages import listing, running
from moderation.screening import Context
from moderation.screening.engine import SHORT
from moderation.templatetags.rules import percent
from tests.moderation.conftest import HOLD, PRAISE, TEA, broken, replay, verdict

pytestmark = pytest.mark.django_db
LIST = reverse("admin:moderation_ruleversion_changelist")
ADD = reverse("admin:moderation_ruleversion_add")


def at(name, *args):
    return reverse(f"admin:moderation_ruleversion_{name}", args=args)


def typed(**changes):
    """What the form of a rule sends."""
    content = TEA | changes
    lines = {name: "\n".join(content[name]) for name in ("patterns", "unless", "also", "match")}
    plain = {
        name: content[name] for name in ("label", "severity", "score", "reason", "reason_es", "scope", "unless_meant")
    }
    return {
        "rule_id": "site.tea",
        "why": "A patient was harmed.",
        "harmless": "\n".join(content["clean"]),
        **plain,
        **lines,
    }


@pytest.fixture(autouse=True)
def few_lines(monkeypatch):
    lines = (Text("test", "try zorbatea now", Context(), True, "", ("unproven_remedy",)),)
    for module in (replaying, judged):
        monkeypatch.setattr(module, "labelled", lambda: lines)


@pytest.fixture
def _at_once(monkeypatch):
    """A replay is not in the background: a thread would not see what the test has written."""
    monkeypatch.setattr(running, "start", lambda replay, by: running.run(replay.pk, replay.version, by))


def test_the_list_shows_every_rule_with_how_it_does(client_of, diaz, farah, live, case):
    for person in (diaz, farah):
        html = client_of(person).get(LIST).content.decode()
        assert "site.tea" in html
        assert "unsafe.ignore-ketones" in html
        assert "Dr Diaz" in html


def test_the_list_says_of_how_long_a_message_the_model_may_set_a_cry_for_help_aside(client_of, diaz):
    assert f"only in a message of more than {SHORT} words" in client_of(diaz).get(LIST).content.decode()


def test_the_list_tells_what_the_model_alone_flagged(client_of, diaz, say, amara, judge):
    client = client_of(diaz)
    alone = "By label, the trained model alone</h2>"
    empty = client.get(LIST).content.decode()
    assert "Nothing was flagged yet." in empty.partition(alone)[2]
    assert empty.index('href="#by-label"') < empty.index('class="rules-table"') < empty.index('id="by-label"')
    spoken = verdict("abuse")
    spoken["findings"][0]["source"] = "model:small"
    judge(Case.objects.get(message=say(amara, screened=Screened("hold", 3, True, verdict=spoken))))
    say(amara, screened=HOLD)
    both, _, model = client.get(LIST).content.decode().partition(alone)
    assert "Insults or threats" in model
    assert "1 flag · 1 confirmed" in model
    assert "100%" in model
    assert "Tells somebody what dose to take" in both
    assert "Tells somebody what dose to take" not in model


def test_all_rules_cost_two_queries(live, live_tea, put_live, shipped_content, case, django_assert_num_queries):
    put_live(*shipped_content)
    with django_assert_num_queries(2):
        assert {(row.owner, row.label) for row in listing.rows() if row.is_own} >= {("Dr Diaz", "Claims a cure")}


@pytest.mark.parametrize(("query", "shown"), [("only=own", 1), ("only=shadow", 0), ("q=zorba", 0), ("q=tea", None)])
def test_the_list_narrows(client_of, diaz, live, query, shown):
    rows = client_of(diaz).get(f"{LIST}?{query}").context["rows"]
    assert len(rows) == shown if shown is not None else "site.tea" in {row.rule_id for row in rows}


@pytest.mark.parametrize("who", ["erin", "amara", "guide"])
def test_who_has_no_right_sees_no_rule(client_of, request, draft, who):
    person = request.getfixturevalue(who)
    for url in (LIST, at("rule", "site.tea"), at("change", draft.pk), at("try", draft.pk), at("replay", draft.pk)):
        assert client_of(person).get(url, follow=True).status_code == 403


def test_the_admin_looks_and_neither_writes_nor_reads_members_words(client_of, farah, draft, say, amara, diaz, now):
    services.shadow_rule(draft.pk, by=diaz, now=now)
    message = say(amara, PRAISE)
    RuleHit.objects.create(version=draft, message=message, at=now, action="hold", flagged=False)
    assert PRAISE in client_of(diaz).get(at("change", draft.pk)).content.decode()
    client = client_of(farah)
    page = client.get(at("change", draft.pk))
    assert page.status_code == 200
    assert PRAISE not in page.content.decode()
    assert at("try", draft.pk) not in page.content.decode()
    for url in (
        ADD,
        at("edit", draft.pk),
        at("try", draft.pk),
        at("replay", draft.pk),
        at("step", draft.pk, "end_shadow"),
    ):
        assert client.get(url).status_code == 403
        assert client.post(url).status_code == 403


def test_a_clinician_writes_a_rule_and_changes_it(client_of, diaz):
    client = client_of(diaz)
    answer = client.post(ADD, typed())
    version = RuleVersion.objects.get()
    assert answer.url == at("change", version.pk)
    assert version.content() == TEA | {"unless_meant": version.unless_meant}
    assert sorted(version.unless_meant) == ["doubt", "question"]
    shown = client.get(at("edit", version.pk)).context["form"]
    assert shown["harmless"].value() == "\n".join(TEA["clean"])
    client.post(at("edit", version.pk), typed(severity="low"))
    version.refresh_from_db()
    assert version.severity == "low"


def test_what_was_typed_for_a_draft_that_moved_on_stays_on_the_page(client_of, diaz, draft, now):
    services.shadow_rule(draft.pk, by=diaz, now=now)
    page = client_of(diaz).post(at("edit", draft.pk), typed(reason="Typed for an hour."))
    assert page.status_code == 200
    assert "does not fit what the rule is now" in page.content.decode()
    assert "Typed for an hour." in page.content.decode()
    assert client_of(diaz).get(at("edit", draft.pk)).url == at("change", draft.pk)
    draft.refresh_from_db()
    assert draft.reason == TEA["reason"]


def test_a_version_that_cannot_be_built_is_refused_in_words(client_of, diaz, other_clinician, draft, now):
    replay(draft, diaz, now)
    RuleVersion.objects.filter(pk=draft.pk).update(patterns=["..3"])  # as though a release knew it no more
    draft.refresh_from_db()
    RuleVersion.objects.filter(pk=draft.pk).update(replay=draft.replay | {"digest": draft.digest()})
    by, other = client_of(diaz), client_of(other_clinician)
    for client, name, rest, given in (
        (by, "try", [], {"text": "zorbatea"}),
        (by, "replay", [], {}),
        (by, "step", ["shadow"], {}),
        (other, "step", ["sign"], {"seen": draft.digest()}),
    ):
        page = client.post(at(name, draft.pk, *rest), given, follow=True)
        assert "names what the program does not know" in page.content.decode(), name
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_admins_find_what_screening_misses(client_of, farah, erin):
    link = f'href="{reverse("moderation:misses")}"'
    assert link in client_of(farah).get(reverse("admin:index")).content.decode()
    assert link not in client_of(erin).get(reverse("admin:index")).content.decode()


def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_stays(client_of, diaz):
    page = client_of(diaz).post(
        ADD, typed(patterns=["DO TAKE zorbateaa"], match=["drink zorbateaa", "tea", "take zorbateaa"])
    )
    html = page.content.decode()
    assert page.status_code == 200
    assert "The rule must flag “tea”, but it does not. None of the patterns fits." in html
    assert "DO TAKE zorbateaa" in html
    assert not RuleVersion.objects.exists()


def test_how_to_write_a_pattern_stands_under_the_patterns_and_names_all_that_may_stand_in_one(client_of, diaz):
    html = client_of(diaz).get(ADD).content.decode()
    _, _, after = html.partition('name="patterns"')
    told, _, _ = after.partition('name="unless"')
    for item in ("How to write a pattern", "NONEED", "<code>^</code>", "<code>$</code>"):
        assert item in told, item


def test_an_anchor_without_a_space_is_answered_with_the_space(client_of, diaz):
    html = client_of(diaz).post(ADD, typed(patterns=["^weekend off$"])).content.decode()
    assert "“^weekend”: leave a space beside ^ and $: ^ weekend" in html
    assert "“off$”: leave a space beside ^ and $: off $" in html
    assert "is never read so" not in html


@pytest.mark.parametrize(
    ("field", "value"), [("rule_id", "tea"), ("why", ""), ("label", "other"), ("score", "x"), ("match", "")]
)
def test_bad_input_is_refused_beside_its_field(client_of, diaz, field, value):
    page = client_of(diaz).post(ADD, typed() | {field: value})
    assert list(page.context["form"].errors) == [field]


def test_a_new_rule_begins_silent_in_questions_doubt_and_warnings_and_may_be_loud_there(client_of, diaz):
    client = client_of(diaz)
    assert client.get(ADD).context["form"]["unless_meant"].value() == ["question", "doubt", "danger"]
    loud = ["should I try zorbatea?", *TEA["match"]]
    said = client.post(
        ADD,
        typed(
            unless_meant=[], patterns=["try|take|drink ..3 zorbatea"], match=loud, clean=[f"{it} tea" for it in "abc"]
        ),
    )
    assert (said.status_code, RuleVersion.objects.get().unless_meant) == (302, [])


def test_a_new_version_begins_with_what_is_in_force(client_of, diaz, live, shipped_content):
    rule_id, content = shipped_content
    assert client_of(diaz).get(at("write", rule_id)).context["form"]["reason"].value() == content["reason"]
    client = client_of(diaz)
    assert client.get(at("write", "site.tea")).context["form"]["reason"].value() == TEA["reason"]
    client.post(at("write", "site.tea"), typed(reason="Other."))
    assert RuleVersion.objects.get(number=2).reason == "Other."


def test_a_shipped_rule_is_switched_off_by_a_draft(client_of, diaz, shipped_content):
    client_of(diaz).post(at("switch_off", shipped_content[0]), {"why": "Too loud."})
    version = RuleVersion.objects.get()
    assert (version.switched_off, version.state, version.why) == (True, "draft", "Too loud.")
    assert client_of(diaz).get(at("try", version.pk)).status_code == 200


def test_the_pages_say_whether_a_rule_is_in_force(client_of, diaz, shipped_content, put_live, draft, now):
    client = client_of(diaz)

    def told(rule_id: str) -> tuple[bool, bool, bool, bool]:
        page = client.get(at("rule", rule_id)).content.decode()
        listed = client.get(LIST, {"q": rule_id}).content.decode()
        says = ("This rule is off", "runs in shadow: it counts", "Not in force yet")
        return *(one in page for one in says), '<span class="tag off">Off</span>' in listed

    assert told("site.tea") == (False, False, True, False)
    RuleVersion.objects.filter(pk=draft.pk).update(state="shadow")
    assert told("site.tea") == (False, True, False, False)
    rule_id, content = shipped_content
    put_live(rule_id, content | {"switched_off": True})
    anew = services.draft_rule(rule_id, content, "Miss.", by=diaz, now=now)
    for state in ("draft", "shadow"):
        RuleVersion.objects.filter(pk=anew.pk).update(state=state)
        assert told(rule_id) == (True, False, False, True), state


def test_a_rule_that_flagged_nothing_has_no_precision(client_of, diaz, live, say, amara):
    def told() -> str:
        html = client_of(diaz).get(at("rule", "site.tea")).content.decode()
        return html.partition('<h2 class="rules-title">In force')[2].partition("</section>")[0]

    assert "no flags yet" in told()
    assert "Precision" not in told()
    found = verdict()
    found["findings"][0] |= {"source": "rule:site.tea", "version": live.version}
    say(amara, screened=Screened("hold", 3, True, verdict=found))
    assert "· Precision: –" in told()  # nothing is decided yet


def test_the_copy_of_a_draft_that_switches_off_switches_off_too(client_of, diaz, shipped_content):
    rule_id, _content = shipped_content
    client = client_of(diaz)
    client.post(at("switch_off", rule_id), {"why": "Too loud."})
    page = client.get(at("change", RuleVersion.objects.get().pk)).content.decode()
    assert f'href="{at("switch_off", rule_id)}">Copy to a new draft' in page
    client.post(at("switch_off", rule_id), {"why": "Still too loud."})
    assert set(RuleVersion.objects.values_list("number", "switched_off")) == {(1, True), (2, True)}


def test_the_copy_of_a_rule_says_what_the_rule_says(client_of, diaz, draft):
    client = client_of(diaz)
    copy = f"{at('write', 'site.tea')}?from={draft.pk}"
    assert f'href="{copy}">Copy to a new draft' in client.get(at("change", draft.pk)).content.decode()
    assert TEA["patterns"][0] in client.get(copy).content.decode()


def test_what_silences_a_rule_that_is_shipped_no_more_has_no_copy(client_of, diaz, shipped_content, monkeypatch):
    client = client_of(diaz)
    client.post(at("switch_off", shipped_content[0]), {"why": "Too loud."})
    url = at("change", RuleVersion.objects.get().pk)
    assert "Copy to a new draft" in client.get(url).content.decode()
    monkeypatch.setattr(rule_book, "SHIPPED", {})
    assert "Copy to a new draft" not in client.get(url).content.decode()


def test_of_a_draft_that_switches_off_only_the_why_is_changed(client_of, diaz, shipped_content):
    client, (rule_id, content) = client_of(diaz), shipped_content
    client.post(at("switch_off", rule_id), {"why": "Too loud."})
    version = RuleVersion.objects.get()
    page = client.get(at("edit", version.pk))
    assert list(page.context["form"].fields) == ["why"]
    assert "Too loud." in page.content.decode()
    client.post(at("edit", version.pk), typed() | {"why": "Flags jokes."})
    version.refresh_from_db()
    assert (version.why, version.content()) == ("Flags jokes.", content | {"switched_off": True})


def test_the_try_box_shows_what_fits_how_it_is_read_and_what_would_be_done(client_of, diaz, draft):
    page = client_of(diaz).post(at("try", draft.pk), {"text": f"{PRAISE} Should I try zorbatea?"})
    html = page.content.decode()
    assert "<mark>try zorbatea</mark>" in html
    assert "TRY:try" in html
    assert "a question" in html
    assert (page.context["done"].before.action, page.context["done"].after.action) == ("publish", "hold")
    assert "; urgency: " in html
    assert PRAISE not in str(list(AuditEntry.objects.values_list("data", flat=True)))


@pytest.mark.usefixtures("_at_once")
def test_the_replay_page_shows_texts_and_keeps_the_figures(client_of, diaz, draft, say, amara):
    said = say(amara, PRAISE)
    html = client_of(diaz).post(at("replay", draft.pk), follow=True).content.decode()
    assert PRAISE in html
    assert "try zorbatea now" in html
    draft.refresh_from_db()
    assert draft.is_replayed()
    assert draft.replay["sources"]["unflagged"]["new"] == 1
    assert "100%" in client_of(diaz).get(at("change", draft.pk)).content.decode()
    Message.objects.filter(pk=said.pk).update(state=Message.State.WITHDRAWN)
    html = client_of(diaz).get(at("replay", draft.pk)).content.decode()
    assert "try zorbatea now" in html
    assert PRAISE not in html  # nothing of it is kept with the replay


@pytest.mark.usefixtures("_at_once")
def test_the_replay_page_and_the_signer_see_what_is_held_and_would_be_published(
    client_of, diaz, other_clinician, live, say, amara, now
):
    say(amara, f"{PRAISE} My sensor reads low and I'm shaking.")
    places = {"patterns": ["DO TAKE ..3 elsewhere"], "match": [f"take {it} elsewhere" for it in ("tea", "it", "one")]}
    second = services.draft_rule("site.tea", TEA | places, "Too wide.", by=diaz, now=now)
    html = client_of(diaz).post(at("replay", second.pk), follow=True).content.decode()
    assert "Done otherwise: flagged by nobody (1)" in html
    emergency = "Somebody is in danger now"
    assert f"Held (Claims a cure, {emergency}; urgency: Urgent; card: Low glucose) → Published ({emergency};" in html
    signing = client_of(other_clinician).get(at("step", second.pk, "sign")).content.decode()
    assert '<td data-label="No longer held">1</td>' in signing


@pytest.mark.usefixtures("_at_once")
def test_a_replay_that_runs_is_shown_and_no_second_one_begins(client_of, diaz, draft, now, shipped_content):
    client, here = client_of(diaz), at("replay", draft.pk)
    begun = services.begin_replay(draft.pk, by=diaz, now=timezone.now())
    services.carry_on(begun.pk, 30, 120, now=timezone.now())
    for html in (client.get(here).content.decode(), client.post(here, follow=True).content.decode()):
        assert 'max="120" value="30"' in html
        assert re.search(r'<p role="status" id="replay-said">\s*The replay is running', html)
        assert "See how far it is now" in html  # without scripts
        assert re.search(r'type="module" src="[^"]*built/sent-away', html)  # should the session end meanwhile
        assert "Replay it" not in html
    part = client.get(here, headers={"HX-Request": "true"}).content.decode()
    assert 'hx-trigger="every 2s"' in part
    assert "<html" not in part
    assert "replay-said" not in part  # nothing is read out while it runs

    other = services.draft_rule(*shipped_content, "Milder.", by=diaz, now=now)
    assert "Another replay is running" in client.post(at("replay", other.pk), follow=True).content.decode()
    assert Replay.objects.get() == begun


@pytest.mark.usefixtures("_at_once")
def test_who_waits_for_a_replay_hears_of_its_end(client_of, diaz, draft, say, amara):
    say(amara, PRAISE)
    client_of(diaz).post(at("replay", draft.pk))
    part = client_of(diaz).get(at("replay", draft.pk), headers={"HX-Request": "true"}).content.decode()
    assert PRAISE in part
    assert "hx-get" not in part
    assert re.search(r'<div id="replay-said" hx-swap-oob="innerHTML">\s*The replay is done', part)


@pytest.mark.usefixtures("_at_once")
def test_a_replay_that_a_restart_cut_off_is_called_so_and_another_takes_its_place(client_of, diaz, draft):
    begun = services.begin_replay(draft.pk, by=diaz, now=timezone.now() - SILENT)
    page = client_of(diaz).get(at("replay", draft.pk)).content.decode()
    assert "The replay was cut off" in page
    assert "every 2s" not in page
    client_of(diaz).post(at("replay", draft.pk))
    with pytest.raises(NoSuchStep):
        services.carry_on(begun.pk, 1, 2, now=timezone.now())
    draft.refresh_from_db()
    assert draft.is_replayed()


def test_a_replay_that_was_silent_and_wakes_beside_another_one_stops(diaz, draft, now, shipped_content):
    begun = services.begin_replay(draft.pk, by=diaz, now=now)
    other = services.draft_rule(*shipped_content, "Milder.", by=diaz, now=now)
    services.begin_replay(other.pk, by=diaz, now=now + SILENT)
    with pytest.raises(NoSuchStep):
        services.carry_on(begun.pk, 1, 2, now=now + SILENT)
    with pytest.raises(NoSuchStep):
        services.end_replay(begun.pk, draft, {"digest": draft.digest()}, [], by=diaz, now=now + SILENT)
    services.give_up_replay(begun.pk, Replay.Failure.FAILED, now=now + SILENT)
    begun.refresh_from_db()
    assert begun.state(now + SILENT) == "cut_off"


@pytest.mark.usefixtures("_at_once")
def test_what_says_something_else_by_now_is_not_shown_with_what_came_of_the_former_words(
    client_of, diaz, draft, say, amara
):
    said, client = say(amara, PRAISE), client_of(diaz)
    assert PRAISE in client.post(at("replay", draft.pk), follow=True).content.decode()
    Message.objects.filter(pk=said.pk).update(text="I am fine.")
    html = client.get(at("replay", draft.pk)).content.decode()
    assert "try zorbatea now" in html
    assert "I am fine." not in html


def test_a_replay_of_what_went_on_meanwhile_or_that_fails_says_so(client_of, diaz, draft, monkeypatch):
    here = at("replay", draft.pk)
    for error, words in ((NoSuchStep, "has gone on while it was replayed"), (OSError, "The replay failed")):
        monkeypatch.setattr(running, "replayed", Mock(side_effect=error))
        begun = services.begin_replay(draft.pk, by=diaz, now=timezone.now())
        running.run(begun.pk, draft, diaz)
        assert words in client_of(diaz).get(here).content.decode()
    draft.refresh_from_db()
    assert draft.replay is None


def test_what_is_live_has_no_page_of_a_replay_any_more(client_of, diaz, live):
    version = RuleVersion.objects.get(state="live")
    answer = client_of(diaz).get(at("replay", version.pk), headers={"HX-Request": "true"})
    assert answer.headers["HX-Refresh"] == "true"


@pytest.mark.django_db(transaction=True)
def test_a_replay_runs_in_a_thread_of_its_own(diaz, draft):
    begun = services.begin_replay(draft.pk, by=diaz, now=timezone.now())
    running.start(begun, diaz)
    [thread] = [thread for thread in enumerate_threads() if thread.name == f"replay {begun.pk}"]
    thread.join(60)
    draft.refresh_from_db()
    assert draft.is_replayed()


def test_from_draft_to_live_and_back_by_two_clinicians(client_of, diaz, other_clinician, draft, now):
    writer, signer = client_of(diaz), client_of(other_clinician)
    writer.post(at("step", draft.pk, "shadow"))
    replay(draft, diaz, now)
    page = signer.get(at("step", draft.pk, "sign"))
    assert draft.digest() in page.content.decode()
    signer.post(at("step", draft.pk, "sign"), {"seen": draft.digest()})
    draft.refresh_from_db()
    assert (draft.state, draft.signed_by) == ("live", other_clinician)
    assert "the rule is off" in signer.get(at("step", draft.pk, "roll_back")).content.decode()
    assert signer.post(at("step", draft.pk, "roll_back"), {"why": ""}).context["form"].errors
    signer.post(at("step", draft.pk, "roll_back"), {"why": "Too many."})
    draft.refresh_from_db()
    assert draft.state == "retired"


def test_who_signs_sees_what_the_shadow_found(client_of, diaz, other_clinician, draft, say, amara, now):
    signing = at("step", draft.pk, "sign")
    replay(draft, diaz, now)
    assert "In shadow" not in client_of(other_clinician).get(signing).content.decode()
    services.shadow_rule(draft.pk, by=diaz, now=now)
    RuleHit.objects.create(version=draft, message=say(amara, PRAISE), at=now, action="hold", flagged=False)
    html = client_of(other_clinician).get(signing).content.decode()
    assert "it fits 1 message." in html
    assert "it would have held 1 and" in html
    assert PRAISE in html


def test_the_pages_say_how_a_version_ended_and_why(client_of, diaz, other_clinician, put_live, now):
    hours = [now + timedelta(hours=hour) for hour in range(6)]
    first, second = (put_live("site.tea", TEA, at=hour) for hour in hours[:2])
    client, replaced = client_of(diaz), at("change", first.pk)
    assert "Version site-2 took its place, " in client.get(replaced).content.decode()
    services.roll_back_rule("site.tea", second.pk, "Held <jokes>.", by=other_clinician, now=hours[2])
    assert "took its place" not in client.get(replaced).content.decode()  # live again
    third, fourth = (services.draft_rule("site.tea", TEA, "Again.", by=diaz, now=hours[2]) for _ in "34")
    for version, hour in ((third, hours[3]), (fourth, hours[4])):
        services.shadow_rule(version.pk, by=diaz, now=hour)
    services.end_shadow(fourth.pk, by=diaz, now=hours[5])
    listed = client.get(at("rule", "site.tea")).content.decode()
    for version, *words in (
        (second, f"Rolled back by {other_clinician.called}, ", ": Held &lt;jokes&gt;."),
        (third, "Version site-4 took its place, "),
        (fourth, "Shadow ended by Dr Diaz, "),
    ):
        for page in (listed, client.get(at("change", version.pk)).content.decode()):
            assert all(said in page for said in words), words


@pytest.mark.parametrize("step", ["sign", "roll_back", "end_shadow"])
def test_a_step_that_does_not_fit_is_refused_in_words(client_of, diaz, draft, step):
    page = client_of(diaz).post(at("step", draft.pk, step), {"seen": "x", "why": "y"}, follow=True)
    words = "You wrote this version" if step == "sign" else "does not fit what the rule is now"
    assert words in page.content.decode()
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_what_is_not_replayed_as_it_is_now_has_a_link_to_the_replay_and_no_button_to_sign(
    client_of, diaz, other_clinician, draft, put_live, now
):
    signer, page, sign = client_of(other_clinician), at("change", draft.pk), at("step", draft.pk, "sign")

    def offered(client):
        html = client.get(page).content.decode()
        return [words in html for words in ("You can sign this version after a replay", f'href="{sign}"')]

    assert offered(signer) == [True, False]
    assert f'href="{at("replay", draft.pk)}">Go to the replay' in signer.get(page).content.decode()
    assert "It was not replayed since its last change" in signer.get(sign, follow=True).content.decode()
    assert offered(client_of(diaz)) == [False, False]
    replay(draft, diaz, now)
    assert offered(signer) == [False, True]
    put_live("site.tea", TEA)
    assert offered(signer) == [True, False]


def test_a_page_of_what_was_changed_meanwhile_signs_nothing(client_of, diaz, other_clinician, draft, now):
    replay(draft, diaz, now)
    page = client_of(other_clinician).post(at("step", draft.pk, "sign"), {"seen": "an-older-text"}, follow=True)
    assert "has changed since you opened this page" in page.content.decode()


def test_a_replay_beside_what_is_live_no_more_is_called_old_and_signs_nothing(
    client_of, diaz, other_clinician, draft, put_live, now
):
    replay(draft, diaz, now)
    live, old = put_live("site.tea", TEA), "What is live of this rule has changed since this replay"
    assert old in client_of(diaz).get(at("change", draft.pk)).content.decode()
    page = client_of(other_clinician).post(at("step", draft.pk, "sign"), {"seen": draft.digest()}, follow=True)
    assert "or what is live of this rule has changed since" in page.content.decode()
    assert old not in client_of(diaz).get(at("change", live.pk)).content.decode()


def test_the_roll_back_page_says_that_the_version_before_cannot_come_back(
    client_of, live_tea, put_live, diaz, now, shipped_content
):
    for rule_id, content, then in (
        ("site.tea", TEA, "The rule is off."),
        (*shipped_content, "The shipped rule is live"),
    ):
        broken(rule_id, live_tea, now, patterns=["..3"])
        page = client_of(diaz).get(at("step", put_live(rule_id, content).pk, "roll_back")).content.decode()
        assert "Version site-9, which was live before, names what the program does not know" in page
        assert then in page


def test_rolling_back_to_the_shipped_rule_at_once(client_of, put_live, diaz, shipped_content):
    rule_id, content = shipped_content
    put_live(rule_id, content)
    last = put_live(rule_id, content)
    client_of(diaz).post(at("step", last.pk, "roll_back"), {"why": "All bad.", "to": "shipped"})
    assert not RuleVersion.objects.filter(state="live").exists()


def test_a_discarded_draft_is_gone_with_its_page(client_of, diaz, put_live, draft, shipped_content):
    beside = services.draft_rule(*shipped_content, "Milder.", by=diaz, now=draft.written_at)
    for version, left in ((draft, LIST), (beside, at("rule", beside.rule_id))):
        page = client_of(diaz).post(at("step", version.pk, "discard"), follow=True)
        assert (page.redirect_chain, page.status_code) == ([(left, 302)], 200)
        assert "The draft is gone." in page.content.decode()
        assert client_of(diaz).get(at("change", version.pk)).status_code == 404


@pytest.mark.parametrize("step", ["discard", "shadow", "replay", "edit"])
def test_a_draft_that_is_discarded_meanwhile_is_refused_in_words(client_of, diaz, draft, monkeypatch, step):
    lock = services.rules._lock
    monkeypatch.setattr(services.rules, "_lock", lambda: (lock(), RuleVersion.objects.all().delete()))
    url = at(step, draft.pk) if step in ("replay", "edit") else at("step", draft.pk, step)
    page = client_of(diaz).post(url, typed(), follow=True)
    assert page.status_code == 200
    assert "does not fit what the rule is now" in page.content.decode()


@pytest.mark.parametrize(
    "url", [at("rule", "none.such"), at("change", 999), at("step", 999, "sign"), at("switch_off", "site.tea")]
)
def test_what_is_not_there_is_404(client_of, diaz, url):
    assert client_of(diaz).get(url).status_code == 404


def test_a_step_that_nobody_knows_is_404(client_of, diaz, draft):
    assert client_of(diaz).get(at("step", draft.pk, "praise")).status_code == 404
    assert client_of(diaz).delete(at("change", draft.pk)).status_code == 405


def test_no_page_holds_an_inline_script_or_style(client_of, diaz, draft):
    client = client_of(diaz)
    for url in (LIST, ADD, at("rule", "site.tea"), at("change", draft.pk), at("try", draft.pk), at("replay", draft.pk)):
        html = client.get(url).content
        assert b"<script>" not in html
        assert b"<style" not in html


def test_shares_are_rounded_and_not_cut():
    assert [percent(of) for of in (2 / 3, 0.2065, 1)] == ["67%", "21%", "100%"]
