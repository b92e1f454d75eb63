"""How fast the screening engine is on one core: prints one line of JSON. Started by bench.scenarios.screening."""

import json
import os
import time
from statistics import median, quantiles

WORDS = 40  # of each text
TIMES = 600  # texts screened one by one
BATCH = 64


def main() -> None:
    # What is imported is part of the cold start.
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    begun = time.perf_counter()
    from moderation.screening import Context, Screener
    from moderation.screening.model import Model

    screener = Screener(Model())
    screener.screen("Good morning, all.")
    cold = time.perf_counter() - begun

    from bench.talk import SENTENCES

    every = " ".join(SENTENCES).split()
    texts = [" ".join(every[at : at + WORDS]) for at in range(0, len(every) - WORDS, 7)]
    texts = (texts * (TIMES // len(texts) + 1))[:TIMES]
    with_model, by_rules = timed(screener, texts), timed(Screener(), texts)
    memory = resident()  # as on a site, which screens one by one
    begun = time.perf_counter()
    for start in range(0, TIMES, BATCH):
        screener.screen_all([(text, Context()) for text in texts[start : start + BATCH]])
    told = {
        "cold start": cold,
        "memory": memory / 1e6,
        "p50": median(with_model),
        "p99": quantiles(with_model, n=100)[98],
        "in batches": TIMES / (time.perf_counter() - begun),
        "rules' p50": median(by_rules),
    }
    print(json.dumps(told))


def timed(screener, texts: list[str]) -> list[float]:
    """Milliseconds for each."""
    found = []
    for text in texts:
        begun = time.perf_counter()
        screener.screen(text)
        found.append((time.perf_counter() - begun) * 1e3)
    return found


def resident() -> int:
    """Bytes of this process's memory."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    main()
