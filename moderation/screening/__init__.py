"""Screening: a message's text in, a verdict out. A library of its own: no Django, no database, no network."""

from .engine import ENGINE_VERSION, Screener, screen
from .verdict import LABELS, Context, Finding, Verdict

__all__ = ["ENGINE_VERSION", "LABELS", "Context", "Finding", "Screener", "Verdict", "screen"]
