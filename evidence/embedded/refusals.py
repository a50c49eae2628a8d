"""What the laptop says when it cannot go on."""


class Refused(Exception):
    """A plain Indonesian sentence saying why Bukti does not start and what to do about it."""


class NotReady(Exception):
    """A part is not ready yet; the text says what was seen, for the log and for the last line of a refusal."""
