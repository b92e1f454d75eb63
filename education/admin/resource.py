"""Resources in the admin: a list to work through, a form to write in, and the steps of a resource's life as buttons."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import PermissionDenied
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from import_export.admin import ExportMixin
from import_export.formats.base_formats import CSV, JSON
from import_export.resources import ModelResource
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.contrib.import_export.forms import ExportForm
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from education import errors, services, text
from education.admin import forms
from education.admin.filters import DueFilter, TopicFilter
from education.admin.history import RevisionInline, ValidationInline
from education.models import Resource
from education.vocabulary import Act, State, topic_labels
from peersupport.accounts.models import User

OFF_THE_SHELF = _(
    "“%(title)s” is off the shelf: its words changed, so members don't see it until a clinician validates it again."
)


def _who(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the admin's door lets nobody else in
    return request.user


class ResourceExport(ModelResource):
    class Meta:
        model = Resource
        fields = export_order = (
            "id",
            *services.WRITTEN,
            "reading_grade",
            "state",
            "next_review",
            "source_id",
            "is_demo",
        )


@admin.register(Resource)
class ResourceAdmin(ExportMixin, ModelAdmin):
    form = forms.ResourceForm
    resource_classes = [ResourceExport]
    export_form_class = ExportForm
    formats = [CSV, JSON]
    actions = None
    actions_detail = ["submitted", "validated", "sent_back", "retired"]
    list_display = ("title", "state_label", "topic_names", "language", "country_name", "grade", "next_review", "demo")
    list_filter = (
        ("state", ChoicesDropdownFilter),
        TopicFilter,
        DueFilter,
        ("language", ChoicesDropdownFilter),
        ("kind", ChoicesDropdownFilter),
    )
    list_filter_submit = True
    list_filter_sheet = True
    list_per_page = 24
    search_fields = ("title", "summary", "publisher", "url", "source_id")
    ordering = ("-changed_at",)
    warn_unsaved_form = True
    readonly_fields = ("state", "grade", "next_review", "source_id", "created_at", "changed_at", "deleting")
    add_fieldsets = (
        (None, {"fields": ("title", "summary", "body", "url", "seen")}),
        (_("Where it stands on the shelf"), {"fields": ("topics", ("kind", "audience"), ("language", "country"))}),
        (_("Where it comes from"), {"fields": ("publisher", "licence", "evidence")}),
    )
    fieldsets = (
        (
            None,
            {
                "fields": ("state", "title", "summary", "body", "url", "seen"),
                "description": _("A change to a validated text takes it off the shelf until it is validated again."),
            },
        ),
        *add_fieldsets[1:],
        (
            _("Dates and measures"),
            {"fields": ("grade", "next_review", "created_at", "changed_at", "source_id", "deleting")},
        ),
    )

    # For who may not change it: the words as members read them, no codes and nothing about writing.
    read_fieldsets: Any = (
        (None, {"fields": ("state", "title", "summary", "text", "url")}),
        (
            _("Where it stands on the shelf"),
            {"fields": ("topic_names", ("kind", "audience"), ("language", "country_name"))},
        ),
        *add_fieldsets[2:],
        (_("Dates and measures"), {"fields": ("grade", "next_review", "created_at", "changed_at", "source_id")}),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Resource | None = None) -> Any:
        if obj and not self.has_change_permission(request, obj):
            return self.read_fieldsets
        return self.fieldsets if obj else self.add_fieldsets

    def get_form(self, request: HttpRequest, obj: Resource | None = None, change: bool = False, **kwargs: Any) -> Any:
        if obj and not self.has_change_permission(request, obj):  # hints for a writer
            kwargs["help_texts"] = dict.fromkeys(flatten_fieldsets(self.read_fieldsets), "")
        return super().get_form(request, obj, change, **kwargs)

    def get_inlines(self, request: HttpRequest, obj: Resource | None) -> list:
        return [ValidationInline, RevisionInline] if obj else []

    @display(
        description=_("state"),
        ordering="state",
        label={State.DRAFT: "info", State.IN_REVIEW: "warning", State.VALIDATED: "success", State.RETIRED: "danger"},
    )
    def state_label(self, resource: Resource) -> tuple[State, Any]:
        return State(resource.state), State(resource.state).label

    @display(description=_("topics"))
    def topic_names(self, resource: Resource) -> str:
        return ", ".join(topic_labels(resource.topics))

    @display(description=_("body"))
    def text(self, resource: Resource) -> Any:
        html = '<div class="step-text" lang="{}">{}</div>'
        return format_html(html, resource.language, self._preview(resource)) if resource.body else "–"

    @display(description=_("country"), ordering="country")
    def country_name(self, resource: Resource) -> Any:
        return resource.country_name() or _("Any country")

    @display(description=_("reading grade"), ordering="reading_grade")
    def grade(self, resource: Resource) -> str:
        return "–" if resource.reading_grade is None else str(resource.reading_grade)

    @display(description=_("demo"), boolean=True, ordering="is_demo")
    def demo(self, resource: Resource) -> bool:
        return resource.is_demo

    @display(description=_("deleting"))
    def deleting(self, resource: Resource) -> Any:
        if resource.state == State.DRAFT and not resource.validations.exists():
            return _("This draft may be deleted: nobody vouched for it yet.")
        return errors.InUse.detail

    # --- Who may do what ----------------------------------------------------------------------------------------------
    def has_change_permission(self, request: HttpRequest, obj: Resource | None = None) -> bool:
        may = super().has_change_permission(request, obj)
        return may and (obj is None or Act.EDITED in services.allowed(obj, _who(request)))

    def has_delete_permission(self, request: HttpRequest, obj: Resource | None = None) -> bool:
        may = super().has_delete_permission(request, obj)
        return may and (obj is None or services.deletable(obj, _who(request)))

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list:
        """The steps that this person may take with this resource now."""
        resource = self.get_object(request, str(object_id))
        allowed = services.allowed(resource, _who(request)) if resource else set()
        steps = super().get_actions_detail(request, object_id)
        return [step for step in steps if step.action_name.removeprefix("education_resource_") in allowed]

    # --- Steps --------------------------------------------------------------------------------------------------------
    # Each is named for its act (education.vocabulary.Act).
    @action(description=_("Submit for review"), url_path="submit", icon="send")
    def submitted(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._step(request, object_id, forms.SubmitForm)

    @action(description=_("Validate"), url_path="validate", icon="verified", variant=ActionVariant.PRIMARY)
    def validated(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._step(request, object_id, forms.ValidateForm)

    @action(description=_("Send back"), url_path="send-back", icon="undo")
    def sent_back(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._step(request, object_id, forms.SendBackForm)

    @action(description=_("Retire"), url_path="retire", icon="archive")
    def retired(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._step(request, object_id, forms.RetireForm)

    def _step(self, request: HttpRequest, object_id: str, form_class: type[forms.StepForm]) -> HttpResponse:
        """The page of one step: the text as members would read it, and what the step asks for."""
        resource = self._found(request, object_id)
        back = reverse("admin:education_resource_change", args=[resource.pk])
        if error := services.refusal(resource, form_class.act, _who(request)):
            return self._refuse(request, error, back)
        form = form_class(request.POST if request.method == "POST" else None, resource=resource)
        if request.method == "POST" and form.is_valid() and form.take(by=_who(request), now=timezone.now()):
            resource.refresh_from_db()
            state = State(resource.state).label
            messages.success(request, _("“%(title)s” is now: %(state)s.") % {"title": resource, "state": state})
            return redirect(back)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": resource,
            "resource": resource,
            "body": self._preview(resource),
            "topics": topic_labels(resource.topics),
            "form": form,
            "title": getattr(self, form.act).short_description,
            "back": back,
        }
        return render(request, "admin/education/resource/step.html", context)

    def _found(self, request: HttpRequest, object_id: str) -> Resource:
        if (resource := self.get_object(request, object_id)) is None:
            raise Http404
        return resource

    def _preview(self, resource: Resource) -> SafeString:
        return mark_safe(text.to_html(resource.body))  # noqa: S308  (cleaned there)

    # --- Writing: the services do it ----------------------------------------------------------------------------------
    def save_model(self, request: HttpRequest, obj: Resource, form: ModelForm, change: bool) -> None:
        assert isinstance(form, forms.ResourceForm)
        if change:
            before = obj.state
            written = services.save_edit(obj.pk, form.written(), by=_who(request), now=timezone.now())
            if before == State.VALIDATED and written.state != before:
                messages.warning(request, OFF_THE_SHELF % {"title": written})
        else:
            written = services.create(form.written(), by=_who(request), now=timezone.now())
        obj.pk = written.pk
        obj.refresh_from_db()

    def delete_model(self, request: HttpRequest, obj: Resource) -> None:
        services.delete(obj.pk, by=_who(request))

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: dict | None = None) -> HttpResponse:
        resource = self._found(request, object_id)
        if super().has_delete_permission(request) and not self.has_delete_permission(request, resource):
            messages.error(request, errors.InUse.detail)
            return redirect("admin:education_resource_change", resource.pk)
        return super().delete_view(request, object_id, extra_context)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        told = {"show_history": False, **(extra_context or {})}  # the page has a tab of its own for it
        try:
            return super().changeform_view(request, object_id, form_url, told)
        except errors.LibraryError as error:
            return self._refuse(request, error, request.path)

    def _refuse(self, request: HttpRequest, error: errors.LibraryError, back: str) -> HttpResponse:
        """403 for the wrong role; else the words, on the page to go back to."""
        if isinstance(error, errors.NotAllowed):
            raise PermissionDenied from error
        messages.error(request, error.detail)
        return HttpResponseRedirect(back)
