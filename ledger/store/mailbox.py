"""What passes between this process and one beside it, in memory that both see.

A pipe holds some tens of kilobytes: who sends more stands still until the other end is read, and
whoever would read may be at work for a while. An answer that is laid here waits by itself.
"""

import mmap
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler
from typing import Any

SLOTS = 2  # as many messages may wait: one is made while another waits to be taken
SLOT_BYTES = 16 * 1024 * 1024  # pages that nobody writes to take no memory


class Mailbox:
    """Carries messages through a pipe, in the order in which they are put and taken.

    It is made before the process forks that puts or takes. At most `SLOTS` messages may be on their
    way, so that the slot of a message is free again when its turn comes.
    """

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, SLOTS * SLOT_BYTES)
        self._next = 0

    def put(self, pipe: Connection, message: object) -> None:
        """Send a message, without waiting for it to be taken; a very long one goes by the pipe."""
        pickled = ForkingPickler.dumps(message)
        if not self._laid(pipe, pickled):
            pipe.send((None, bytes(pickled)))

    def put_short(self, pipe: Connection, message: object) -> bool:
        """Send a message that no one need wait for; False, and nothing is sent, where it is too long."""
        return self._laid(pipe, ForkingPickler.dumps(message))

    def take(self, pipe: Connection) -> Any:
        """Wait for the next message.

        Raises:
            EOFError, ConnectionResetError: nobody is left to send one.
        """
        size, pickled = pipe.recv()
        if size is None:
            return ForkingPickler.loads(pickled)
        start = self._turn()
        with memoryview(self._memory) as memory, memory[start : start + size] as slot:
            return ForkingPickler.loads(slot)

    def _laid(self, pipe: Connection, pickled: memoryview) -> bool:
        size = len(pickled)
        if size > SLOT_BYTES:
            return False
        start = self._turn()
        self._memory[start : start + size] = pickled
        pipe.send((size, b""))
        return True

    def _turn(self) -> int:
        """Return where the next slot begins; both ends count alike."""
        start = self._next * SLOT_BYTES
        self._next = (self._next + 1) % SLOTS
        return start
