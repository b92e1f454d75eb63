"""Whether this process lives, and whether it can serve: what containers, proxies and `manage.py serve` ask.

Both are answered before any other middleware (peersupport/watching/middleware): no session, no host, no redirect.
"""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from peersupport.watching import stores


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the process answers at all. Asks nobody: restarting it would not mend a database that is away."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when newcomers may be sent here, else 503; within two seconds. With Redis away the site serves on.

    A process that is about to end takes no new connection, so that nobody can ask it.
    """
    database, _, redis = stores.answers()
    ready = database == "ok"
    said = {"ready": ready, "database": database, "redis": redis}
    return JsonResponse(said, status=200 if ready else 503)
