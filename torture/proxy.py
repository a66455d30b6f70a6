"""A proxy before PostgreSQL that cuts the connection at a COMMIT: before it is sent on, or before its answer comes back."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Literal

from ledger.store.at_once import LOCK

Cut = Literal["before", "after"]  # before the server hears of the COMMIT; after it has done it
BLOCK = 65_536
ANSWER_SECONDS_MAX = 10
SSL_REQUEST = struct.pack("!II", 8, 80877103)
_COMMIT = b"COMMIT\0"  # the end of a simple query, as the driver sends it
_AT_ONCE = f"{LOCK}; execute ".encode()  # a message that is a transaction of its own
_WRITES = (b"insert into ", b"copy ", b"update ", b"delete from ")


class Proxy:
    """Hands bytes on between clients and a server, until the COMMIT that it is told to cut.

    An append in one message is its own COMMIT.
    """

    def __init__(self, host: str, port: int) -> None:
        self._server = (host, port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._cut: Cut | None = None
        self._left = 0
        self.was_cut = False
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self, how: Cut, number: int) -> None:
        """Cut the connection at the n-th COMMIT of a transaction that writes, from now on, once."""
        self._cut, self._left, self.was_cut = how, number, False

    def heal(self) -> None:
        """Cut nothing any more."""
        self._cut = None

    def close(self) -> None:
        """Take no more clients."""
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        swallow = threading.Event()  # the server's answers go nowhere from now on
        answered = threading.Event()
        writes = False
        with client, socket.create_connection(self._server) as server:
            if client.recv(8, socket.MSG_PEEK) == SSL_REQUEST:
                client.recv(8)
                client.sendall(b"N")  # in clear, so that a COMMIT can be seen
            back = (server, client, swallow, answered)
            threading.Thread(target=self._hand_back, args=back, daemon=True).start()
            with suppress(OSError):
                while block := client.recv(BLOCK):
                    at_once = _AT_ONCE in block
                    writes = at_once or writes or any(word in block for word in _WRITES)
                    commits = at_once or block.endswith(_COMMIT)
                    if commits and self._is_the_one(writes):
                        if self._cut == "after":
                            swallow.set()
                            server.sendall(block)
                            answered.wait(ANSWER_SECONDS_MAX)
                        self._cut, self.was_cut = None, True
                        break
                    writes = writes and not commits
                    server.sendall(block)
            for end in (client, server):
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def _is_the_one(self, writes: bool) -> bool:
        """Tell whether this is the COMMIT to cut; those that only end a reading are let through."""
        if self._cut is None or not writes:
            return False
        self._left -= 1
        return self._left == 0

    def _hand_back(
        self,
        server: socket.socket,
        client: socket.socket,
        swallow: threading.Event,
        answered: threading.Event,
    ) -> None:
        with suppress(OSError):
            while block := server.recv(BLOCK):
                if swallow.is_set():
                    answered.set()
                    continue
                client.sendall(block)
        with suppress(OSError):
            client.shutdown(socket.SHUT_RDWR)


@contextmanager
def proxy(host: str, port: int) -> Iterator[Proxy]:
    """Run a proxy until the block ends."""
    made = Proxy(host, port)
    try:
        yield made
    finally:
        made.close()
