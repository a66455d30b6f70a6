"""What a book on PostgreSQL rests on, looked at: the server's settings, triggers, owners and grants."""

import importlib.util
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection

from ledger.store.inspection import Finding, judged
from ledger.store.migrate import scripts
from ledger.store.roles import (
    GRANTS,
    HEAD_COLUMNS,
    NAME_BYTES_MAX,
    OWNED,
    OWNER,
    RECORD,
    REPORTER,
    ROLES,
    VAULT_TABLES,
    WRITER,
    role,
)

ROW, BEFORE, DELETE, UPDATE, TRUNCATE = 1, 2, 8, 16, 32  # bits of pg_trigger.tgtype
SETTINGS: Final = {
    "fsync": ({"on"}, "set fsync = on: without it a power cut loses the record"),
    "full_page_writes": ({"on"}, "set full_page_writes = on: without it a power cut tears pages"),
    "synchronous_commit": (
        {"on", "local", "remote_write", "remote_apply"},
        "set synchronous_commit = on: without it an acknowledged commit can be lost",
    ),
}


class Trigger(NamedTuple):
    """What a trigger does, apart from its name."""

    table: str
    kind: int
    function: str
    body: str
    enabled: str = "A"  # always: also in a session that replicates


def settings(connection: Connection) -> Iterator[Finding]:
    """Look at what the server promises of a commit."""
    for name, (sound, remedy) in SETTINGS.items():
        found = str(connection.exec_driver_sql(f"show {name}").scalar())
        yield judged(name, found in sound, found, remedy)
    found = str(connection.exec_driver_sql("show data_checksums").scalar())
    remedy = "enable them with pg_checksums while the server is stopped"
    yield judged("data checksums", found == "on", found, remedy, warning=True)


def server_clock(connection: Connection) -> datetime:
    """Return the server's time."""
    moment: datetime = connection.exec_driver_sql("select clock_timestamp()").scalar_one()
    return moment


def triggers(connection: Connection) -> Iterator[Finding]:
    """Compare the triggers of record and vault, and what they run, with the migrations."""
    rows = connection.exec_driver_sql(
        "select t.tgname, c.relname, t.tgtype, p.proname, p.prosrc, t.tgenabled from pg_trigger t"
        " join pg_class c on c.oid = t.tgrelid join pg_proc p on p.oid = t.tgfoid"
        " where c.relnamespace = current_schema()::regnamespace and not t.tgisinternal"
        " and c.relname = any(%s) and t.tgqual is null and t.tgattr::text = ''",
        ([*OWNED],),
    )
    found = {
        str(name): Trigger(table, kind, function, _plain(body), _char(enabled))
        for name, table, kind, function, body, enabled in rows
    }
    wanted = dict(_expected())
    wrong = sorted(name for name in found.keys() | wanted if found.get(name) != wanted.get(name))
    said = f"{len(wanted)} as they must be" if not wrong else "differ: " + ", ".join(wrong)
    remedy = "do not record; find out who changed them, and run `huzhu audit verify`"
    yield judged("triggers", not wrong, said, remedy)


def _expected() -> Iterator[tuple[str, Trigger]]:
    made = _migration("0001_record")
    refuse, shrink = (
        _plain(text.split("$$")[1]) for text in (made.POSTGRESQL_REFUSAL, made.POSTGRESQL_HEAD)
    )
    all_of_it = BEFORE | DELETE | UPDATE | TRUNCATE
    for table in RECORD:
        yield f"{table}_append_only", Trigger(table, all_of_it, "refuse_change", refuse)
    yield "head_append_only", Trigger("head", BEFORE | DELETE | TRUNCATE, "refuse_change", refuse)
    yield "head_grows", Trigger("head", BEFORE | ROW | UPDATE, "refuse_shrinking", shrink)
    for table in VAULT_TABLES:
        own = Trigger(table, BEFORE | UPDATE | TRUNCATE, "refuse_change", refuse)
        yield f"{table}_never_updated", own


def _migration(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, scripts() / "versions" / f"{name}.py")
    assert spec is not None and spec.loader is not None, "huzhu comes with its migrations"
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _plain(text: str) -> str:
    return " ".join(text.split())


def _char(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


def roles(connection: Connection, schema: str) -> Iterator[Finding]:
    """Look at who owns the tables, who may act as the owner, and who may do what."""
    remedy = "create them, and the grants, as docs/backup.md says"
    if len(role(schema, max(ROLES, key=len))) > NAME_BYTES_MAX:
        yield Finding("roles", "warning", "the schema's name is too long for them", remedy)
        return
    there = dict(
        connection.exec_driver_sql(
            "select rolname, rolcanlogin from pg_roles where rolname = any(%s)",
            ([role(schema, name) for name in ROLES],),
        )
        .tuples()
        .all()
    )
    missing = [name for name in ROLES if role(schema, name) not in there]
    if missing:
        yield Finding("roles", "warning", "missing: " + ", ".join(missing), remedy)
        return
    logging_in = sorted(name for name, can in there.items() if can)
    said = "none of them logs in" if not logging_in else "can log in: " + ", ".join(logging_in)
    yield judged("roles", not logging_in, said, "alter role … nologin: logins are members")
    yield _owners(connection, schema)
    yield _members(connection, schema)
    yield _grants(connection, schema)
    yield from _reporters(connection, schema)
    superuser = connection.exec_driver_sql(
        "select rolsuper from pg_roles where rolname = session_user"
    ).scalar()
    said = "a superuser" if superuser else "no superuser"
    remedy = "work under a login that is a member of the roles it needs: no grant binds a superuser"
    yield judged("this login", not superuser, said, remedy, warning=True)


def _owners(connection: Connection, schema: str) -> Finding:
    rows = connection.exec_driver_sql(
        "select relname, pg_get_userbyid(relowner) from pg_class"
        " where relnamespace = current_schema()::regnamespace and relname = any(%s)",
        ([*OWNED],),
    )
    others = sorted(str(table) for table, owner in rows if owner != role(schema, OWNER))
    said = "the owner without login" if not others else "another's: " + ", ".join(others)
    return judged("owner", not others, said, f"alter table … owner to {role(schema, OWNER)}")


def _members(connection: Connection, schema: str) -> Finding:
    own = role(schema, OWNER)
    rows = connection.exec_driver_sql(
        "select rolname from pg_roles where rolcanlogin and not rolsuper"
        " and pg_has_role(oid, %s, 'MEMBER') order by rolname",
        (own,),
    )
    found = [str(name) for (name,) in rows]
    said = "nobody" if not found else ", ".join(found)
    remedy = f"after migrating: revoke {own} from them; an owner can disable triggers"
    return judged("logins that may act as owner", not found, said, remedy, warning=True)


def _grants(connection: Connection, schema: str) -> Finding:
    """Compare what anybody but owner and superuser holds on record and vault with what they may."""
    rows = connection.exec_driver_sql(
        "select coalesce(g.rolname, 'public'), c.relname, a.privilege_type from pg_class c"
        " cross join lateral aclexplode(c.relacl) a left join pg_roles g on g.oid = a.grantee"
        " where c.relnamespace = current_schema()::regnamespace and c.relname = any(%s)"
        " and a.grantee <> c.relowner"
        " union all select coalesce(g.rolname, 'public'),"
        " c.relname || '.' || t.attname, a.privilege_type from pg_attribute t"
        " join pg_class c on c.oid = t.attrelid cross join lateral aclexplode(t.attacl) a"
        " left join pg_roles g on g.oid = a.grantee"
        " where c.relnamespace = current_schema()::regnamespace and c.relname = any(%s)",
        ([*OWNED], [*OWNED]),
    )
    found = {(str(who), str(what), str(privilege)) for who, what, privilege in rows}
    wanted = {
        (role(schema, name), table, privilege)
        for name, tables in GRANTS.items()
        for table, privileges in tables.items()
        for privilege in privileges
    } | {(role(schema, WRITER), f"head.{column}", "UPDATE") for column in HEAD_COLUMNS}
    too_much = sorted(f"{privilege} on {what} by {who}" for who, what, privilege in found - wanted)
    too_little = sorted(
        f"{privilege} on {what} by {who}" for who, what, privilege in wanted - found
    )
    if too_much:
        remedy = "revoke what nobody needs"
        return Finding("grants", "refused", "too much: " + "; ".join(too_much), remedy)
    said = "as they must be" if not too_little else "missing: " + "; ".join(too_little)
    return judged("grants", not too_little, said, "grant it again", warning=True)


def _reporters(connection: Connection, schema: str) -> Iterator[Finding]:
    rows = connection.exec_driver_sql(
        "select r.rolname from pg_roles r where r.rolcanlogin and not r.rolsuper"
        " and pg_has_role(r.oid, %s, 'MEMBER') and not exists (select 1 from pg_db_role_setting s,"
        " unnest(s.setconfig) c where s.setrole = r.oid and c like 'statement_timeout=%%'"
        " and c not in ('statement_timeout=0', 'statement_timeout=')) order by r.rolname",
        (role(schema, REPORTER),),
    )
    found = [str(name) for (name,) in rows]
    said = "each has one" if not found else "none: " + ", ".join(found)
    remedy = "alter role … set statement_timeout = '60s'"
    yield judged("time-out of reporters", not found, said, remedy, warning=True)
