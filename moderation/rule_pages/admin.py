"""The rules' pages and their doors. Whoever sees rules may look; members' words are for who may write rules."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_htmx.http import HttpResponseClientRefresh
from django_htmx.middleware import HtmxDetails
from unfold.admin import ModelAdmin

from moderation import rule_book, services
from moderation.errors import Invalid, ModerationError, NotReplayed, ReplayRuns, UnusableRule
from moderation.models import Category, Replay, RuleVersion
from moderation.policy import Policy, policy_from
from moderation.precision import Record, in_shadow, of_labels, of_model, of_rules
from moderation.rule_pages import listing, running
from moderation.rule_pages.ends import ends
from moderation.rule_pages.forms import RuleForm, TryForm, WhyForm
from moderation.rule_pages.steps import STEPS, take
from moderation.rule_pages.trying import trying
from moderation.rule_words import ways
from moderation.screening.rules import Rule
from moderation.services.rules import SIGN, WRITE, before_it, comes_back, refusal, rule_steps
from peersupport.accounts.models import User
from peersupport.accounts.requests import MemberRequest

KINDS = {
    "new": gettext_lazy("Newly flagged"),
    "gone": gettext_lazy("No longer flagged"),
    "other": gettext_lazy("Done otherwise"),
}
NEW = {"unless_meant": ["question", "doubt", "danger"]}  # most rules are silent there; who wants them unticks
View = Callable[..., HttpResponse]


@admin.register(RuleVersion)
class RuleVersionAdmin(ModelAdmin):
    """Pages of their own in the admin's frame; the services write."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(WRITE)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        pages: list[tuple[str, View, str, str]] = [
            ("", self.rules, "changelist", "moderation.view_ruleversion"),
            ("add/", self.write, "add", WRITE),
            ("rule/<str:rule_id>/", self.rule, "rule", "moderation.view_ruleversion"),
            ("rule/<str:rule_id>/write/", self.write, "write", WRITE),
            ("rule/<str:rule_id>/switch-off/", self.switch_off, "switch_off", WRITE),
            ("<int:pk>/change/", self.version, "change", "moderation.view_ruleversion"),
            ("<int:pk>/edit/", self.edit, "edit", WRITE),
            ("<int:pk>/try/", self.attempt, "try", WRITE),
            ("<int:pk>/replay/", self.replay, "replay", WRITE),
            ("<int:pk>/<str:step>/", self.step, "step", "moderation.view_ruleversion"),
        ]
        return [
            path(address, self.admin_site.admin_view(_only(permission)(view)), name=f"moderation_ruleversion_{name}")
            for address, view, name, permission in pages
        ]

    # --- Looking ------------------------------------------------------------------------------------------------------
    def rules(self, request: MemberRequest) -> HttpResponse:
        """All rules, with how each does."""
        asked = {name: request.GET.get(name, "") for name in ("label", "q", "only")}
        every = listing.rows()
        context = {
            "rows": listing.narrowed(every, asked["label"], asked["q"], asked["only"]),
            "count": len(every),
            "asked": asked,
            "labels": [choice for choice in Category.choices if choice[0] != Category.OTHER],
            "by_label": [
                (_("By label, rules and model together"), _in_words(of_labels())),
                (_("By label, the trained model alone"), _in_words(of_model())),
            ],
            "may_write": request.user.has_perm(WRITE),
        }
        return self._page(request, "list", _("Screening rules"), context)

    def rule(self, request: MemberRequest, rule_id: str) -> HttpResponse:
        """One rule: what is in force, its versions, and how each does."""
        row = next((row for row in listing.rows() if row.rule_id == rule_id), None)
        if row is None:
            raise Http404
        versions = RuleVersion.objects.filter(rule_id=rule_id).select_related("written_by", "signed_by")
        figures = {version: record for (of, version), record in of_rules().items() if of == rule_id}
        shipped = figures.pop(row.shipped.version, None) if row.shipped else None
        ended = ends(rule_id)
        context = {
            "row": row,
            "versions": [(one, figures.pop(one.version, None), ended.get(one.pk)) for one in versions],
            "shipped_record": shipped,
            "former": sorted(figures.items()),
            "content": _content(row.live or row.shipped) if row.live or row.shipped else None,
            "steps": rule_steps(row.live, request.user) if row.live else set(),
            "may_write": request.user.has_perm(WRITE),
            "may_switch_off": bool(row.shipped) and not row.is_off and request.user.has_perm(WRITE),
        }
        return self._page(request, "rule", _named(rule_id), context)

    def version(self, request: MemberRequest, pk: int) -> HttpResponse:
        version = _version(pk)
        steps = rule_steps(version, request.user)
        unsigned = refusal(version, "sign", request.user) if request.user.has_perm(SIGN) else None
        context = {
            "version": version,
            "content": _content(version),
            "steps": steps,
            "needs_replay": isinstance(unsigned, NotReplayed) and "replay" in steps,
            "may_write": request.user.has_perm(WRITE),
            "copy": _copy(version),
            "end": ends(version.rule_id).get(pk),
            **_shadow(version, request.user),
        }
        return self._page(request, "version", _named(_title(version)), context)

    # --- Writing ------------------------------------------------------------------------------------------------------
    def write(self, request: MemberRequest, rule_id: str = "") -> HttpResponse:
        """A new draft: from the version asked for, or else from what is in force; of a new rule from nothing."""
        form = RuleForm(request.POST or None, rule_id=rule_id, initial=_begin(rule_id, request.GET.get("from", "")))
        if request.method == "POST" and form.is_valid():
            named = rule_id or form.cleaned_data["rule_id"]
            given = form.content(), form.cleaned_data["why"]
            if version := _done(form, services.draft_rule, named, *given, by=request.user, now=timezone.now()):
                messages.success(request, _("The draft is kept. Try it, then replay it."))
                return redirect("admin:moderation_ruleversion_change", version.pk)
        back = reverse("admin:moderation_ruleversion_rule", args=[rule_id]) if rule_id else self._list()
        title = _("A new version of %(rule)s") % {"rule": rule_id} if rule_id else _("A new rule")
        return self._page(request, "form", title, {"form": form, "back": back})

    def edit(self, request: MemberRequest, pk: int) -> HttpResponse:
        """A draft anew. What was typed for one that has moved on is shown again, with what the service says."""
        version = _version(pk)
        if request.method != "POST" and "change" not in rule_steps(version, request.user):
            return self._refuse(request, version, str(refusal(version, "change", request.user)))
        initial = {**version.content(), "why": version.why}
        form: RuleForm | WhyForm
        if version.switched_off:
            form = WhyForm(request.POST or None, initial=initial)
        else:
            form = RuleForm(request.POST or None, rule_id=version.rule_id, initial=initial)
        if request.method == "POST" and form.is_valid():
            content = form.content() if isinstance(form, RuleForm) else version.content()
            given = content, form.cleaned_data["why"]
            if _done(form, services.change_rule, pk, *given, by=request.user, now=timezone.now()):
                messages.success(request, _("The draft is kept. Try it, then replay it."))
                return redirect("admin:moderation_ruleversion_change", pk)
        context = {"form": form, "back": _address(version)}
        if isinstance(form, RuleForm):
            return self._page(request, "form", _named(_title(version)), context)
        context |= {"words": _("This draft silences the rule. Only the “why” can be changed."), "button": _("Save")}
        return self._page(request, "step", _named(_title(version)), context)

    def switch_off(self, request: MemberRequest, rule_id: str) -> HttpResponse:
        """A draft that silences a shipped rule; it needs a replay and a signature as any other."""
        shipped = rule_book.SHIPPED.get(rule_id)
        if shipped is None:
            raise Http404
        form = WhyForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            content = {**rule_book.content_of(shipped), "switched_off": True}
            given = rule_id, content, form.cleaned_data["why"]
            if version := _done(form, services.draft_rule, *given, by=request.user, now=timezone.now()):
                return redirect("admin:moderation_ruleversion_change", version.pk)
        words = _("This writes a draft that silences the rule. Replay it, then another clinician signs it.")
        back = reverse("admin:moderation_ruleversion_rule", args=[rule_id])
        title = _("Switch %(rule)s off") % {"rule": rule_id}
        return self._page(request, "step", title, {"form": form, "words": words, "back": back, "button": _("Write it")})

    # --- Trying -------------------------------------------------------------------------------------------------------
    def attempt(self, request: MemberRequest, pk: int) -> HttpResponse:
        """The text goes by POST: addresses are kept in logs, and words of members must not be."""
        version = _version(pk)
        form = TryForm(request.POST or None)
        done = None
        if request.method == "POST" and form.is_valid():
            given = form.cleaned_data
            if refused := _unusable(version):
                return self._refuse(request, version, str(refused))
            done = trying(version, given["text"], given["reply_to"], _policy())
        context = {"version": version, "form": form, "done": done, "back": _address(version)}
        return self._page(request, "try", _("Try %(version)s") % {"version": _title(version)}, context)

    def replay(self, request: MemberRequest, pk: int) -> HttpResponse:
        """Begun here, it runs in the background; its page asks how far it is, and shows what it found."""
        version = _version(pk)
        if "replay" not in rule_steps(version, request.user):
            if HtmxDetails(request):
                return HttpResponseClientRefresh()
            return self._refuse(request, version, str(refusal(version, "replay", request.user)))
        here = reverse("admin:moderation_ruleversion_replay", args=[pk])
        if request.method == "POST":
            try:
                running.start(services.begin_replay(pk, by=request.user, now=timezone.now()), request.user)
            except ReplayRuns as error:
                if error.version != version:
                    return self._refuse(request, version, str(error))
            except ModerationError as error:
                return self._refuse(request, version, str(error))
            return redirect(here)
        found = Replay.objects.filter(version=version).first()
        state = found.state(timezone.now()) if found else ""
        context: dict[str, Any] = {"version": version, "replay": found, "state": state, "here": here}
        if found and state == "done":
            figures = version.replay["sources"] if version.replay else {}
            context["groups"] = [
                (KINDS[kind], source, changes, figures[source][kind]) for kind, source, changes in running.groups(found)
            ]
            context["shown"] = running.SHOWN
        if HtmxDetails(request):
            return render(request, "admin/moderation/rules/_replaying.html", context | {"is_part": True})
        context["back"] = _address(version)
        return self._page(request, "replay", _("Replay %(version)s") % {"version": _title(version)}, context)

    # --- Steps --------------------------------------------------------------------------------------------------------
    def step(self, request: MemberRequest, pk: int, step: str) -> HttpResponse:
        """The page of one step, which says what will happen; posted, it happens."""
        if step not in STEPS:
            raise Http404
        version, words = _version(pk), STEPS[step]
        if not request.user.has_perm(SIGN if step in ("sign", "roll_back") else WRITE):
            raise PermissionDenied
        if step not in rule_steps(version, request.user):
            return self._refuse(request, version, str(refusal(version, step, request.user)))
        form = WhyForm(request.POST or None) if step == "roll_back" else None
        if request.method == "POST" and (form is None or form.is_valid()):
            try:
                take(step, version, request, form.cleaned_data["why"] if form else "", timezone.now())
            except ModerationError as error:
                return self._refuse(request, version, str(error))
            messages.success(request, str(words.done))
            return redirect(self._rule(version.rule_id))
        context = {
            "version": version,
            "content": _content(version) if step == "sign" else None,
            "form": form,
            "words": words.words,
            "before": comes_back(version) if step == "roll_back" else None,
            "taken_over": before_it(version) if step == "roll_back" else None,
            "has_shipped": version.rule_id in rule_book.SHIPPED,
            "is_rollback": step == "roll_back",
            "button": words.button,
            "back": _address(version),
            **(_shadow(version, request.user) if step == "sign" else {}),
        }
        return self._page(request, "step", f"{words.button}: {_title(version)}", context)

    def _page(self, request: MemberRequest, name: str, title: str, context: dict[str, Any]) -> HttpResponse:
        around = {**self.admin_site.each_context(request), "title": title, "list_url": self._list()}
        return render(request, f"admin/moderation/rules/{name}.html", {**around, **context})

    def _refuse(self, request: MemberRequest, version: RuleVersion, words: str) -> HttpResponse:
        messages.error(request, words)
        is_there = RuleVersion.objects.filter(pk=version.pk).exists()
        return redirect(_address(version) if is_there else self._rule(version.rule_id))

    def _rule(self, rule_id: str) -> str:
        """The rule's page; the list, where the last version of a site's own rule was discarded."""
        if rule_id in rule_book.SHIPPED or RuleVersion.objects.filter(rule_id=rule_id).exists():
            return reverse("admin:moderation_ruleversion_rule", args=[rule_id])
        return self._list()

    def _list(self) -> str:
        return reverse("admin:moderation_ruleversion_changelist")


def _only(permission: str) -> Callable[[View], View]:
    """403 for who lacks the permission."""

    def guarded(view: View) -> View:
        @wraps(view)
        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.has_perm(permission):
                raise PermissionDenied
            if request.method not in ("GET", "HEAD", "POST"):
                return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
            return view(request, *args, **kwargs)

        return page

    return guarded


def _version(pk: int) -> RuleVersion:
    return get_object_or_404(RuleVersion.objects.select_related("written_by", "signed_by"), pk=pk)


def _unusable(version: RuleVersion) -> UnusableRule | None:
    try:
        rule_book.check_usable(version)
    except UnusableRule as error:
        return error
    return None


def _named(rule: str) -> str:
    """A heading that begins with a word: the admin's frame writes its first letter large, which no rule's has."""
    return _("Rule %(rule)s") % {"rule": rule}


def _title(version: RuleVersion) -> str:
    return _("%(rule)s, version %(number)s") % {"rule": version.rule_id, "number": version.number}


def _address(version: RuleVersion) -> str:
    return reverse("admin:moderation_ruleversion_change", args=[version.pk])


def _copy(version: RuleVersion) -> str:
    """The page of a new draft that does what this one does; none for silencing what is not shipped any more."""
    if not version.switched_off:
        return f"{reverse('admin:moderation_ruleversion_write', args=[version.rule_id])}?from={version.pk}"
    if version.rule_id not in rule_book.SHIPPED:
        return ""
    return reverse("admin:moderation_ruleversion_switch_off", args=[version.rule_id])


def _policy() -> Policy:
    return policy_from(settings.MODERATION["policy"])


def _content(of: RuleVersion | Rule | None) -> dict[str, Any] | None:
    """A rule's or version's content for reading, its ways and choices in words."""
    if of is None:
        return None
    content = of.content() if isinstance(of, RuleVersion) else rule_book.content_of(of)
    return content | {
        "label": Category(content["label"]).label,
        "severity": RuleVersion.Severity(content["severity"]).label,
        "scope": RuleVersion.Scope(content["scope"]).label,
        "unless_meant": ways(content["unless_meant"]),
    }


def _shadow(version: RuleVersion, user: User) -> dict[str, Any]:
    """What it fits in shadow, and the latest messages, for who may read members' words."""
    # Not what was said to the care team: that is for who answers there.
    shown = version.hits.filter(message__room__care_for=None).select_related("message", "edit")
    return {"shadow": in_shadow(version), "hits": shown[:20] if user.has_perm(WRITE) else ()}


def _in_words(records: Mapping[str, Record]) -> list[tuple[str, Record]]:
    return [(str(Category(label).label), record) for label, record in sorted(records.items())]


def _begin(rule_id: str, version: str) -> dict[str, Any]:
    """What a new draft begins with: the version asked for, else what is in force; a new rule with NEW."""
    versions = RuleVersion.objects.filter(rule_id=rule_id)
    chosen = versions.filter(pk=version) if version.isdecimal() else versions.filter(state=RuleVersion.State.LIVE)
    if found := chosen.first():
        return found.content()
    shipped = rule_book.SHIPPED.get(rule_id)
    return rule_book.content_of(shipped) if shipped else NEW


def _done(
    form: RuleForm | WhyForm, service: Callable[..., RuleVersion], *args: Any, **kwargs: Any
) -> RuleVersion | None:
    """What the service gives; None, with its words in the form, when it refused."""
    try:
        return service(*args, **kwargs)
    except Invalid as error:
        for name, words in error.fields.items():
            form.add_error(name if name in form.fields else None, words)
    except ModerationError as error:
        form.add_error(None, str(error))
    return None
