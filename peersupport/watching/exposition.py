"""Everything that /metrics says: what was counted, the state of the stores and the queue, and the processes."""

import logging
import platform
import shutil
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.db import connection
from prometheus_client import (
    GC_COLLECTOR,
    PLATFORM_COLLECTOR,
    PROCESS_COLLECTOR,
    REGISTRY,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from moderation.models import Urgency
from peersupport import VERSION
from peersupport.watching import backlog, processes, stores

log = logging.getLogger(__name__)

WAIT = 1.5  # seconds for the database to tell of the queue
disable_created_metrics()
for _standard in (PROCESS_COLLECTOR, PLATFORM_COLLECTOR, GC_COLLECTOR):
    REGISTRY.unregister(_standard)  # they know this process only; ours tell of every worker


def text() -> bytes:
    return generate_latest(_Everything())


def counted() -> Iterable[Metric]:
    """What the processes of this start counted, added up."""
    if not processes.several():
        return REGISTRY.collect()
    processes.workers()  # forgets the dead
    return MultiProcessCollector(None).collect()


class _Everything(Collector):
    def collect(self) -> Iterator[Metric]:
        yield from counted()
        yield from _of_stores()
        yield from _of_database()
        yield from of_processes()


def _of_stores() -> Iterator[Metric]:
    database, seconds, redis = stores.answers()
    yield _gauge("peersupport_database_up", "1 while the database answers and has its tables.", database == "ok")
    if seconds is not None:
        yield _gauge("peersupport_database_answer_seconds", "Seconds that the database took to answer.", seconds)
    if redis != "none":
        yield _gauge("peersupport_redis_up", "1 while every Redis answers.", redis == "ok")
    disk = shutil.disk_usage(settings.DATA_DIR)
    yield _gauge("peersupport_data_bytes", "Size of the disk that holds DATA_DIR.", disk.total)
    yield _gauge("peersupport_data_free_bytes", "What of it is free.", disk.free)


def _of_database() -> Iterator[Metric]:
    """Nothing while the database is away: an old number would look like a new one."""
    try:
        behind = backlog.probe.within(WAIT)
    except Exception as error:
        log.warning("the database could not be asked for the queue: %r", error)
        return
    waiting = GaugeMetricFamily("moderation_queue_waiting", "Open cases.", labels=["urgency"])
    overdue = GaugeMetricFamily("moderation_queue_overdue", "Open cases past their time.", labels=["urgency"])
    for row in behind.queue:
        waiting.add_metric([Urgency(row.urgency).name.lower()], row.waiting)
        overdue.add_metric([Urgency(row.urgency).name.lower()], row.overdue)
    yield from (waiting, overdue)
    oldest = max((behind.at - row.oldest for row in behind.queue if row.oldest), default=None)
    seconds = oldest.total_seconds() if oldest else 0
    yield _gauge("moderation_oldest_waiting_seconds", "Age of the oldest open case.", seconds)
    succeeded = GaugeMetricFamily(
        "peersupport_job_succeeded_timestamp_seconds", "When the job last succeeded.", labels=["name"]
    )
    failed = GaugeMetricFamily("peersupport_job_failed", "1 when the job's latest run failed.", labels=["name"])
    for job in behind.jobs:
        failed.add_metric([job.name], job.failed)
        if job.succeeded_at:
            succeeded.add_metric([job.name], job.succeeded_at.timestamp())
    yield from (succeeded, failed)


def of_processes() -> Iterator[Metric]:
    """The standard figures of each living worker, under its process id."""
    families: dict[str, Metric] = {}
    for pid in processes.workers():
        for metric in ProcessCollector(pid=lambda pid=pid: pid, registry=None).collect():  # type: ignore[misc]
            family = families.setdefault(metric.name, Metric(metric.name, metric.documentation, metric.type))
            for sample in metric.samples:
                family.add_sample(sample.name, {"pid": str(pid)}, sample.value)
    yield from families.values()
    build = GaugeMetricFamily(
        "peersupport_build_info", "Always 1; the labels say what runs.", labels=["version", "python", "database"]
    )
    build.add_metric([VERSION, platform.python_version(), connection.vendor], 1)
    yield build


def _gauge(name: str, words: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, words, value=float(value))
