"""Somebody's own words carry their own language, not the one in which their author reads the site."""

import re

import pytest
from django.urls import reverse

from chat.models import Membership, Room
from moderation import services
from moderation.models import Case
from moderation.templatetags.moderation_words import spoken_in

pytestmark = pytest.mark.django_db

SPANISH = "Pues yo no se lo que es mejor para la cena, pero con la sopa me va muy bien."
ENGLISH = "She has asked three people for a dose by now, and it is not the first time."


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (SPANISH, "es"),
        (ENGLISH, "en"),
        ("Je ne sais pas si c'est bien pour moi, mais je suis avec vous.", "fr"),
        ("Сегодня утром был низкий сахар, и я съела яблоко.", ""),
        ("Gracias!", "es"),  # too short to tell: the room's
    ],
)
def test_it_is_told_by_the_words_and_else_by_the_room(text, language):
    assert spoken_in(text, Room(language="es")) == language


@pytest.fixture
def handed(say, room, guide, amara, now) -> Case:
    """What Amara, who reads the site in English, says in Spanish, with a guide's English words about it."""
    Membership.objects.create(room=room, user=guide, joined_at=now)
    room.language = "es"
    room.save()
    message = say(amara, SPANISH)
    services.hand_over(message.pk, by=guide, category="dosing", words=ENGLISH, now=now)
    return Case.objects.get(message=message)


def test_the_case_page_marks_each_with_its_own(handed, diaz, client_of):
    page = client_of(diaz).get(reverse("moderation:case", args=[handed.pk])).content.decode()
    assert set(re.findall(rf'<p[^>]* lang="(\w*)">{re.escape(SPANISH)}', page)) == {"es"}
    assert f'<span lang="en">{ENGLISH}</span>' in page


def test_so_do_the_queue_and_the_room(handed, diaz, amara, client_of):
    queue = client_of(diaz).get(reverse("moderation:cases")).content.decode()
    assert re.search(rf'<a id="case-{handed.pk}"[^>]* lang="es">', queue)
    room = client_of(amara).get(reverse("chat:room", args=[handed.room.slug])).content.decode()
    assert room.count('<div class="body" data-part="body" lang="es">') == 2
