"""What the tests stand on: the cast, private servers, a client of the wire protocol."""
