"""How the product is doing: logs, metrics, whether it can serve, and a page that says so to a person."""
