"""Hearing of commits: PostgreSQL tells those who listen that a book has grown. SQLite tells nobody.

An append notifies in its own transaction, so that what is heard is committed. Nothing is lost with
a notice that is not heard: whoever listens asks the record where it stands, now and then, anyway.
"""

import select
from types import TracebackType
from typing import Any, Self

from ledger.store.engine import Database

CHANNEL = "huzhu"  # of the whole database; the payload is the book's schema


class Listener:
    """Waits until a book grows, on a connection of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection: Any = None  # psycopg2 has no types

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def listen(self) -> None:
        """Begin to listen, where the database can tell: what was committed before is not heard."""
        if self._database.dialect == "sqlite" or self._connection is not None:
            return
        pooled = self._database.reader.raw_connection()
        connection: Any = pooled.driver_connection
        pooled.detach()  # it is ours from here on
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(f"listen {CHANNEL}")
        except BaseException:
            connection.close()
            raise
        self._connection = connection

    def heard(self, seconds: float) -> bool:
        """Wait up to so many seconds; tell whether the book has grown meanwhile.

        Raises:
            psycopg2.Error: the connection was lost.
        """
        if not self._noticed():
            select.select([self._connection], [], [], seconds)
            self._connection.poll()
        return self._noticed()

    @property
    def is_listening(self) -> bool:
        """Whether anything can be heard."""
        return self._connection is not None

    def close(self) -> None:
        """Hear no more."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _noticed(self) -> bool:
        own = self._database.address.schema
        mine = any(notice.payload == own for notice in self._connection.notifies)
        self._connection.notifies.clear()
        return mine
