"""How what was committed in one process reaches all of them, in order and without a gap."""
