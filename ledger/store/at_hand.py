"""The connection on which a server was asked last: taking one from the pool costs nearly a question."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import Engine, Pool, PoolProxiedConnection


class AtHand:
    """Keeps a connection on which each message is a transaction of its own, from one to the next."""

    def __init__(self) -> None:
        self._kept: list[tuple[Pool, PoolProxiedConnection]] = []

    @contextmanager
    def lent(self, engine: Engine) -> Iterator[PoolProxiedConnection]:
        """Lend the connection at hand, or one from the engine's pool."""
        pooled = self._taken(engine)
        try:
            yield pooled
        except BaseException:
            _give_back(pooled)
            raise
        self._kept.append((engine.pool, pooled))
        if len(self._kept) > 1:  # one is enough
            _give_back(self._kept.pop(0)[1])

    def put_back(self) -> None:
        """Let the pool have it: whoever takes one there next is not to open another."""
        with suppress(IndexError):  # another thread may be faster
            while self._kept:
                _give_back(self._kept.pop()[1])

    def _taken(self, engine: Engine) -> PoolProxiedConnection:
        with suppress(IndexError):
            while True:
                pool, pooled = self._kept.pop()
                if pool is engine.pool:
                    return pooled
                pooled.invalidate()  # its engine has closed the others
        pooled = engine.raw_connection()
        driver: Any = pooled.driver_connection  # psycopg2 has no types
        driver.autocommit = True
        return pooled


def _give_back(pooled: PoolProxiedConnection) -> None:
    driver: Any = pooled.driver_connection
    if driver.closed:
        pooled.invalidate()
    else:
        driver.autocommit = False
        pooled.close()
