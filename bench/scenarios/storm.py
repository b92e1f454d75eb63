"""(e) A reconnect storm: 2,000 members drop and all come back at once, ten changes behind, in 20 rooms and in one."""

import time

from bench.bench import Bench
from bench.driving import BUSY, driver
from bench.queries import Queries
from bench.servers import Server, seats
from tests.support.site import Site

MEMBERS = 2_000
MISSED = 10  # messages in each room that everybody says not to have
GONE = 2.0  # seconds for the server to see that they are gone
ROOMS = {"20 rooms": 20, "1 room": 1}


def run(bench: Bench) -> None:
    members = 500 if bench.quick else MEMBERS
    with bench.place.product() as (product, site):
        for where, rooms in ROOMS.items():
            _storms(bench, product, site, where, rooms, members)


def _storms(bench: Bench, product: Server, site: Site, where: str, rooms: int, members: int) -> None:
    name, add = f"storm/{where}", bench.report.add
    with driver() as load:
        queries = Queries(site.environment["DATABASE_URL"])
        places = seats(site, members, room=f"bench-{rooms}", rooms=rooms)
        load.open(product.url, "product", places)
        for _ in range(MISSED):
            load.talk(
                receivers=members // rooms, senders=rooms, in_flight=rooms, seconds=0, server=product.pid, warm_up=0
            )
        storms = []
        for _ in range(bench.repeats):
            load.ask(do="drop")
            time.sleep(GONE)
            queries.begin()
            told = load.storm(product.pid)
            told["queries"], told["statements"] = queries.end()
            bench.report.keep(name, "product", told)
            storms.append(told)
    busy = any(told["client_share"] > BUSY for told in storms)
    fair, note = members == MEMBERS and not busy, f"{members} members" + ", the load client was busy" * busy
    add(f"{name}/until all joined", [told["seconds"] for told in storms], "s", judged=fair, note=note)
    add(f"{name}/half joined", [told["joined"]["p50"] for told in storms], "s", note=note)
    add(f"{name}/cpu a member", [told["cpu"] / members * 1e6 for told in storms], "µs")
    add(f"{name}/queries", [told["queries"] for told in storms])
    add(f"{name}/queries a room", [told["queries"] / rooms for told in storms], judged=members == MEMBERS, note=note)
