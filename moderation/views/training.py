"""Looking through the texts that the next training may learn from: before and after, mend, approve or leave out."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from moderation import access
from moderation.errors import Invalid
from moderation.forms import TrainingTextForm
from moderation.models import Category, TrainingText
from moderation.services import training
from peersupport.accounts.requests import MemberRequest


@require_GET
@never_cache
@login_required
def page(request: MemberRequest) -> HttpResponse:
    """The text that has waited longest, and how many wait."""
    access.training(request.user)
    text = TrainingText.objects.waiting().first()
    form = TrainingTextForm(initial={"text": text.text, "reply_to": text.reply_to}) if text else None
    return _show(request, text, form)


@require_POST
@login_required
def judge(request: MemberRequest, text_id: int) -> HttpResponse:
    """Approve a text or leave it out. One that waits no more (sent twice, or by a colleague) leads on to the next."""
    access.training(request.user)
    form = TrainingTextForm(request.POST)
    try:
        if "leave_out" in request.POST:
            training.leave_out(text_id, by=request.user, now=timezone.now())
            messages.info(request, _("Left out. Its words are deleted."))
        else:
            training.approve(text_id, **form.given(), by=request.user, now=timezone.now())
            messages.success(request, _("Approved for training."))
    except TrainingText.DoesNotExist:
        messages.info(request, _("That text no longer waits: somebody looked through it, or its author took it back."))
    except Invalid as error:
        for field, words in error.fields.items():
            form.add_error(field, words)
        return _show(request, get_object_or_404(TrainingText.objects.waiting(), pk=text_id), form, status=error.status)
    return redirect("moderation:training")


def _show(
    request: MemberRequest, text: TrainingText | None, form: TrainingTextForm | None, status: int = 200
) -> HttpResponse:
    context = {
        "text": text,
        "form": form,
        "labels": [Category(label).label for label in text.labels] if text else [],
        "count": TrainingText.objects.waiting().count(),
        "approved": TrainingText.objects.ready().count(),
    }
    return render(request, "moderation/training.html", context, status=status)
