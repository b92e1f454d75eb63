"""Safety cards in the admin: written in a form, approved on a page that shows each as somebody in danger sees it."""

import re
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_countries import countries
from unfold.admin import ModelAdmin
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from moderation import services
from moderation.cards import shown
from moderation.errors import CardChanged, LastCard, ModerationError
from moderation.models import SafetyCard
from moderation.rule_pages.forms import WhyForm
from moderation.services.cards import APPROVE
from peersupport.accounts.requests import MemberRequest

KEY = re.compile(r"[0-9]{1,18}")
TICKED = re.compile(r"[0-9]{1,18}:[0-9a-f]{16}")  # a card's key and the digest of what was read


class CardForm(forms.ModelForm):
    seen = forms.CharField(label="", required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["seen"].initial = self.instance.digest()

    def clean_body(self) -> str:
        """With line ends as they are stored: a browser's own would make an unchanged card a draft again."""
        return self.cleaned_data["body"].replace("\r\n", "\n")

    def clean_sources(self) -> str:
        return self.cleaned_data["sources"].replace("\r\n", "\n")

    def clean(self) -> dict[str, Any]:
        """Two at one card: the second sees that, keeps what was typed, and decides."""
        cleaned = super().clean() or {}
        current = SafetyCard.objects.filter(pk=self.instance.pk).first()
        if current and cleaned.get("seen") != current.digest():
            self.add_error(None, _("Somebody changed this card while you wrote. Open it in a second tab and compare."))
        return cleaned


@admin.register(SafetyCard)
class SafetyCardAdmin(ModelAdmin):
    form = CardForm
    list_display = ("title", "kind", "country_name", "language", "state", "approved_by", "approved_at")
    list_filter = ("kind", "country", "language")
    search_fields = ("title", "body")
    readonly_fields = ("approved_by", "approved_at")
    actions = ("approve",)
    list_select_related = ("approved_by", "out_of_use")
    actions_detail = ("approve_one", "take_out", "put_back")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.reading)
        return [path("approve/", view, name="moderation_safetycard_approve"), *super().get_urls()]

    @display(
        description=_("state"), label={"draft": "info", "waiting": "warning", "in use": "success", "out": "danger"}
    )
    def state(self, card: SafetyCard) -> tuple[str, Any]:
        if not card.approved_at:
            return "draft", _("Draft")
        if card.is_out():
            return "out", _("Out of use")
        return ("waiting", _("In use; a change waits")) if card.former else ("in use", _("In use"))

    @display(description=_("country"), ordering="country")
    def country_name(self, card: SafetyCard) -> str:
        return str(countries.name(card.country) or card.country or _("Any country"))

    # --- Writing ------------------------------------------------------------------------------------------------------
    def get_fieldsets(self, request: HttpRequest, obj: SafetyCard | None = None) -> Any:
        return [(None, {"fields": self.get_fields(request, obj), "description": _until_approved(obj)})]

    def save_model(self, request: MemberRequest, obj: SafetyCard, form: CardForm, change: bool) -> None:
        if obj.digest() != form.cleaned_data["seen"]:
            card = services.revise_card(obj, form.cleaned_data["seen"], by=request.user, now=timezone.now())
            link = format_html('<a href="{}"><u>{}</u></a>', _page_of([card.pk]), _("Read and approve"))
            messages.warning(request, format_html("{} {}", _until_approved(card), link))

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except CardChanged as error:  # between the form's look and the service's
            messages.error(request, str(error))
            return redirect(request.path)

    # --- Approving ----------------------------------------------------------------------------------------------------
    def has_approve_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(APPROVE)

    @admin.action(description=_("Read and approve"), permissions=["approve"])
    def approve(self, request: HttpRequest, queryset: Any) -> HttpResponse:
        return redirect(_page_of(queryset.values_list("pk", flat=True)))

    @action(
        description=_("Read and approve"),
        permissions=["approve"],
        url_path="read-and-approve",
        icon="verified",
        variant=ActionVariant.PRIMARY,
    )
    def approve_one(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return redirect(_page_of([object_id]))

    # --- Out of use, and back -----------------------------------------------------------------------------------------
    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list:
        """Of the two, the one that the card's state leaves open."""
        card = self.get_object(request, str(object_id))
        shut = {"take_out", "put_back"}
        if card and card.approved_at:
            shut.remove("put_back" if card.is_out() else "take_out")
        steps = super().get_actions_detail(request, object_id)
        return [step for step in steps if step.action_name.removeprefix("moderation_safetycard_") not in shut]

    @action(description=_("Take out of use"), permissions=["approve"], url_path="take-out", icon="block")
    def take_out(self, request: MemberRequest, object_id: str) -> HttpResponse:
        words = _(
            "From now on this card is given to nobody new; who was shown it still has it. The next one that fits is "
            "given in its place."
        )
        form = WhyForm(request.POST if request.method == "POST" else None)
        return self._step(request, object_id, services.take_out_of_use, _("Take out of use"), words, form)

    @action(description=_("Put back into use"), permissions=["approve"], url_path="put-back", icon="undo")
    def put_back(self, request: MemberRequest, object_id: str) -> HttpResponse:
        words = _("From now on this card is given again, as it was approved.")
        return self._step(request, object_id, services.put_back, _("Put back into use"), words)

    def _step(
        self,
        request: MemberRequest,
        object_id: str,
        service: Callable[..., None],
        title: Any,
        words: Any,
        form: WhyForm | None = None,
    ) -> HttpResponse:
        """The page that says what will happen; posted, it happens."""
        if (card := self.get_object(request, object_id)) is None:
            raise Http404
        back = reverse("admin:moderation_safetycard_change", args=[card.pk])
        if request.method == "POST" and (form is None or form.is_valid()):
            given = (form.cleaned_data["why"],) if form else ()
            try:
                service(card.pk, *given, by=request.user, now=timezone.now())
            except ModerationError as error:
                messages.error(request, str(error))
            return redirect(back)
        around = {**self.admin_site.each_context(request), "title": f"{title}: {card}", "button": title}
        context = {**around, "words": words, "form": form, "back": back}
        return render(request, "admin/moderation/rules/step.html", context)

    def reading(self, request: MemberRequest) -> HttpResponse:
        """The cards that the address names, as they are seen; posted, those that were ticked are approved as read."""
        if not self.has_approve_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            return self._approve(request)
        chosen = [pk for pk in request.GET.getlist("card") if KEY.fullmatch(pk)]
        cards = [_to_read(card) for card in SafetyCard.objects.select_related("out_of_use__by").filter(pk__in=chosen)]
        if not cards:
            return redirect("admin:moderation_safetycard_changelist")
        context = {**self.admin_site.each_context(request), "title": _("Read and approve"), "cards": cards}
        return render(request, "admin/moderation/cards/approve.html", context)

    def _approve(self, request: MemberRequest) -> HttpResponse:
        """Each card for itself: one that moved on is to be read again and keeps no other back."""
        seen = dict(one.split(":") for one in request.POST.getlist("seen") if TICKED.fullmatch(one))
        if not seen:
            messages.error(request, _("Tick the cards that you have read."))
            return redirect(request.get_full_path())
        changed, kept = [], []
        for pk, digest in seen.items():
            try:
                services.approve_card(int(pk), digest, by=request.user, now=timezone.now())
            except CardChanged:
                changed.append(pk)
            except LastCard as error:
                kept.append(f"{SafetyCard.objects.get(pk=pk)}: {error}")
        if done := len(seen) - len(changed) - len(kept):
            said = ngettext("%(count)d card is approved.", "%(count)d cards are approved.", done)
            messages.success(request, said % {"count": done})
        for words in kept:
            messages.error(request, words)
        if changed:
            messages.error(request, str(CardChanged()))
            return redirect(_page_of(changed))
        return redirect("admin:moderation_safetycard_changelist")


def _until_approved(card: SafetyCard | None) -> Any:
    """What the card's page says above the form, which prints it as HTML."""
    if card and card.is_out():
        return escape(_out(card))
    if card and card.approved_at:
        return _("Members keep getting the approved words until a clinician has read and approved a change.")
    return _("Nobody is shown this card until a clinician has read and approved it.")


def _out(card: SafetyCard) -> str:
    out = card.out_of_use
    told = {"who": out.by.called, "at": date_format(timezone.localtime(out.at), "DATETIME_FORMAT"), "why": out.why}
    return _("Out of use: this card is given to nobody new. %(who)s, %(at)s: %(why)s") % told


def _to_read(card: SafetyCard) -> tuple[SafetyCard, dict[str, Any], dict[str, Any] | None, str]:
    """A card, how it will be seen, how it is seen until then where that is another, and why it is out of use."""
    if card.is_out():
        return card, _preview(card), None, _out(card)
    return card, _preview(card), _preview(card.in_use()) if card.former else None, ""


def _preview(card: SafetyCard) -> dict[str, Any]:
    seen = shown(card, card.country)
    return {**seen, "body": mark_safe(seen["body_html"])}  # noqa: S308  (cleaned there)


def _page_of(cards: Iterable[Any]) -> str:
    return reverse("admin:moderation_safetycard_approve") + "?" + urlencode([("card", pk) for pk in cards])
