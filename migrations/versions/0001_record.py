"""0001: the record. A fact, once stored, is neither changed nor removed."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPLICATION_ID = 0x48555A48  # "HUZH"

TABLES = (
    """create table head (
        id integer not null primary key check (id = 1),
        book_id {id} not null,
        size {bigint} not null,
        root {bytes} not null,
        edge {bytes} not null
    ) {strict}""",
    """create table event (
        position {bigint} not null primary key,
        originator_id {id} not null,
        originator_version integer not null,
        topic text not null,
        state {bytes} not null,
        unique (originator_id, originator_version)
    ) {strict}""",
    """create table tile (
        level integer not null,
        n {bigint} not null,
        hashes {bytes} not null,
        root {bytes} not null,
        primary key (level, n)
    ) {strict}""",
    """create table key (
        kind {word} not null,
        value {word} not null,
        originator_id {id} not null,
        position {bigint} not null,
        primary key (kind, value)
    ) {lean}""",
    """create table command (
        command_id {id} not null primary key,
        fingerprint {bytes} not null,
        name text not null,
        first_position {bigint},
        last_position {bigint},
        result text not null,
        recorded_at {moment} not null
    ) {lean}""",
)

TYPES = {
    "sqlite": {
        "id": "blob",
        "bigint": "integer",
        "bytes": "blob",
        "moment": "text",
        "word": "text",
        "strict": "strict",
        "lean": "strict, without rowid",
    },
    "postgresql": {
        "id": "uuid",
        "bigint": "bigint",
        "bytes": "bytea",
        "moment": "timestamp with time zone",
        "word": 'text collate "C"',  # order of bytes, so that a prefix is a range
        "strict": "",
        "lean": "",
    },
}

# What makes a row the same row: `insert or replace` would delete it without a word.
IDENTITY = {
    "event": (("position",), ("originator_id", "originator_version")),
    "tile": (("level", "n"),),
    "key": (("kind", "value"),),
    "command": (("command_id",),),
    "head": (("id",),),
}

POSTGRESQL_REFUSAL = """
create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception using
        errcode = 'restrict_violation',
        message = 'the record is append-only: ' || tg_op || ' on ' || tg_table_name || ' refused';
end $$"""

POSTGRESQL_HEAD = """
create function refuse_shrinking() returns trigger language plpgsql as $$
begin
    if new.size <= old.size or new.book_id <> old.book_id or new.id <> old.id then
        raise exception using
            errcode = 'restrict_violation',
            message = 'the record only grows: update of head refused';
    end if;
    return new;
end $$"""


def upgrade() -> None:
    """Make the tables, and the triggers that keep them."""
    dialect = op.get_context().dialect.name
    for table in TABLES:
        op.execute(table.format_map(TYPES[dialect]))
    if dialect == "sqlite":
        _keep_sqlite()
    else:
        _keep_postgresql()


def _keep_sqlite() -> None:
    for table, identities in IDENTITY.items():
        refusal = f"select raise(abort, 'the record is append-only: {{}} on {table} refused')"
        for verb in ("update", "delete") if table != "head" else ("delete",):
            op.execute(
                f"create trigger {table}_no_{verb} before {verb} on {table} "
                f"begin {refusal.format(verb)}; end"
            )
        taken = " or ".join(
            f"exists (select 1 from {table} where "
            + " and ".join(f"{column} = new.{column}" for column in identity)
            + ")"
            for identity in identities
        )
        op.execute(
            f"create trigger {table}_no_replace before insert on {table} when {taken} "
            f"begin {refusal.format('replace')}; end"
        )
    op.execute(
        "create trigger head_grows before update on head "
        "when new.size <= old.size or new.book_id <> old.book_id or new.id <> old.id "
        "begin select raise(abort, 'the record only grows: update of head refused'); end"
    )
    op.execute(f"pragma application_id = {APPLICATION_ID}")
    op.execute("pragma user_version = 1")


def _keep_postgresql() -> None:
    op.execute(POSTGRESQL_REFUSAL)
    op.execute(POSTGRESQL_HEAD)
    for table in IDENTITY:
        verbs = "delete or truncate" if table == "head" else "update or delete or truncate"
        op.execute(
            f"create trigger {table}_append_only before {verbs} on {table} "
            "for each statement execute function refuse_change()"
        )
        op.execute(f"alter table {table} enable always trigger {table}_append_only")
    op.execute(
        "create trigger head_grows before update on head "
        "for each row execute function refuse_shrinking()"
    )
    op.execute("alter table head enable always trigger head_grows")
    # One row, rewritten by every append: room on its page keeps the updates in place.
    op.execute("alter table head set (fillfactor = 20)")
