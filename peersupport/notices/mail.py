"""Mails about notices: without a name, a room or a word of anybody, and with a way out of them."""

import smtplib
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from peersupport.accounts.models import User
from peersupport.notices.outcomes import Gone, Later, Lost

SALT = "peersupport.notices.unsubscribe"
# What the server said no to before it took anything.
REFUSED = (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused)


def link(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def way_out(user_id: int, what: str) -> str:
    """The address that ends the mails of the kind for the person, for whoever holds the mail; it does not get old."""
    return link(reverse("notices:unsubscribe", args=[signing.dumps([user_id, what], salt=SALT, compress=True)]))


def read_way_out(key: str) -> tuple[int, str]:
    """The person and the kind that the address names. Raises signing.BadSignature."""
    user_id, what = signing.loads(key, salt=SALT)
    return user_id, what


def send_news(user: User, number: int) -> None:
    """That there are so many new notices. Raises Gone, Later or Lost (notices.outcomes)."""
    over = open_line()
    try:
        post(user, "mail", "notices/mail/news", {"number": number, "url": link(reverse("notices:list"))}, over)
    finally:
        over.close()


def send_urgent(user: User, data: dict[str, Any]) -> None:
    """That urgent cases wait: how many, and nothing of anybody. Raises Gone, Later or Lost (notices.outcomes)."""
    over = open_line()
    try:
        post(user, "urgent", "notices/mail/urgent", data | {"url": link(data["url"])}, over)
    finally:
        over.close()


def open_line() -> BaseEmailBackend:
    """A connection to the mail server, for several mails. Raises Later when there is none."""
    over = get_connection()
    try:
        over.open()
    except (OSError, smtplib.SMTPException) as error:
        raise Later(unreachable=True) from error
    return over


def post(user: User, what: str, template: str, context: dict[str, Any], over: BaseEmailBackend) -> None:
    """One mail in the person's language, from `template`.subject.txt, .txt and, where there is one, .html."""
    if not EmailAddress.objects.filter(user=user, email__iexact=user.email, verified=True).exists():
        raise Gone
    out = way_out(user.pk, what)
    context = context | {"user": user, "unsubscribe": out, "settings": link(reverse("notices:reach"))}
    with translation.override(user.language):
        subject = " ".join(render_to_string(f"{template}.subject.txt", context).split())
        text = render_to_string(f"{template}.txt", context).strip() + "\n"
        html = render_to_string(f"{template}.html", context) if what == "digest" else ""
    headers = {
        "List-Unsubscribe": f"<{out}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",  # RFC 8058
        "Auto-Submitted": "auto-generated",
    }
    message = EmailMultiAlternatives(subject, text, to=[user.email], headers=headers, connection=over)
    if html:
        message.attach_alternative(html, "text/html")
    try:
        message.send()
    except REFUSED as error:
        raise Later from error
    except (OSError, smtplib.SMTPException) as error:
        raise Lost(type(error).__name__) from error
