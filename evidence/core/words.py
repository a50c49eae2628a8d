"""Marking a text where it is written, so that it can be said in the reader's language where it is read."""


class Words(str):
    """A text of ours and the message id of its translation; what people write themselves stays a plain ``str``."""

    __slots__ = ()


def N_(text: str) -> Words:
    """Mark ``text`` for translation and leave it as it is."""
    return Words(text)
