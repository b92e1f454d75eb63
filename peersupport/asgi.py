"""The served application: Django, the sockets, and the moderation's gate handed to the chat."""

import gc
import os
import sys

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peersupport.settings")
django_pages = get_asgi_application()  # before anything that imports models

from chat.asgi import as_asgi  # noqa: E402
from moderation.feeds import QueueFeed  # noqa: E402
from peersupport.watching import uncaught  # noqa: E402
from peersupport.wiring import gate  # noqa: E402

uncaught.install()
# A thread that screens or stores gives way to the loop after a millisecond, not five (docs/decisions/010).
sys.setswitchinterval(0.001)
gate.warm_up()
# What has been imported lives as long as the process: no collection of garbage need go through it again.
gc.collect()
gc.freeze()
# And what comes later is gone through more seldom: a full collection stops all of 10,000 sockets for 10 to 40 ms.
gc.set_threshold(5_000, 20, 50)
application = as_asgi(gate=gate, http=django_pages, feeds=[QueueFeed()])
