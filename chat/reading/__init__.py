"""What members read of rooms: the frames of messages, stretches of the past, the search, the list of rooms."""
