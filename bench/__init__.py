"""The benchmark: the whole product beside its baselines, in one command (docs/bench.md)."""
