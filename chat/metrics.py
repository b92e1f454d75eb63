"""What is counted of the chat's work, for Prometheus (docs/watching.md): once a frame or batch, never a delivery."""

from prometheus_client import Counter, Gauge, Histogram

CONNECTIONS = Gauge("chat_connections", "Open sockets of members.", multiprocess_mode="livesum")
CLOSED = Counter("chat_connections_closed_total", "Sockets that the server closed, by close code.", ["why"])
FRAMES_IN = Counter("chat_frames_in_total", "Frames from clients.", ["type"])
DELIVERIES = Counter("chat_deliveries_total", "Frames handed to a connection.")
GAPS = Counter("chat_hub_gaps_repaired_total", "Topics read from the database after something went unheard.", ["kind"])
LAYER_UP = Gauge("chat_layer_up", "1 while the channel layer takes messages.", multiprocess_mode="livemin")
LAYER_UP.set(1)  # until it is found away: a process that has had nothing to say yet is no alarm
LAYER_WAITING = Gauge("chat_layer_waiting", "Batches that wait for the channel layer.", multiprocess_mode="livesum")
POSTS = Counter("chat_posts_total", "What became of posts.", ["outcome"])
BATCH = Histogram("chat_commit_batch_size", "Posts in one transaction.", buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256))
COMMIT_SECONDS = Histogram(
    "chat_commit_seconds",
    "Seconds that one transaction of posts took.",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5),
)
WRITER_WAITING = Gauge("chat_writer_waiting", "Posts that wait for the writer.", multiprocess_mode="livesum")
SCREEN_SECONDS = Histogram(
    "chat_screen_seconds",
    "Seconds that the gate took over one post or one draft, from its turn on.",
    buckets=(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1),
)
ARRIVALS = Histogram(
    "chat_arrivals_batch_size", "Connections admitted in one look at the database.", buckets=(1, 4, 16, 64, 256)
)
