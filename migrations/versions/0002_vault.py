"""0002: the vault. Personal fields live apart from the record, so that they can be forgotten."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = (
    """create table data_key (
        member_id {id} not null,
        class {word} not null,
        epoch integer not null,
        key_id {id} not null,
        wrapped {bytes} not null,
        primary key (member_id, class, epoch)
    ) {lean}""",
    """create table sealed_field (
        member_id {id} not null,
        class {word} not null,
        sequence integer not null,
        ciphertext {bytes} not null,
        primary key (member_id, class, sequence)
    ) {lean}""",
    """create table blind_index (
        kind {word} not null,
        digest {bytes} not null,
        originator_id {id} not null,
        primary key (kind, digest)
    ) {lean}""",
)

TYPES = {
    "sqlite": {"id": "blob", "bytes": "blob", "word": "text", "lean": "strict, without rowid"},
    "postgresql": {"id": "uuid", "bytes": "bytea", "word": 'text collate "C"', "lean": ""},
}

IDENTITY = {
    "data_key": ("member_id", "class", "epoch"),
    "sealed_field": ("member_id", "class", "sequence"),
    "blind_index": ("kind", "digest"),
}


def upgrade() -> None:
    """Make the vault's tables. Rows are never updated; only erasure deletes them."""
    dialect = op.get_context().dialect.name
    for table in TABLES:
        op.execute(table.format_map(TYPES[dialect]))
    for table, identity in IDENTITY.items():
        if dialect == "sqlite":
            _keep_sqlite(table, identity)
        else:
            op.execute(
                f"create trigger {table}_never_updated before update or truncate on {table} "
                "for each statement execute function refuse_change()"
            )
            op.execute(f"alter table {table} enable always trigger {table}_never_updated")
    if dialect == "postgresql":
        # Ciphertext does not compress: trying costs time.
        op.execute("alter table sealed_field alter column ciphertext set storage external")
    else:
        op.execute("pragma user_version = 2")


def _keep_sqlite(table: str, identity: tuple[str, ...]) -> None:
    refusal = f"select raise(abort, 'the vault is never rewritten: {{}} on {table} refused')"
    op.execute(
        f"create trigger {table}_no_update before update on {table} "
        f"begin {refusal.format('update')}; end"
    )
    same = " and ".join(f"{column} = new.{column}" for column in identity)
    op.execute(
        f"create trigger {table}_no_replace before insert on {table} "
        f"when exists (select 1 from {table} where {same}) "
        f"begin {refusal.format('replace')}; end"
    )
