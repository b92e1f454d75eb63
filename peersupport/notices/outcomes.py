"""What may become of something that is sent out, when it is not simply taken."""


class Gone(Exception):
    """There is nobody at that address any more."""


class Later(Exception):
    """It was surely not taken: it may be sent again, after `seconds` if they were named."""

    def __init__(self, seconds: int | None = None, *, unreachable: bool = False):
        super().__init__("later")
        self.seconds, self.unreachable = seconds, unreachable


class Lost(Exception):
    """It was refused for good, or nobody knows whether it was taken: it is not sent again. The notice itself stands."""
