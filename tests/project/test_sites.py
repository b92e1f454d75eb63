"""A site of the tests' own starts on either server, with either channel layer and database, and speaks the protocol."""

import httpx
import pytest

from tests.support.socket_client import connected


async def test_each_of_a_table_is_greeted_by_name(site, table):
    async with connected(site, table.sessions["amara"]) as amara, connected(site, table.sessions["diaz"]) as diaz:
        assert amara.frames[0]["user"]["id"] == table.users["amara"]
        assert diaz.frames[0]["user"]["role"] == "clinician"


async def test_what_one_says_reaches_the_other(site, table):
    async with connected(site, table.sessions["amara"]) as amara, connected(site, table.sessions["ben"]) as ben:
        await amara.join(table.room)
        await ben.join(table.room)
        await amara.post(table.room, "Good morning, how was your night?")
        await ben.until(lambda: [message["html"] for message in ben.rooms[table.room].shown])
        assert "Good morning" in ben.rooms[table.room].shown[0]["html"]


def test_the_pages_and_their_files_are_served(site):
    page = httpx.get(f"{site.url}/", follow_redirects=True)
    assert page.status_code == 200
    names = [part.split('"')[0] for part in page.text.split('href="')[1:] if ".css" in part.split('"')[0]]
    assert names
    assert httpx.get(site.url + names[0]).headers["Content-Type"].startswith("text/css")


async def test_a_site_on_postgresql_with_two_servers_is_one_site(sites):
    one = sites.start("uvicorn", "redis", "postgres")
    two = sites.beside(one, "daphne")
    table = one.table()
    async with connected(one, table.sessions["amara"]) as amara, connected(two, table.sessions["ben"]) as ben:
        await amara.join(table.room)
        await ben.join(table.room)
        await amara.post(table.room, "Hello from the other server")
        await ben.until(lambda: ben.rooms[table.room].shown)


@pytest.mark.parametrize("kind", ["uvicorn", "daphne"])
def test_a_site_comes_back_after_it_was_killed(sites, kind):
    site = sites.start(kind)
    site.kill9()
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{site.url}/healthz")
    site.start()
    assert httpx.get(f"{site.url}/healthz").status_code == 200
