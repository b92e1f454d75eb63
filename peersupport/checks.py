"""System checks that refuse a set-up which would lose or leak something."""

from django.conf import settings
from django.core.checks import Error, Tags, register


@register(Tags.compatibility)
def several_processes_need_redis(**_kwargs):
    """The in-memory channel layer ends at the process: a second worker would not hear the first."""
    if settings.WEB_CONCURRENCY > 1 and not settings.REDIS_URLS:
        return [
            Error(
                f"WEB_CONCURRENCY is {settings.WEB_CONCURRENCY}, but there is no Redis to join the processes.",
                hint="Set REDIS_URL, or set WEB_CONCURRENCY to 1.",
                id="peersupport.E001",
            )
        ]
    return []
