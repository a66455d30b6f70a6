"""The tables of the record and the vault, as the code sees them. Migrations make them."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Dialect,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeEngine

REVISION = "0004"  # the newest migration this code knows
APPLICATION_ID = 0x48555A48  # "HUZH" in the header of every SQLite book

metadata = MetaData()
Bigint = BigInteger().with_variant(Integer, "sqlite")


class Id(TypeDecorator[UUID]):
    """A UUID: 16 bytes on SQLite, its own type on PostgreSQL."""

    impl = LargeBinary(16)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the column's type."""
        own = dialect.name == "postgresql"
        return dialect.type_descriptor(postgresql.UUID() if own else LargeBinary(16))

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> Any:
        """Hand the driver what it stores."""
        return value.bytes if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> UUID | None:  # noqa: ARG002 - the signature is SQLAlchemy's
        """Read back what the driver stored."""
        return UUID(bytes=value) if isinstance(value, bytes) else value


class Moment(TypeDecorator[datetime]):
    """A UTC time: ISO 8601 text on SQLite, timestamptz on PostgreSQL."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the column's type."""
        own = dialect.name == "postgresql"
        return dialect.type_descriptor(postgresql.TIMESTAMP(timezone=True) if own else Text())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Hand the driver what it stores."""
        return value and (moment_text(value) if dialect.name == "sqlite" else value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - likewise
        """Read back what the driver stored, in UTC."""
        return value and read_moment(value)


def moment_text(moment: datetime) -> str:
    """Write a time as SQLite keeps it: in UTC, with microseconds: text order is time order."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def read_moment(stored: str | datetime) -> datetime:
    """Read a time as either database returns it, in UTC."""
    moment = datetime.fromisoformat(stored) if isinstance(stored, str) else stored
    return moment.astimezone(UTC)


def _bytes(name: str) -> Column[bytes]:
    return Column(name, LargeBinary, nullable=False)


def _text(name: str, *, primary_key: bool = False) -> Column[str]:
    return Column(name, Text, primary_key=primary_key, nullable=False)


head = Table(
    "head",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1"), primary_key=True, autoincrement=False),
    Column("book_id", Id, nullable=False),
    Column("size", Bigint, nullable=False),
    _bytes("root"),
    _bytes("edge"),
)
event = Table(
    "event",
    metadata,
    Column("position", Bigint, primary_key=True, autoincrement=False),
    Column("originator_id", Id, nullable=False),
    Column("originator_version", Integer, nullable=False),
    _text("topic"),
    _bytes("state"),
    UniqueConstraint("originator_id", "originator_version"),
)
tile = Table(
    "tile",
    metadata,
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("n", Bigint, primary_key=True, autoincrement=False),
    _bytes("hashes"),
    _bytes("root"),
)
key = Table(
    "key",
    metadata,
    _text("kind", primary_key=True),
    _text("value", primary_key=True),
    Column("originator_id", Id, nullable=False),
    Column("position", Bigint, nullable=False),
)
command = Table(
    "command",
    metadata,
    Column("command_id", Id, primary_key=True),
    _bytes("fingerprint"),
    _text("name"),
    Column("first_position", Bigint),
    Column("last_position", Bigint),
    _text("result"),
    Column("recorded_at", Moment, nullable=False),
)
data_key = Table(
    "data_key",
    metadata,
    Column("member_id", Id, primary_key=True),
    _text("class", primary_key=True),
    Column("epoch", Integer, primary_key=True, autoincrement=False),
    Column("key_id", Id, nullable=False),
    _bytes("wrapped"),
)
sealed_field = Table(
    "sealed_field",
    metadata,
    Column("member_id", Id, primary_key=True),
    _text("class", primary_key=True),
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    _bytes("ciphertext"),
)
blind_index = Table(
    "blind_index",
    metadata,
    _text("kind", primary_key=True),
    Column("digest", LargeBinary, primary_key=True),
    Column("originator_id", Id, nullable=False),
)
