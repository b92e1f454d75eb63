"""Accounts in the admin: who has which role, and who may come in.

Nobody sees a member's e-mail address or full name here, superusers included. That
is why the pages that allauth brings (addresses, second factors, sessions with their IP addresses) are taken out.
"""

from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.filters import RelatedFieldListFilter
from django.contrib.auth.models import Group
from django.db.models import Exists, Field, ManyToManyField, Model, OuterRef, QuerySet
from django.forms import ModelForm, ModelMultipleChoiceField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_countries import countries
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from peersupport.accounts import roles
from peersupport.accounts.lookups import ShownLookups
from peersupport.accounts.models import Closing, User

PRIVATE = (EmailAddress, EmailConfirmation, Authenticator, UserSession)
TAKEN_OUT: tuple[type[Model], ...] = (*PRIVATE, Group)  # what a role may do is written in roles.py


for model in TAKEN_OUT:
    if admin.site.is_registered(model):
        admin.site.unregister(model)


class RoleFilter(RelatedFieldListFilter):
    """By role, in words."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        return [(group.pk, _word(group)) for group in Group.objects.order_by("name")]


@admin.register(User)
class UserAdmin(ShownLookups, ModelAdmin):
    lookups = ("pseudonym", "groups", "is_active", "date_joined")
    list_display = ("pseudonym", "role_names", "may_come_in", "date_joined")
    list_filter = (("groups", RoleFilter), "is_active")
    search_fields = ("pseudonym",)
    search_help_text = _("Search by pseudonym")
    list_before_template = "admin/accounts/search_words.html"
    ordering = ("pseudonym",)
    fields = ("pseudonym", "lives_in", "reads", "date_joined", "is_active", "groups")
    readonly_fields = ("pseudonym", "lives_in", "reads", "date_joined")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        confirmed = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)
        return super().get_queryset(request).annotate(confirmed=Exists(confirmed)).prefetch_related("groups")

    @admin.display(boolean=True, description=_("active"))
    def may_come_in(self, user: User) -> bool:
        """Who has not confirmed the address yet is nobody's neighbour."""
        return user.is_active and bool(getattr(user, "confirmed", False))

    @admin.display(description=_("country"))
    def lives_in(self, user: User) -> str:
        return str(countries.name(user.country) or user.country or "–")

    @admin.display(description=_("language"))
    def reads(self, user: User) -> str:
        return str(dict(settings.LANGUAGES).get(user.language, user.language))

    @admin.display(description=_("roles"))
    def role_names(self, user: User) -> str:
        return ", ".join(_word(group) for group in user.groups.all())

    def formfield_for_manytomany(
        self, db_field: ManyToManyField, request: HttpRequest, **kwargs: Any
    ) -> ModelMultipleChoiceField | None:
        if db_field.name == "groups":  # a handful: two lists side by side would be wider than the window
            kwargs["widget"] = UnfoldAdminCheckboxSelectMultipleWidget()
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if field and db_field.name == "groups":
            field.label, field.label_from_instance = _("Roles"), _word
            field.help_text = _("What somebody may see and do here follows from their roles.")
        return field

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "is_active":
            kwargs["help_text"] = _("Whose account is not active can’t sign in.")
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        is_closed = obj is not None and Closing.objects.filter(user=obj).exists()
        return not is_closed and super().has_change_permission(request, obj)  # nothing of it can be opened again

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # people sign up themselves; operators give a first role with `manage.py make_staff`

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False  # what an account wrote is part of others' talk and of the record; it is closed (close_account)

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:
        obj.save(update_fields=["is_active"])

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: list, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        roles.refresh_staff(form.instance)


def _word(group: Group) -> str:
    return str(roles.WORDS.get(group.name, group.name))
