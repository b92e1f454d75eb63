"""The project: settings, wiring, the server, and who people are."""

VERSION = "0.1.0"
