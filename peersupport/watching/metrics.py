"""What is counted of plain requests, for Prometheus (docs/watching.md)."""

from prometheus_client import Counter, Histogram

REQUESTS = Counter("http_requests_total", "Requests answered.", ["method", "status"])
SECONDS = Histogram(
    "http_request_seconds",
    "Seconds from a request to its answer.",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
METHODS = {"GET", "HEAD", "POST", "OPTIONS"}  # others are counted together: a stranger must not make series


def count(method: str, status: int, seconds: float) -> None:
    REQUESTS.labels(method if method in METHODS else "other", str(status)).inc()
    SECONDS.observe(seconds)
