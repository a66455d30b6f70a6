"""0004: roles. On a server the record belongs to nobody who logs in, and each login may only what it must."""

from alembic import op

from ledger.store.roles import install, may_install

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the roles where the migrating user may; where not, `huzhu doctor` says what is missing."""
    connection = op.get_bind()
    if op.get_context().dialect.name == "sqlite":
        op.execute("pragma user_version = 4")
        return
    schema = op.get_context().version_table_schema
    assert schema is not None, "a book on a server lies in a schema"
    if may_install(connection, schema):
        install(connection, schema)
