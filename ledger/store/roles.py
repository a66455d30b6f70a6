"""PostgreSQL's roles of a book: groups without login, named after its schema, and what each may do.

A login is made a member of what it needs. On SQLite there are no roles: files and triggers stand in.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from sqlalchemy import Connection

OWNER, WRITER, PROJECTOR, VAULT, AUDITOR, REPORTER = ROLES = (
    "owner",  # owns the record and the vault; nobody logs in as it
    "writer",  # reads and appends; moves the head
    "projector",  # owns the facts for reading, and fills them
    "vault",  # reads and erases personal fields and wrapped keys
    "auditor",  # reads the record and the facts, and nothing of the vault
    "reporter",  # reads the documented report views only
)
RECORD: Final = ("event", "tile", "key", "command")
VAULT_TABLES: Final = ("data_key", "sealed_field", "blind_index")
FUNCTIONS: Final = ("refuse_change", "refuse_shrinking")
OWNED: Final = ("head", *RECORD, *VAULT_TABLES, "alembic_version")
NAME_BYTES_MAX = 63

# What each role holds on the tables of the record and the vault: all of it, and nothing else.
GRANTS: Final[Mapping[str, Mapping[str, frozenset[str]]]] = {
    WRITER: {
        "head": frozenset({"SELECT"}),  # and UPDATE of three columns
        **dict.fromkeys(RECORD, frozenset({"SELECT", "INSERT"})),
        "data_key": frozenset({"INSERT"}),
        "sealed_field": frozenset({"INSERT"}),
        "blind_index": frozenset({"SELECT", "INSERT"}),
        "alembic_version": frozenset({"SELECT"}),
    },
    PROJECTOR: dict.fromkeys(("head", "event", "alembic_version"), frozenset({"SELECT"})),
    VAULT: dict.fromkeys(VAULT_TABLES, frozenset({"SELECT", "INSERT", "DELETE"})),
    AUDITOR: dict.fromkeys(("head", *RECORD, "alembic_version"), frozenset({"SELECT"})),
    REPORTER: {},
}
HEAD_COLUMNS: Final = ("size", "root", "edge")


def role(schema: str, name: str) -> str:
    """Return the name of a role of a schema's book."""
    return f"{schema}_{name}"


def may_install(connection: Connection, schema: str) -> bool:
    """Tell whether the user of this connection may make the roles, and their names are free to use."""
    if len(role(schema, max(ROLES, key=len))) > NAME_BYTES_MAX:
        return False
    own = "select rolsuper or rolcreaterole from pg_roles where rolname = current_user"
    taken = "select count(*) from pg_roles where rolname = any(%s) and rolcanlogin"
    names = [role(schema, name) for name in ROLES]
    return (
        bool(connection.exec_driver_sql(own).scalar())
        and not connection.exec_driver_sql(taken, (names,)).scalar()
    )


def install(connection: Connection, schema: str) -> None:
    """Make the roles where they are missing, hand the tables over, and grant each what it needs."""
    for statement in _statements(connection, schema):
        connection.exec_driver_sql(statement)


def _statements(connection: Connection, schema: str) -> Iterator[str]:
    named = {name: f'"{role(schema, name)}"' for name in ROLES}
    there = {
        str(name)
        for (name,) in connection.exec_driver_sql(
            "select rolname from pg_roles where rolname = any(%s)", ([*map(str, _names(schema))],)
        )
    }
    for name in ROLES:
        if role(schema, name) not in there:
            yield f"create role {named[name]} nologin"
    is_super = connection.exec_driver_sql(
        "select rolsuper from pg_roles where rolname = current_user"
    ).scalar()
    if not is_super:  # who hands over must be able to act as who receives
        yield f"grant {named[OWNER]}, {named[PROJECTOR]} to current_user"
    yield f'grant usage, create on schema "{schema}" to {named[OWNER]}, {named[PROJECTOR]}'
    others = ", ".join(named[name] for name in (WRITER, VAULT, AUDITOR, REPORTER))
    yield f'grant usage on schema "{schema}" to {others}'
    yield from _facts(connection, schema, named)
    for name, tables in GRANTS.items():
        for table, privileges in tables.items():
            yield f"grant {', '.join(sorted(privileges))} on {table} to {named[name]}"
    yield f"grant update ({', '.join(HEAD_COLUMNS)}) on head to {named[WRITER]}"
    for table in OWNED:
        yield f"alter table {table} owner to {named[OWNER]}"
    for function in FUNCTIONS:
        yield f"alter function {function}() owner to {named[OWNER]}"
    if is_super:  # another user could hand a schema over only to who may create schemas
        yield f'alter schema "{schema}" owner to {named[OWNER]}'


def _names(schema: str) -> Iterator[str]:
    return (role(schema, name) for name in ROLES)


def _facts(connection: Connection, schema: str, named: Mapping[str, str]) -> Iterator[str]:
    """Hand the facts for reading to the projector, also those that a rebuild will make."""
    readers = f"{named[WRITER]}, {named[AUDITOR]}"
    found = connection.exec_driver_sql(
        "select c.relname, c.relkind from pg_class c where c.relnamespace = %s::regnamespace"
        " and c.relkind in ('r', 'v') and c.relname <> all(%s) order by c.relkind, c.relname",
        (f'"{schema}"', [*OWNED]),
    ).all()
    for name, kind in found:
        yield f"grant select on {name} to {readers}"
        if kind == "v" and str(name).startswith("report_"):
            yield f"grant select on {name} to {named[REPORTER]}"
    yield f"grant select on head to {named[PROJECTOR]}"  # a report view reads it as its owner
    for name, kind in found:
        yield f"alter {'view' if kind == 'v' else 'table'} {name} owner to {named[PROJECTOR]}"
    # A rebuild by who migrated makes tables that are that user's: the views, which stay the
    # projector's, must be able to read them, and catching up to fill them.
    for maker in ("", f" for role {named[PROJECTOR]}"):
        own = f'alter default privileges{maker} in schema "{schema}"'
        yield f"{own} grant select on tables to {readers}"
        if not maker:
            yield f"{own} grant all on tables to {named[PROJECTOR]}"
