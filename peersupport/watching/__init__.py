"""How the product is doing: logs, metrics, whether it can serve, and a page that says so to a person."""

from threading import Event

closing = Event()  # set when the process begins to end: from then on /readyz sends newcomers elsewhere
