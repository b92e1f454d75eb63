"""`manage.py replay` says what is amiss before it makes members and sends anything; what it sends is in demo.replay."""

import pytest
from django.core.management import CommandError, call_command

from peersupport.accounts.models import User
from tests.support.processes import free_port


@pytest.fixture
def lines(tmp_path, settings):
    settings.DEMO = True
    file = tmp_path / "lines.txt"
    file.write_text("Good morning.\nAnd to you.\n")
    return file


def test_without_a_server_nobody_is_made_and_it_says_where_it_looked(room, lines):
    before, url = User.objects.count(), f"http://127.0.0.1:{free_port()}"
    with pytest.raises(CommandError, match=f"No server answers at {url}"):
        call_command("replay", lines, room=room.slug, url=url)
    assert User.objects.count() == before


def test_a_room_that_is_not_there_is_named_beside_those_that_are(room, lines):
    with pytest.raises(CommandError, match=f"no room 'nowhere'. There are: {room.slug}"):
        call_command("replay", lines, room="nowhere")
