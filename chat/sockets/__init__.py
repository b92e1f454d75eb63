"""One process's open connections: what they may ask, what they are sent, and who is here."""
