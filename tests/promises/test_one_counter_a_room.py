"""A room's revision counts every change once, whoever makes it, and a newcomer misses none of them."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection, transaction

from chat import services
from chat.models import Message, Room
from chat.services.gate import Draft

pytestmark = pytest.mark.django_db(transaction=True)
TALKERS, EACH = 8, 4


def test_eight_who_post_at_once_take_each_number_once(room, amara, ben, gate, now):
    start = Barrier(TALKERS)

    def talk(author):
        start.wait()
        try:
            for _ in range(EACH):
                draft = Draft(room=room.slug, author_id=author.pk, key=uuid4(), text="hi")
                services.post([(draft, gate.screen(draft))], gate=gate, now=now)
        finally:
            connection.close()

    with ThreadPoolExecutor(TALKERS) as pool:
        list(pool.map(talk, [amara, ben] * (TALKERS // 2)))
    taken = Message.objects.order_by("position").values_list("position", "revision")
    assert list(taken) == [(number, number) for number in range(1, TALKERS * EACH + 1)]
    assert Room.objects.get(pk=room.pk).revision == TALKERS * EACH


def test_a_post_and_a_decision_at_once_take_two_numbers(room, amara, diaz, send, gate, now):
    shown = [send(amara, f"message {number}").message for number in range(4)]
    start = Barrier(2)

    def at_once(change):
        start.wait()
        try:
            for number in range(4):
                change(number)
        finally:
            connection.close()

    def hide(number):
        with transaction.atomic():
            services.hide(shown[number].pk, by=diaz, now=now)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(at_once, [hide, lambda number: send(amara, f"and {number}")]))
    assert sorted(Message.objects.values_list("revision", flat=True)) == list(range(5, 13))
    assert Room.objects.get(pk=room.pk).revision == 12
