"""The line to a child that looks at a photo, when it breaks off in the middle."""

import socket
from threading import Thread
from time import monotonic

import pytest

from evidence.adapters.imaging.bounded import _asked


@pytest.mark.parametrize("size", [100, 8 << 20], ids=["all sent", "cut off while sending"])
def test_what_a_child_said_before_its_line_was_reset_is_still_heard(size: int) -> None:
    ours, theirs = socket.socketpair()

    def break_off() -> None:
        # Closed with bytes that nobody read, a line is reset rather than ended.
        with theirs:
            theirs.sendall(b"half an ans")
            assert theirs.recv(1) == b"x"

    child = Thread(target=break_off)
    with ours:
        child.start()
        assert _asked(ours, b"x" * size, monotonic() + 10) == b"half an ans"
        child.join(10)

    assert not child.is_alive()
