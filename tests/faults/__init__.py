"""Faults over the real stack, and a checker that judges what clients saw of it (docs/faults.md)."""
