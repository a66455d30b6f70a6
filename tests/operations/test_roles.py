"""Officers, projectors, auditors and reporters work under logins that may only what they must."""

from dataclasses import replace

from sqlalchemy import Connection, make_url

from ledger.store.address import BookAddress
from ledger.store.engine import Database
from ledger.store.inspection import Finding
from ledger.store.inspection_postgresql import roles
from ledger.store.migrate import migrate
from ledger.store.roles import AUDITOR, OWNER, PROJECTOR, REPORTER, ROLES, VAULT, WRITER, role
from tests.commands import office as small
from tests.commands.office import SmallOffice
from tests.operations.servers import Login, address_of, login
from tests.privacy.offices import erase, pseudonym

__all__ = ["login"]


def schema_of(office: SmallOffice) -> str:
    return str(make_url(office.book).query["schema"])


def under(office: SmallOffice, login: Login, *held: str, **more: str) -> SmallOffice:
    """Return the same office, worked in under a login that is a member of roles."""
    return replace(office, book=address_of(login(*held), schema_of(office), **more))


def looked_at(database: Database) -> dict[str, Finding]:
    with database.reading() as connection:
        return {each.name: each for each in roles(connection, database.address.schema)}


def test_an_officers_login_does_a_whole_days_work(on_server: SmallOffice, login: Login) -> None:
    office = under(on_server, login, WRITER, VAULT, PROJECTOR)
    who = pseudonym(on_server)

    path = office.file("r2.csv", small.ROSTER, small.roster_rows(units=[1]))
    office.do("en", *small.roster_import(office, path))
    (number,) = small.file_claims(office, 1)
    office.do("as", "claim", "assess", number)
    office.do("ap", "claim", "reject", number, "--ground", "no_cover")
    words = ("--bank-account", "6222020000000001234", "--reason", "原卡注销")
    office.do("en", "member", "amend", who, *words)
    office.do("as", "member", "show", who, "--reveal", "name", "--purpose", "核对")
    assert "Certificate" in erase(office, who)

    answer = office.run("fi", "report", "trial-balance")
    assert (answer.code, answer.err) == (0, "")
    assert on_server.root() == office.root()


def test_a_writer_alone_records_and_leaves_projections_to_the_follower(
    on_server: SmallOffice, login: Login
) -> None:
    office, before = under(on_server, login, WRITER), on_server.head()

    answer = office.run("lin", "office", "appoint", "new", "--role", "auditor")

    assert answer.code == 0
    assert "warning: recorded, but the projections lag" in answer.err
    assert on_server.head() == before + 1
    projecting = under(on_server, login, PROJECTOR)
    assert "1 event projected" in projecting.do("x", "projection", "catch-up")


def test_a_projector_rebuilds_and_readers_keep_their_rights(
    on_server: SmallOffice, login: Login
) -> None:
    acting = f"-crole={role(schema_of(on_server), PROJECTOR)}"
    projecting = under(on_server, login, PROJECTOR, options=acting)
    auditing, reporting = under(on_server, login, AUDITOR), login(REPORTER)

    rebuilt = projecting.run("x", "projection", "rebuild")

    assert rebuilt.code == 0, rebuilt
    assert auditing.digests() == on_server.digests()
    assert "trial balance" in auditing.do("x", "report", "trial-balance").lower()
    with reporting.connect() as connection:
        assert connection.exec_driver_sql("select count(*) from report_freshness_v1").scalar()


def test_a_rebuild_by_who_migrated_leaves_every_right_as_it_was(
    on_server: SmallOffice, login: Login
) -> None:
    on_server.do("x", "projection", "rebuild")

    office = under(on_server, login, WRITER, VAULT, PROJECTOR)
    answer = office.run("lin", "office", "appoint", "new", "--role", "auditor")
    assert (answer.code, answer.err) == (0, "")
    assert under(on_server, login, AUDITOR).digests() == on_server.digests()
    with login(REPORTER).connect() as connection:
        assert connection.exec_driver_sql("select count(*) from report_freshness_v1").scalar()


def test_an_auditor_follows_the_record_and_sees_nobodys_details(
    on_server: SmallOffice, login: Login
) -> None:
    auditing, who = under(on_server, login, AUDITOR), pseudonym(on_server)

    assert str(who) in auditing.do("x", "audit", "trail", "--member", who)
    assert auditing.root() == on_server.root()
    said = auditing.refuses("book.not_permitted", "x", "member", "show", who)
    assert small.person(0, 0)[1] not in said
    assert "it lacks the role vault;" in said


def test_the_roles_are_groups_without_login_that_own_what_they_must(
    on_server: SmallOffice, postgres_connection: Connection
) -> None:
    schema = schema_of(on_server)
    names = [role(schema, name) for name in ROLES]

    found = postgres_connection.exec_driver_sql(
        "select rolcanlogin, rolsuper, rolcreaterole from pg_roles where rolname = any(%s)",
        (names,),
    ).all()

    assert [tuple(each) for each in found] == [(False, False, False)] * len(ROLES)
    with on_server.database() as database:
        by_name = looked_at(database)
    assert [name for name, each in by_name.items() if each.state != "ok"] == ["this login"]


def _migrator(connection: Connection, url: str, schema: str, *, creates_roles: bool) -> BookAddress:
    """Make a login that owns nothing yet, and return where it would open a book."""
    word = "createrole" if creates_roles else "nocreaterole"
    name = f"{schema}_dba"
    connection.exec_driver_sql(f"create role {name} login {word} password 'x'")
    database = make_url(url).database
    connection.exec_driver_sql(f'grant create on database "{database}" to {name}')
    own = make_url(url).set(drivername="postgresql", username=name, password="x")
    text = own.update_query_dict({"schema": schema}).render_as_string(hide_password=False)
    return BookAddress.parse(text)


def test_who_may_create_roles_migrates_without_being_superuser(
    postgres_connection: Connection, postgresql_url: str
) -> None:
    schema = f"{make_url(postgresql_url).query['schema']}_n"
    address = _migrator(postgres_connection, postgresql_url, schema, creates_roles=True)

    migrate(address)

    with Database.open(address) as database:
        found = looked_at(database)
    assert found["owner"].state == found["grants"].state == found["this login"].state == "ok"
    members = found["logins that may act as owner"]
    assert (members.state, members.found) == ("warning", f"{schema}_dba")


def test_who_may_not_gets_a_book_without_roles_and_is_told(
    postgres_connection: Connection, postgresql_url: str
) -> None:
    schema = f"{make_url(postgresql_url).query['schema']}_n"
    address = _migrator(postgres_connection, postgresql_url, schema, creates_roles=False)

    migrate(address)

    with Database.open(address) as database:
        (found,) = looked_at(database).values()
    assert (found.name, found.state) == ("roles", "warning")
    assert found.found == "missing: " + ", ".join(ROLES)


def test_names_that_would_be_cut_off_are_not_made(
    postgresql_url: str, postgres_connection: Connection
) -> None:
    schema = f"{make_url(postgresql_url).query['schema']}_".ljust(60, "x")
    url = make_url(postgresql_url).update_query_dict({"schema": schema})
    address = BookAddress.parse(url.render_as_string(hide_password=False))

    migrate(address)

    with Database.open(address) as database:
        (found,) = looked_at(database).values()
    assert (found.state, found.found) == ("warning", "the schema's name is too long for them")
    postgres_connection.exec_driver_sql(f'drop schema "{schema}" cascade')


def test_a_role_of_that_name_that_logs_in_is_nobodys_group(
    postgresql_url: str, postgres_connection: Connection
) -> None:
    name = role(str(make_url(postgresql_url).query["schema"]), OWNER)
    postgres_connection.exec_driver_sql(f'create role "{name}" login')
    address = BookAddress.parse(postgresql_url)

    migrate(address)

    with Database.open(address) as database:
        assert looked_at(database)["roles"].state == "warning"
