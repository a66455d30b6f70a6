"""The vault is held against the record: what was altered, deleted or swapped in it is found."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from ledger.commands.journal_kept import journal_of
from ledger.evidence.damage import Kind
from ledger.evidence.vault_held import VaultDamage, VaultKind, hold_vault
from tests.commands import office as small
from tests.commands.office import SmallOffice
from tests.privacy.offices import (
    anywhere,
    built,
    erase,
    in_file,
    on_server,
    opened,
    pseudonym,
    verbs,
)

__all__ = ["anywhere", "built", "in_file", "on_server", "verbs"]
OF = "where member_id = x'{0}' and class = 'bank'"
TAKEN = (
    "create temporary table taken as select member_id, ciphertext from sealed_field "
    "where class = 'bank' and member_id in (x'{0}', x'{1}')"
)
SWAP = (
    "update sealed_field set ciphertext = (select taken.ciphertext from taken "
    "where taken.member_id <> sealed_field.member_id) "
    "where class = 'bank' and member_id in (x'{0}', x'{1}')"
)
PLANTED: dict[str, tuple[tuple[str, ...], list[tuple[int, int, VaultKind]]]] = {
    "zeroed": ((f"update sealed_field set ciphertext = zeroblob(60) {OF}",), [(0, 1, VaultKind.ALTERED)]),
    "deleted": ((f"delete from sealed_field {OF}",), [(0, 1, VaultKind.MISSING)]),
    "swapped": ((TAKEN, SWAP), [(0, 1, VaultKind.SWAPPED), (1, 1, VaultKind.SWAPPED)]),
    "added": (
        (
            "insert into sealed_field values (x'{0}', 'bank', 2, zeroblob(60))",
        ),
        [(0, 2, VaultKind.UNRECORDED)],
    ),
    "without a key": ((f"delete from data_key {OF}",), [(0, 0, VaultKind.DATA_KEY_MISSING)]),
}  # fmt: skip


def plant(office: SmallOffice, *statements: str, path: str = "") -> None:
    """Change the vault of two members as somebody with their own program would."""
    names = [pseudonym(office, k).hex for k in (0, 1)] if not path else []
    with closing(sqlite3.connect(path or office.book)) as connection, connection:
        for (name,) in connection.execute(
            "select name from sqlite_master where type = 'trigger'"
        ).fetchall():
            connection.execute(f"drop trigger {name}")
        for statement in statements:
            connection.execute(statement.format(*names))


def held(office: SmallOffice) -> list[VaultDamage]:
    with opened(office) as book:
        return hold_vault(book.database, journal_of(book).entries()).damages


def test_a_vault_that_nobody_touched_is_whole(anywhere: SmallOffice) -> None:
    who = pseudonym(anywhere)
    anywhere.do(
        "en", "member", "amend", who, "--bank-account", "9900000000000017", "--reason", "换卡"
    )

    said = anywhere.do("lin", "audit", "vault")

    with opened(anywhere) as book, book.database.reading() as connection:
        rows = connection.exec_driver_sql("select count(*) from sealed_field").scalar_one()
    assert f"{rows} ciphertexts as recorded" in said


def test_a_vault_from_which_somebody_was_erased_is_whole(anywhere: SmallOffice) -> None:
    erase(anywhere, pseudonym(anywhere))

    assert "whole" in anywhere.do("lin", "audit", "vault")
    with opened(anywhere) as book:
        assert hold_vault(book.database).damages == []  # the record itself says so


def test_what_was_erased_and_given_again_is_held_too(in_file: SmallOffice) -> None:
    who = pseudonym(in_file)
    erase(in_file, who, "--class", "bank")
    words = ("--bank-account", "9900000000000017", "--account-holder", "测试", "--reason", "换卡")
    in_file.do("en", "member", "amend", who, *words)
    assert held(in_file) == []

    plant(in_file, f"update sealed_field set ciphertext = zeroblob(60) {OF}")

    assert held(in_file) == [VaultDamage(who, "bank", 2, VaultKind.ALTERED)]


@pytest.mark.parametrize("what", PLANTED)
def test_what_was_planted_in_the_vault_is_found_and_named(in_file: SmallOffice, what: str) -> None:
    statements, expected = PLANTED[what]
    whose = [pseudonym(in_file, k) for k in (0, 1)]
    plant(in_file, *statements)

    found = [VaultDamage(whose[k], "bank", n, kind) for k, n, kind in expected]
    assert held(in_file) == sorted(found)
    for lang in ("en", "zh"):
        answer = in_file.run("lin", "audit", "vault", lang=lang)
        assert answer.code == 4, answer
        for each in found:
            assert f"{each.member_id}" in answer.err
            assert f"[{each.kind}]" in answer.err
        for value in small.person(0, 0)[:2]:
            assert value not in answer.err


def test_the_record_itself_stays_whole_when_the_vault_is_not(in_file: SmallOffice) -> None:
    plant(in_file, f"delete from sealed_field {OF}")

    assert in_file.run("lin", "audit", "verify").code == 0
    assert in_file.run("lin", "audit", "vault").code == 4


def test_a_restored_vault_without_what_was_erased_since_is_whole(in_file: SmallOffice) -> None:
    backup = in_file.folder / "backup.db"
    in_file.do("lin", "backup", backup)
    erase(in_file, pseudonym(in_file))
    Path(in_file.book).unlink()

    in_file.do("lin", "restore", backup, "--to", in_file.book, "--verify")

    assert "whole" in in_file.do("lin", "audit", "vault")


def test_a_backup_whose_vault_is_damaged_is_not_verified(in_file: SmallOffice) -> None:
    backup = in_file.folder / "backup.db"
    in_file.do("lin", "backup", backup)
    plant(in_file, "update sealed_field set ciphertext = zeroblob(60)", path=str(backup))
    Path(in_file.book).unlink()

    answer = in_file.run("lin", "restore", backup, "--to", in_file.book, "--verify")

    assert (answer.code, "of its vault are not as recorded" in answer.err) == (4, True), answer
    assert not Path(in_file.book).exists()


def test_no_kind_of_damage_has_one_name_in_the_record_and_in_the_vault() -> None:
    assert {kind.value for kind in VaultKind} & {kind.value for kind in Kind} == set()
