"""(b) Many rooms of 20, everybody talking in all of them: whether a delivery costs more when there are more rooms.

Where there would be more members than sockets, one connection sits in several rooms, as one person does.
"""

from statistics import median

from bench.bench import Bench, judged, why_not
from bench.driving import driver
from bench.servers import seats

MEMBERS = 20  # of each room
SIZES = {10: 1, 200: 4, 1000: 20}  # rooms: how many of them each connection is in
IN_FLIGHT = 10  # each in another room, so that with few rooms no more messages share a frame than with many


def run(bench: Bench) -> None:
    costs: dict[int, float] = {}
    add = bench.report.add
    sizes = {10: 1, 200: 4} if bench.quick else SIZES
    with bench.place.product() as (product, site):
        for rooms, each in sizes.items():
            connections = rooms * MEMBERS // each
            with driver() as load:
                load.open(product.url, "product", seats(site, connections, room=f"of-{rooms}", rooms=rooms, each=each))
                pattern = {"receivers": MEMBERS, "senders": connections, "in_flight": IN_FLIGHT}
                told = [bench.talk(f"rooms/{rooms}", "product", product, load, **pattern) for _ in range(bench.repeats)]
                load.close()
            fair, note = judged(*told), why_not(*told)
            found = [each["per_delivery"] for each in told]
            add(f"rooms/{rooms}/cpu", found, "µs", judged=fair, note=note)
            add(f"rooms/{rooms}/messages a second", [each["per_second"] for each in told], "/s", judged=fair)
            add(f"rooms/{rooms}/p99", [each["latency"]["p99"] for each in told], "ms", judged=fair)
            costs[rooms] = median(found)
            if rooms > 10:
                add(f"rooms/cpu of {rooms} against 10", [costs[rooms] / costs[10]], judged=fair, note=note)
