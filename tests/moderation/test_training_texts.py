"""What screening got wrong is learned from with the author's consent, without names, once a clinician has looked."""

import json
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.urls import reverse

from chat.services.gate import Screened
from moderation import services
from moderation.errors import Invalid
from moderation.models import AuditEntry, Case, TrainingText
from moderation.screening.training import corpus
from moderation.services import training
from peersupport.accounts.services import let_help, rename
from peersupport.background import JOBS, gather_texts
from peersupport.privacy import closing
from tests.accounts.test_settings_page import CHANGES
from tests.moderation.conftest import verdict

FLAGGED = Screened("hold", 2, True, verdict=verdict())


@pytest.fixture
def dismissed(say, diaz, judge):
    """Flags a message of the author and lets it stand as own experience, unless told otherwise."""

    def post(author, text: str, action: str = "publish", reason: str = "own_experience"):
        message = say(author, text, FLAGGED)
        judge(Case.objects.get(message=message), action, reason)
        return message

    return post


@pytest.fixture
def helping(amara, now):
    let_help(amara, True, now=now)
    return amara


@pytest.fixture
def waiting(helping, dismissed, now) -> TrainingText:
    dismissed(helping, "I take 4 units, says ben-in-the-hills. My name is Amara Obi.")
    training.gather(now=now)
    return TrainingText.objects.get()


def test_nobody_helps_unless_they_say_so(amara, ben, dismissed, now):
    assert amara.helps_since is None
    let_help(ben, True, now=now)
    dismissed(amara, "mine"), dismissed(ben, "his")
    assert training.gather(now=now) == 1
    assert TrainingText.objects.get().before == "his"


def test_what_was_dismissed_and_what_was_missed_is_gathered_once(helping, say, dismissed, diaz, other_clinician, now):
    dismissed(helping, "own")
    dismissed(helping, "safe", reason="safe_advice")
    dismissed(helping, "unclear", reason="unclear")
    dismissed(helping, "harmful", "remove", "dosing")
    say(helping, "missed"), say(helping, "seen by one"), say(helping, "fine")
    for sampled in services.draw(now=now).messages.all():
        found = [] if sampled.text == "fine" else ["stop_treatment"]
        services.read(sampled.pk, found, by=diaz, now=now)
        if sampled.text != "seen by one":
            services.read(sampled.pk, found, by=other_clinician, now=now)
    assert [training.gather(now=now) for _ in range(2)] == [3, 0]
    assert set(TrainingText.objects.values_list("before", "origin", "kind")) == {
        ("own", "dismissed", "own_experience"),
        ("safe", "dismissed", "safe_teaching"),
        ("missed", "missed", "missed"),
    }
    assert TrainingText.objects.get(before="missed").labels == ["stop_treatment"]


def test_what_a_second_look_found_harmless_is_gathered_too(helping, dismissed, overturn, now):
    message = dismissed(helping, "mine", "remove", "dosing")
    assert training.gather(now=now) == 0
    overturn(message)
    assert training.gather(now=now) == 1
    assert TrainingText.objects.get().kind == "own_experience"


ASKED = "Shall I stop my zorbatea?"


@pytest.fixture
def answering(say, judge, amara, ben, diaz, other_clinician, now):
    """Amara, who helps, answers Ben: gathered as what screening missed, or as what it flagged for nothing."""

    def gathered(origin: str) -> TrainingText:
        asked = say(ben, ASKED)
        let_help(amara, True, now=now)
        if origin == "dismissed":
            judge(Case.objects.get(message=say(amara, "Yes.", FLAGGED, asked.pk)), "publish", "own_experience")
        else:
            say(amara, "Yes.", reply_to=asked.pk)
            sampled = services.draw(now=now).messages.get(text="Yes.")
            for reader in (diaz, other_clinician):
                services.read(sampled.pk, ["stop_treatment"], by=reader, now=now)
        training.gather(now=now)
        return TrainingText.objects.get(message__author=amara)

    return gathered


@pytest.mark.parametrize("origin", ["missed", "dismissed"])
def test_what_it_answers_is_taken_up_only_if_its_author_helps_too(answering, ben, now, origin):
    row = answering(origin)
    assert (row.origin, row.before, row.before_reply_to, row.reply_to) == (origin, "Yes.", "", "")
    row.delete()
    let_help(ben, True, now=now)
    training.gather(now=now)
    row = TrainingText.objects.get(message__reply_to__author=ben)
    assert (row.origin, row.before_reply_to, row.reply_to) == (origin, ASKED, ASKED)


@pytest.mark.parametrize("approved", [True, False])
def test_who_takes_consent_back_is_quoted_no_more(answering, ben, diaz, now, tmp_path, approved):
    let_help(ben, True, now=now)
    row = answering("dismissed")
    if approved:
        training.approve(row.pk, "Yes.", ASKED, by=diaz, now=now)
        assert exported(tmp_path, "before.jsonl")[0]["reply_to"] == ASKED
    let_help(ben, False, now=now)
    row.refresh_from_db()
    assert (row.text, row.before_reply_to, row.reply_to) == ("Yes.", "", "")
    if not approved:
        training.approve(row.pk, "Yes.", ASKED, by=diaz, now=now)  # from a page that was open before
        row.refresh_from_db()
        assert (row.text, row.reply_to) == ("Yes.", "")
    assert "reply_to" not in exported(tmp_path)[0]


@pytest.mark.parametrize("gone", [False, True])
def test_the_export_asks_for_the_consent_of_who_is_answered_too(answering, ben, diaz, now, tmp_path, gone):
    let_help(ben, True, now=now)
    row = answering("dismissed")
    training.approve(row.pk, "Yes.", ASKED, by=diaz, now=now)
    if gone:
        type(row.message).objects.filter(pk=row.message_id).update(reply_to=None)  # as with Ben's account
    else:
        type(ben).objects.filter(pk=ben.pk).update(helps_since=None)  # as from a backup, past the signal
    assert [line["text"] for line in exported(tmp_path)] == ["Yes."]
    assert "zorbatea" not in (tmp_path / "site.jsonl").read_text()


@pytest.mark.parametrize("approved", [True, False])
def test_no_text_quotes_an_account_that_was_deleted(answering, ben, diaz, now, approved):
    let_help(ben, True, now=now)
    row = answering("dismissed")
    if approved:
        training.approve(row.pk, "Yes.", ASKED, by=diaz, now=now)
    ben.delete()
    row.refresh_from_db()
    assert (row.text, row.before_reply_to, row.reply_to) == ("Yes.", "", "")


def test_what_was_taken_up_while_an_account_was_deleted_is_mended_by_the_next_gathering(answering, ben, now):
    let_help(ben, True, now=now)
    row = answering("dismissed")
    type(row.message).objects.filter(pk=row.message_id).update(reply_to=None)  # past the signal
    row.refresh_from_db()
    assert row.reply_to == ASKED
    training.gather(now=now)
    row.refresh_from_db()
    assert (row.before, row.before_reply_to, row.reply_to) == ("Yes.", "", "")


def test_a_text_that_cannot_be_read_keeps_no_other_out(helping, dismissed, now, monkeypatch):
    dismissed(helping, "odd"), dismissed(helping, "own")
    real = training.deidentify
    monkeypatch.setattr(training, "deidentify", lambda text, names: real(text, 1 / 0 if text == "odd" else names))
    assert training.gather(now=now) == 1
    assert TrainingText.objects.get().before == "own"


def test_consent_that_is_taken_back_while_texts_are_gathered_leaves_none(helping, dismissed, now, monkeypatch):
    dismissed(helping, "own")
    monkeypatch.setattr(training, "deidentify", lambda text, names: let_help(helping, False, now=now) or text)
    assert training.gather(now=now) == 0
    assert not TrainingText.objects.exists()


def test_what_was_dismissed_and_then_removed_is_no_text(helping, ben, dismissed, judge, now):
    first, _ = dismissed(helping, "own"), dismissed(helping, "kept")
    services.report(first.pk, by=ben, category="dosing", now=now)
    judge(Case.objects.get(message=first, closed_at=None), "remove", "dosing")
    training.gather(now=now)
    assert TrainingText.objects.get().before == "kept"


def test_names_of_the_text_and_of_members_are_taken_out(waiting, ben):
    assert waiting.text == "I take 4 units, says [name]. My name is [name]."
    assert ben.pseudonym in waiting.before


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("I read Marigold's post", "I read [name]'s post"),
        ("I know MARIGOLD’S mum", "I know [name]’S mum"),
        ("Marigold/ben-in-the-hills know", "[name]/[name] know"),
        ("it is Marigold-says again", "it is [name]-says again"),
        ("ben-in-the-hills's pump", "[name]'s pump"),
        ("a marigoldish tea", "a marigoldish tea"),
    ],
)
def test_names_of_members_are_taken_out_however_they_are_joined_to_other_words(
    helping, ben, chen, dismissed, now, written, left
):
    rename(chen, "Marigold")
    dismissed(helping, written)
    training.gather(now=now)
    assert TrainingText.objects.get().text == left


def test_the_name_of_an_account_that_was_closed_is_taken_out_too(helping, chen, dismissed, now):
    rename(chen, "Ann Leeward")
    dismissed(helping, "as ann leeward says")
    closing.close(chen, takes_back=False, by=chen, now=now)
    training.gather(now=now)
    assert TrainingText.objects.get().text == "as [name] says"


def test_the_sites_own_work_gathers(helping, dismissed):
    dismissed(helping, "own")
    assert gather_texts in {job.run for job in JOBS}
    gather_texts()
    assert TrainingText.objects.count() == 1


def test_a_clinician_sees_both_texts_mends_the_second_and_approves(waiting, diaz, client_of):
    client, url = client_of(diaz), reverse("moderation:judge_text", args=[waiting.pk])
    page = client.get(reverse("moderation:training")).content.decode()
    assert waiting.before in page
    assert waiting.text in page
    assert client.post(url, {"text": " I take 4 units. ", "reply_to": ""}).status_code == 302
    waiting.refresh_from_db()
    assert (waiting.text, waiting.before, waiting.approved, waiting.judged_by) == ("I take 4 units.", "", True, diaz)


@pytest.mark.parametrize("again", [{"text": "again", "reply_to": ""}, {"text": "", "leave_out": "1"}])
def test_pressed_twice_the_first_counts_and_the_second_leads_on(waiting, diaz, client_of, again):
    client, url = client_of(diaz), reverse("moderation:judge_text", args=[waiting.pk])
    client.post(url, {"text": "I take 4 units.", "reply_to": ""})
    answer = client.post(url, again, follow=True)
    assert (answer.status_code, answer.redirect_chain[-1][0]) == (200, reverse("moderation:training"))
    assert "no longer waits" in answer.content.decode()
    waiting.refresh_from_db()
    assert (waiting.text, waiting.approved) == ("I take 4 units.", True)


def test_an_empty_text_comes_back_and_changes_nothing(waiting, diaz, client_of, now):
    answer = client_of(diaz).post(reverse("moderation:judge_text", args=[waiting.pk]), {"text": "  "})
    assert answer.status_code == 400
    assert "Leave it out instead" in answer.content.decode()
    with pytest.raises(Invalid):
        training.approve(waiting.pk, "x" * 4_001, "", by=diaz, now=now)
    assert TrainingText.objects.waiting().count() == 1


def test_what_is_left_out_loses_its_words_and_never_comes_back(waiting, diaz, client_of, now):
    client_of(diaz).post(reverse("moderation:judge_text", args=[waiting.pk]), {"leave_out": "1", "text": "x"})
    waiting.refresh_from_db()
    assert (waiting.text, waiting.before, waiting.approved) == ("", "", False)
    assert training.gather(now=now) == 0
    assert not TrainingText.objects.ready().exists()


def test_what_is_left_out_stays_so_when_its_author_takes_consent_back_and_agrees_again(waiting, helping, diaz, now):
    training.leave_out(waiting.pk, by=diaz, now=now)
    let_help(helping, False, now=now)
    let_help(helping, True, now=now)
    assert training.gather(now=now) == 0
    kept = TrainingText.objects.get()
    assert (kept.approved, kept.before, kept.text, kept.before_reply_to, kept.reply_to) == (False, "", "", "", "")


@pytest.mark.parametrize("approved", [True, False])
def test_anything_else_comes_back_to_be_looked_through(waiting, helping, diaz, now, approved):
    if approved:
        training.approve(waiting.pk, "I take 4 units.", "", by=diaz, now=now)
    let_help(helping, False, now=now)
    assert not TrainingText.objects.exists()
    let_help(helping, True, now=now)
    assert training.gather(now=now) == 1
    assert TrainingText.objects.waiting().exists()


@pytest.mark.parametrize("who", ["amara", "erin", "farah", "guide"])
def test_for_everybody_else_there_are_no_texts(waiting, diaz, client_of, request, now, who):
    user = request.getfixturevalue(who)
    page, text = reverse("moderation:training"), reverse("moderation:judge_text", args=[waiting.pk])
    assert [client_of(user).get(page).status_code, client_of(user).post(text).status_code] == [404, 404]
    with pytest.raises(PermissionDenied):
        training.approve(waiting.pk, "x", "", by=user, now=now)
    assert client_of(diaz).get(page).status_code == 200


def exported(tmp_path, name: str = "site.jsonl") -> list[dict]:
    call_command("export_training", tmp_path / name, stdout=StringIO())
    return [json.loads(line) for line in (tmp_path / name).read_text(encoding="utf-8").splitlines()]


def test_the_export_has_the_shape_of_the_corpus_and_no_author(waiting, helping, diaz, now, tmp_path):
    assert exported(tmp_path, "none.jsonl") == []
    training.approve(waiting.pk, "I take 4 units.", "", by=diaz, now=now)
    [line] = exported(tmp_path)
    assert line["id"] != f"site-{waiting.message_id}"
    assert len(line["id"]) == len("site-") + 16  # a keyed hash
    assert line.keys() == {"id", "text", "labels", "kind", "language", "note"}
    assert (line["text"], line["labels"], line["kind"]) == ("I take 4 units.", [], "own_experience")
    told = json.dumps(line)
    assert not any(word in told for word in (helping.pseudonym, helping.email, str(now.date())))
    assert corpus.more([tmp_path / "site.jsonl"])[0].group == "hard"
    assert exported(tmp_path, "again.jsonl") == [line]
    waiting.refresh_from_db()
    assert waiting.exported_at


def test_a_file_that_is_there_is_left_alone_and_nothing_counts_as_exported(waiting, diaz, now, tmp_path):
    training.approve(waiting.pk, "I take 4 units.", "", by=diaz, now=now)
    (tmp_path / "site.jsonl").write_text("mine")
    with pytest.raises(CommandError, match="is there already"):
        exported(tmp_path)
    assert (tmp_path / "site.jsonl").read_text() == "mine"
    waiting.refresh_from_db()
    assert waiting.exported_at is None


def test_taking_consent_back_deletes_the_texts_of_that_person_alone(waiting, ben, dismissed, diaz, now, tmp_path):
    let_help(ben, True, now=now)
    dismissed(ben, "his")
    training.gather(now=now)
    for text in TrainingText.objects.all():
        training.approve(text.pk, f"text {text.pk}", "", by=diaz, now=now)
    assert len(exported(tmp_path, "both.jsonl")) == 2
    let_help(waiting.message.author, False, now=now)
    assert [text.message.author for text in TrainingText.objects.all()] == [ben]
    assert len(exported(tmp_path)) == 1


def test_the_export_asks_for_the_consent_of_now(waiting, helping, diaz, now, tmp_path):
    training.approve(waiting.pk, "I take 4 units.", "", by=diaz, now=now)
    type(helping).objects.filter(pk=helping.pk).update(helps_since=None)  # as from a backup, past the signal
    assert exported(tmp_path) == []


def test_the_setting_is_off_dated_and_can_be_taken_back(amara, client_of):
    client = client_of(amara)
    assert "My messages may help to improve screening, without my name" in client.get("/me/").content.decode()
    assert 'name="helps"' in (page := client.get("/me/").content.decode())
    assert "checked" not in page.split('name="helps"')[1].split(">")[0]
    for given, helps in (({"helps": "on"}, True), ({"helps": "on"}, True), ({}, False)):
        client.post("/me/", CHANGES | given)
        amara.refresh_from_db()
        assert (amara.helps_since is not None) == helps
    actions = AuditEntry.objects.order_by("seq").values_list("action", flat=True)
    assert list(actions) == ["training.consented", "training.consent_withdrawn"]


def test_each_step_is_in_the_audit_without_a_word_of_the_text(waiting, diaz, now, tmp_path):
    training.approve(waiting.pk, "I take 4 units.", "", by=diaz, now=now)
    exported(tmp_path)
    entries = AuditEntry.objects.filter(action__startswith="training.").order_by("seq")
    steps = ["consented", "gathered", "approved", "exported"]
    assert [entry.action for entry in entries] == [f"training.{step}" for step in steps]
    assert not any("units" in str(entry.data) for entry in entries)
