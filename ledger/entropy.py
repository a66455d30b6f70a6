"""Where chance and time come from: the machine, or in a demo a seed.

No command option chooses between them; only the demo passes a seed in.
"""

import os
import random
import secrets
from datetime import UTC, datetime
from hashlib import sha256
from typing import Protocol
from uuid import UUID

RESERVE_BYTES = 4_096


class Entropy(Protocol):
    """A source of random bytes and of the present moment."""

    def token(self, n: int) -> bytes:
        """Return n random bytes."""

    def now(self) -> datetime:
        """Return the present moment, in UTC."""

    def branch(self, label: str) -> "Entropy":
        """Return a source of its own for one piece of work, the same for the same label."""


class SystemEntropy:
    """The machine's randomness and clock."""

    def token(self, n: int) -> bytes:
        """Return n bytes from the operating system."""
        return secrets.token_bytes(n)

    def now(self) -> datetime:
        """Return the present moment, in UTC, to the millisecond: bytes are kept for ever."""
        now = datetime.now(UTC)
        return now.replace(microsecond=now.microsecond // 1000 * 1000)

    def branch(self, label: str) -> "SystemEntropy":  # noqa: ARG002 - chance needs no label
        """Return a source for one piece of work: the machine's chance is never the same twice."""
        return _Reserve()


class _Reserve(SystemEntropy):
    """The machine's randomness, fetched some thousand bytes at a time and given out once.

    A piece of work that enrols hundreds asks for chance thousands of times, and each question to
    the operating system costs more than the encryption that it is for.
    """

    def __init__(self) -> None:
        self._left, self._process = b"", 0

    def token(self, n: int) -> bytes:
        """Return the next n bytes of what was fetched by this process, which nobody else has."""
        if len(self._left) < n or self._process != os.getpid():
            self._left, self._process = secrets.token_bytes(RESERVE_BYTES + n), os.getpid()
        given, self._left = self._left[:n], self._left[n:]
        return given


class SeededEntropy:
    """A demo's chance and clock: the same seed gives the same bytes on every machine."""

    def __init__(self, seed: int, now: datetime) -> None:
        self._seed = seed
        self._random = random.Random(seed)
        self._now = now

    def token(self, n: int) -> bytes:
        """Return the next n bytes of the seed's sequence."""
        return self._random.randbytes(n)

    def now(self) -> datetime:
        """Return the moment that was last set."""
        return self._now

    def branch(self, label: str) -> "SeededEntropy":
        """Return a source whose bytes follow from the seed and the label alone."""
        digest = sha256(f"{self._seed}/{label}".encode()).digest()
        return SeededEntropy(int.from_bytes(digest, "big"), self._now)

    def set(self, now: datetime) -> None:
        """Move the clock; it never goes back."""
        assert now >= self._now, "a demo's clock goes forward only"
        self._now = now


def time_ordered_id(entropy: Entropy, now: datetime) -> UUID:
    """Return a UUID version 7 (RFC 9562): milliseconds of `now`, then 74 random bits.

    Streams that begin together lie together in the index, so that a roster touches few pages; the
    time says no more than the first event of the stream does.
    """
    millis = int(now.timestamp() * 1000)
    chance = int.from_bytes(entropy.token(10), "big")
    high = (millis << 16) | 0x7000 | (chance >> 68)
    low = (0b10 << 62) | (chance & ((1 << 62) - 1))
    return UUID(int=(high << 64) | low)


class Neighbours:
    """Ids of streams that begin together: as `time_ordered_id` makes them, one right after the other.

    Each piece of work draws its first by chance and counts on from there (RFC 9562, section 6.2), so
    that whom one roster registers lies together in every index, now and when they renew.
    """

    def __init__(self) -> None:
        self._source: Entropy | None = None
        self._last = 0

    def next(self, entropy: Entropy, now: datetime) -> UUID:
        """Return the next id; another source of chance is another piece of work."""
        if entropy is not self._source:
            self._source, self._last = entropy, time_ordered_id(entropy, now).int
        else:
            self._last += 1
        return UUID(int=self._last)
