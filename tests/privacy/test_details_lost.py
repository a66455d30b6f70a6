"""Details that cannot be read are said to be erased, missing or damaged, as they are."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from uuid import UUID

import pytest

from ledger.store.shredding import journal_beside
from tests.commands.office import SmallOffice
from tests.privacy.offices import AUDITOR, erase, pseudonym

CHANGES = {
    "damaged": (
        "update sealed_field set ciphertext = zeroblob(60)",
        "bank: damaged: not what was recorded",
        "已损坏，与账簿所记的不符",
    ),
    "missing": (
        "delete from sealed_field",
        "bank: missing, and nothing says they were erased",
        "缺失，而账簿与删除日志均未记其删除",
    ),
    "unopened": (
        "update data_key set wrapped = zeroblob(60)",
        "bank: do not open: the data key is damaged",
        "现有密钥打不开",
    ),
}


def plant(office: SmallOffice, who: UUID, statement: str) -> None:
    """Change the vault of a member's account as somebody with their own program would."""
    with closing(sqlite3.connect(office.book)) as connection, connection:
        for table in ("data_key", "sealed_field"):
            connection.execute(f"drop trigger {table}_no_update")
        connection.execute(f"{statement} where member_id = x'{who.hex}' and class = 'bank'")


@pytest.mark.parametrize("verb", ["show", "statement"])
@pytest.mark.parametrize("loss", CHANGES)
def test_damaged_details_are_told_from_keys_that_are_absent(
    in_file: SmallOffice, loss: str, verb: str
) -> None:
    who = pseudonym(in_file)
    statement, english, chinese = CHANGES[loss]
    plant(in_file, who, statement)

    said, said_zh = (in_file.do("lin", "member", verb, who, lang=lang) for lang in ("en", "zh"))

    assert english in said
    assert chinese in said_zh
    assert "密钥不在" not in said_zh
    assert "ID number" in said  # the other classes are shown as ever


def test_for_programs_damage_is_beside_the_details(in_file: SmallOffice) -> None:
    who = pseudonym(in_file)
    plant(in_file, who, CHANGES["damaged"][0])

    facts = json.loads(in_file.do("lin", "member", "show", who, "--format", "json"))

    assert (facts["damaged"], facts["erasure"]) == ({"bank": "damaged"}, {})


def test_a_damaged_detail_is_not_revealed_and_the_refusal_says_why(in_file: SmallOffice) -> None:
    who = pseudonym(in_file)
    plant(in_file, who, CHANGES["damaged"][0])

    words = ("member", "show", who, "--reveal", "bank_account", "--purpose", "核对账号")
    said = in_file.refuses("vault.damaged", AUDITOR, *words)

    assert "not those that were recorded" in said


@pytest.mark.parametrize("verb", ["show", "statement"])
def test_what_was_erased_after_the_backup_is_said_to_be_erased(
    in_file: SmallOffice, verb: str
) -> None:
    who = pseudonym(in_file)
    backup = in_file.folder / "backup.db"
    in_file.do("lin", "backup", backup)
    erase(in_file, who)
    Path(in_file.book).unlink()
    in_file.do("lin", "restore", backup, "--to", in_file.book)

    said, said_zh = (in_file.do("lin", "member", verb, who, lang=lang) for lang in ("en", "zh"))

    assert "erased" in said
    assert "已删除" in said_zh
    assert "缺失" not in said_zh
    journal_beside(in_file.keys).unlink()  # without it nothing says that they were
    assert "missing" in in_file.do("lin", "member", verb, who)
