"""A follower beside the demo: projections catch up on another core while officers work."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction

FROM_SCALE = Fraction(1, 20)  # a smaller office is done before a follower has started


@dataclass
class Follower:
    """`huzhu projection follow` in a process of its own, once there is a book to follow."""

    address: str
    wanted: bool
    _process: "subprocess.Popen[bytes] | None" = field(default=None, init=False)

    def start(self) -> None:
        """Begin to follow; commands need not catch up themselves from now on."""
        if not self.wanted or self._process is not None:
            return
        words = ["--book", self.address, "projection", "follow", "--with-parent"]
        self._process = subprocess.Popen(  # noqa: S603 - our own program and words
            [sys.executable, "-m", "ledger.cli", *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.environ["HUZHU_CATCH_UP"] = "off"

    def stop(self) -> None:
        """End it; a batch under way is finished."""
        if self._process is None:
            return
        del os.environ["HUZHU_CATCH_UP"]
        self._process.terminate()
        self._process.wait()
        self._process = None


@contextmanager
def following(address: str, scale: Fraction) -> Iterator[Follower]:
    """Have a follower for a demo that is large enough."""
    follower = Follower(address, scale >= FROM_SCALE)
    try:
        yield follower
    finally:
        follower.stop()
