"""0003: projections. Facts for reading beside the record, so that no reader has to replay it."""

from alembic import op

from ledger.projections.storage import Cursor
from ledger.projections.views import install

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = (
    """create table projection (
        name text not null,
        version integer not null,
        generation integer not null,
        is_live integer not null check (is_live in (0, 1)),
        position {bigint} not null,
        link {bytes} not null,
        primary key (name, generation)
    ) {lean}""",
    """create table projection_mark (
        name text not null,
        generation integer not null,
        position {bigint} not null,
        link {bytes} not null,
        primary key (name, generation, position)
    ) {lean}""",
    """create table quarantine (
        name text not null,
        generation integer not null,
        position {bigint} not null,
        topic text not null,
        reason text not null,
        primary key (name, generation, position)
    ) {lean}""",
    "create unique index projection_live on projection (name) where is_live = 1",
)

TYPES = {
    "sqlite": {"bigint": "integer", "bytes": "blob", "lean": "strict, without rowid"},
    "postgresql": {"bigint": "bigint", "bytes": "bytea", "lean": ""},
}


def upgrade() -> None:
    """Make the projections' bookkeeping, their first generation, and the views over it."""
    dialect = op.get_context().dialect.name
    for table in TABLES:
        op.execute(table.format_map(TYPES[dialect]))
    install(Cursor(op.get_bind()))
    if dialect == "sqlite":
        op.execute("pragma user_version = 3")
