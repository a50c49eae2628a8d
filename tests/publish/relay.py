"""Workers that take over from one another."""

from contextlib import ExitStack

from tests.publish.newsroom import Newsroom
from tests.publish.workers import Worker


class Relay:
    """A newsroom with one worker at work; whoever took over from a dead one is the next to be killed."""

    def __init__(self, room: Newsroom, stack: ExitStack) -> None:
        self.room = room
        self._stack = stack
        self.worker = stack.enter_context(room.worker())

    def start(self) -> Worker:
        """Start one more worker. It needs a moment to begin, in which the dead one is missed."""
        return self._stack.enter_context(self.room.worker(wait=False))
