"""What is erased is gone for good, and nothing else changes."""

import json
import re
from pathlib import Path
from uuid import UUID

import pytest

from ledger.events.member import (
    DataRestricted,
    DetailsShredded,
    ErasureRequested,
    MemberRegistered,
)
from ledger.projections.rebuild import rebuild
from ledger.store import engine, merkle
from ledger.store.tree import StoredTree
from tests.commands import office as small
from tests.commands.office import SmallOffice, account, person
from tests.privacy.offices import AUDITOR, CITED, erase, keep_ten_years, opened, pseudonym

WHY = ("--reason", "本人申请")
NAME, ID_NUMBER = person(0, 0)


def vault_of(office: SmallOffice, who: UUID) -> dict[str, int]:
    """Count what the vault holds of a member."""
    own: object = who.bytes if office.book.endswith(".db") else str(who)
    columns = {"data_key": "member_id", "sealed_field": "member_id", "blind_index": "originator_id"}
    counts = {}
    for table, column in columns.items():
        (found,) = office.rows(f"select count(*) from {table} where {column} = ?", [own])
        counts[table] = int(str(found[0]))
    return counts


def test_keys_ciphertexts_and_index_go_in_the_transaction_that_records_it(
    anywhere: SmallOffice,
) -> None:
    who = pseudonym(anywhere)
    assert vault_of(anywhere, who) == {"data_key": 2, "sealed_field": 2, "blind_index": 1}

    said = erase(anywhere, who)

    assert vault_of(anywhere, who) == {"data_key": 0, "sealed_field": 0, "blind_index": 0}
    requested, shredded = anywhere.events()[-2:]
    assert isinstance(requested, ErasureRequested)
    assert isinstance(shredded, DetailsShredded)
    assert requested.classes == ("identity", "bank")
    assert [(each.data_class, each.ciphertexts) for each in shredded.shredded] == [
        ("identity", 1),
        ("bank", 1),
    ]
    assert f"position: {anywhere.head()}" in said
    for each in shredded.shredded:
        assert all(str(key_id) in said for key_id in each.key_ids)


def test_other_members_keep_all_of_theirs(anywhere: SmallOffice) -> None:
    other = pseudonym(anywhere, 1)

    erase(anywhere, pseudonym(anywhere))

    assert vault_of(anywhere, other) == {"data_key": 2, "sealed_field": 2, "blind_index": 1}
    assert "990***********0030" in anywhere.do("en", "member", "show", other)


def test_hashes_totals_statements_and_replays_stay_exactly_as_they_were(
    anywhere: SmallOffice,
) -> None:
    keep_ten_years(anywhere)
    anywhere.at(2026, 1, 1)
    who, size = pseudonym(anywhere), anywhere.head()
    with opened(anywhere) as book:
        before = [(row.position, row.state) for row in book.record.read()]
        root = book.record.head().root
    balance = ("report", "trial-balance", "--known-at", size, "--as-of", "2015-12-31")
    statement = anywhere.do("fi", *balance)
    digests = anywhere.digests()

    anywhere.do("lin", "member", "erase", who, "--all", *WHY)

    with opened(anywhere) as book:
        rows = list(book.record.read())
        assert [(row.position, row.state) for row in rows[:size]] == before
        leaves = merkle.leaf_hashes(row.state for row in rows)
        assert book.record.head().root == merkle.root_of(leaves)
        with book.record.reading() as read:
            assert StoredTree(read, size).root() == root
        assert all(each.is_equal for each in rebuild(book.database, book.record))
    assert anywhere.do("fi", *balance) == statement
    unmoved = {name for name in digests if not name.startswith("audit_trail")}
    assert {n: d for n, d in anywhere.digests().items() if n in unmoved} == {
        name: digests[name] for name in unmoved
    }


def test_no_byte_of_what_was_erased_is_left_in_the_file(in_file: SmallOffice) -> None:
    who = pseudonym(in_file)
    with opened(in_file) as book:
        held = [book.record.sealed(who, kind) for kind in ("identity", "bank")]
    secrets = [row.wrapped for keys, _ in held for row in keys]
    secrets += [row.ciphertext for _, fields in held for row in fields]
    in_the_file = Path(in_file.book).read_bytes()
    assert all(secret in in_the_file for secret in secrets)  # the control: it can be found

    erase(in_file, who)

    left = b"".join(path.read_bytes() for path in Path(in_file.book).parent.glob("book.db*"))
    assert not any(secret in left for secret in secrets)


def test_an_erasure_beside_a_reader_says_that_pages_are_overwritten_later(
    in_file: SmallOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = pseudonym(in_file)
    keep_ten_years(in_file)
    in_file.at(2026, 1, 1)
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0)
    monkeypatch.setattr(
        engine, "_PRAGMAS", tuple(p for p in engine._PRAGMAS if "busy_timeout" not in p)
    )

    with in_file.database() as database, database.reading() as connection:
        connection.exec_driver_sql("select count(*) from event").scalar()
        answer = in_file.run("lin", "member", "erase", who, "--all", *WHY)

    assert answer.code == 0
    assert "overwritten later" in answer.err
    assert vault_of(in_file, who)["data_key"] == 0


def test_use_is_restricted_while_vouchers_are_kept(anywhere: SmallOffice) -> None:
    who = pseudonym(anywhere)

    said = erase(anywhere, who, "--class", "bank", year=2016)

    assert "bank: kept until 2025-12-31" in said
    restricted = anywhere.events()[-1]
    assert isinstance(restricted, DataRestricted)
    assert {kind: str(day) for kind, day in restricted.until.items()} == {"bank": "2025-12-31"}
    assert vault_of(anywhere, who)["sealed_field"] == 2
    words = ("member", "show", who, "--reveal", "bank_account", "--purpose", "稽核")
    anywhere.refuses("vault.use_restricted", "as", *words)
    assert account(0, 0) in anywhere.do(AUDITOR, *words)
    assert NAME in anywhere.do(
        "as", "member", "show", who, "--reveal", "name", "--purpose", "核对材料"
    )


def test_before_the_term_ends_asking_again_is_refused_and_after_it_erases(
    in_file: SmallOffice,
) -> None:
    who = pseudonym(in_file)
    erase(in_file, who, year=2016)
    again = ("member", "erase", who, "--all", *WHY)

    assert "2025-12-31" in in_file.refuses("vault.retention_runs", "lin", *again)
    # A date that is merely said lets no term end.
    assert in_file.run("lin", *again, on="2026-01-01").code == 3
    in_file.at(2026, 1, 1)
    assert "Certificate of erasure" in in_file.do("lin", *again)
    assert vault_of(in_file, who) == {"data_key": 0, "sealed_field": 0, "blind_index": 0}


def test_each_class_has_its_own_term_where_the_office_says_so(in_file: SmallOffice) -> None:
    who = pseudonym(in_file)
    in_file.do("lin", "office", "policy", "privacy.retention_years.bank", "1", *CITED)

    said = erase(in_file, who, year=2017)

    assert "identity: kept until 2025-12-31" in said
    assert "bank: data key" in said
    assert vault_of(in_file, who) == {"data_key": 1, "sealed_field": 1, "blind_index": 1}


def test_a_term_that_nobody_has_set_is_not_guessed(in_file: SmallOffice) -> None:
    who = pseudonym(in_file)
    in_file.at(2050, 1, 1)
    words = ("member", "erase", who, "--all", *WHY)

    assert "not configured" in in_file.refuses("vault.retention_unset", "lin", *words)
    in_file.refuses("office.resolution_missing", "lin", *words, "--resolution", "R9")
    assert "resolution: R1" in in_file.do("lin", *words, "--resolution", "R1")


@pytest.mark.parametrize("value", ["ten", "1000", "10.5", "+10"])
def test_a_term_is_a_number_of_years(in_file: SmallOffice, value: str) -> None:
    words = ("office", "policy", "privacy.retention_years", value, *CITED)

    assert "a whole number of years" in in_file.refuses("office.policy_unfit", "lin", *words)


def test_a_resolution_does_not_shorten_a_term_that_is_set(in_file: SmallOffice) -> None:
    said = erase(in_file, pseudonym(in_file), "--all", "--resolution", "R1", year=2016)

    assert "Certificate" not in said


def test_details_that_a_cover_needs_are_not_erased(in_file: SmallOffice) -> None:
    keep_ten_years(in_file)
    words = ("member", "erase", pseudonym(in_file), "--all", *WHY)

    said = in_file.refuses("vault.still_needed", "lin", *words)
    chinese = in_file.refuses("vault.still_needed", "lin", *words, lang="zh")

    assert "until 2015-12-31" in said
    assert re.search("尚在使用：\\S+ 的保障至 2015-12-31", chinese)


def test_details_that_an_open_claim_needs_are_not_erased(in_file: SmallOffice) -> None:
    who = pseudonym(in_file)
    small.file_claims(in_file, 1)
    keep_ten_years(in_file)
    in_file.at(2050, 1, 1)

    said = in_file.refuses(
        "vault.still_needed", "lin", "member", "erase", who, "--all", *WHY, "--resolution", "R1"
    )

    assert "claim C0 is filed" in said


def test_what_was_erased_is_neither_shown_nor_erased_again(in_file: SmallOffice) -> None:
    who = pseudonym(in_file)
    erase(in_file, who, "--class", "bank")

    said = in_file.do("au", "member", "show", who)
    assert "bank: erased" in said
    assert "bank account" not in said
    words = ("member", "show", who, "--reveal", "bank_account", "--purpose", "稽核")
    in_file.refuses("vault.erased", "au", *words)
    in_file.refuses("vault.erased", "lin", "member", "erase", who, "--class", "bank", *WHY)
    in_file.refuses(
        "vault.details_missing", "lin", "member", "erase", who, "--class", "health", *WHY
    )
    in_file.do("lin", "member", "erase", who, "--all", *WHY)
    in_file.refuses("record.unknown", "lin", "member", "erase", who, "--all", *WHY)


def test_an_account_named_after_its_erasure_is_kept_under_a_new_key(anywhere: SmallOffice) -> None:
    who = pseudonym(anywhere)
    with opened(anywhere) as book:
        old = {key.key_id for key in book.record.sealed(who, "bank")[0]}
    erase(anywhere, who, "--class", "bank")

    words = ("--bank-account", "6222020000000001234", "--reason", "补发")
    anywhere.do("en", "member", "amend", who, *words)

    with opened(anywhere) as book:
        keys, fields = book.record.sealed(who, "bank")
    assert {key.key_id for key in keys}.isdisjoint(old)
    assert [field.sequence for field in fields] == [2]
    assert "6222***********1234" in anywhere.do("en", "member", "show", who)


def test_after_erasure_the_person_may_join_again_as_somebody_new(anywhere: SmallOffice) -> None:
    who = pseudonym(anywhere)
    erase(anywhere, who)
    anywhere.refuses("record.unknown", "en", "member", "show", "--id-number", ID_NUMBER)

    rows = small.roster_rows(["CD-ACC"], units=[0])
    path = anywhere.file("r2026.csv", small.ROSTER, rows)
    consent = anywhere.paper("同意书2026.txt")
    words = ("roster", "import", path, "--period", "2026", "--consent", consent)
    anywhere.do("en", *words, on="2026-01-01")

    registered = [e for e in anywhere.events() if isinstance(e, MemberRegistered)]
    new = registered[-1].originator_id
    assert new != who
    assert str(new) in anywhere.do("en", "member", "show", "--id-number", ID_NUMBER)
    assert "CD-HOSP@2015" not in anywhere.do("en", "member", "show", new)


def test_a_settlement_of_somebody_erased_finds_nobody_and_compares_no_name(
    in_file: SmallOffice,
) -> None:
    erase(in_file, pseudonym(in_file))
    path = in_file.file(
        "s.csv", small.SETTLEMENTS, [small.settlement_row("S1", 0, 0, 姓名="测试另人")]
    )

    said = in_file.refuses("file.rows_refused", "as", "claim", "import", path)
    assert "row 2, column 身份证号: [record.unknown]" in said
    assert "claim.name_differs" not in said


def test_new_cover_takes_a_pending_erasure_back(in_file: SmallOffice) -> None:
    who = pseudonym(in_file)
    erase(in_file, who, year=2016)
    rows = small.roster_rows(["CD-ACC"], units=[0])
    path = in_file.file("r2016.csv", small.ROSTER, rows)
    consent = in_file.paper("同意书2016.txt")
    in_file.do("en", "roster", "import", path, "--period", "2016", "--consent", consent)

    shown = json.loads(in_file.do("en", "member", "show", who, "--format", "json"))

    assert shown["erasure"] == {}


def test_an_erasure_that_is_repeated_under_its_id_gives_the_same_certificate(
    in_file: SmallOffice,
) -> None:
    who = pseudonym(in_file)
    keep_ten_years(in_file)
    in_file.at(2026, 1, 1)
    own = "00000000-0000-4000-8000-000000000001"
    words = ("member", "erase", who, "--all", *WHY)

    first = in_file.run("lin", *words, command_id=own)
    head = in_file.head()

    assert in_file.run("lin", *words, command_id=own) == first
    assert in_file.head() == head
    assert first.code == 0


def test_the_reason_of_an_erasure_does_not_name_the_person(in_file: SmallOffice) -> None:
    keep_ten_years(in_file)
    in_file.at(2026, 1, 1)
    words = ("member", "erase", pseudonym(in_file), "--all", "--reason", f"{NAME} 申请")

    in_file.refuses("vault.text_names_person", "lin", *words)


def test_who_has_lost_the_keys_can_still_erase(in_file: SmallOffice) -> None:
    who = pseudonym(in_file)
    keep_ten_years(in_file)
    in_file.at(2026, 1, 1)
    in_file.keys.unlink()

    in_file.do("lin", "member", "erase", who, "--all", *WHY)

    assert vault_of(in_file, who) == {"data_key": 0, "sealed_field": 0, "blind_index": 0}


@pytest.mark.parametrize("officer", ["en", "as", "fi", AUDITOR])
def test_only_a_manager_erases(in_file: SmallOffice, officer: str) -> None:
    words = ("member", "erase", pseudonym(in_file), "--all", *WHY)

    in_file.refuses("office.role_missing", officer, *words)


@pytest.mark.parametrize("more", [(), ("--all", "--class", "bank")])
def test_an_erasure_says_what_goes(in_file: SmallOffice, more: tuple[str, ...]) -> None:
    assert in_file.run("lin", "member", "erase", pseudonym(in_file), *more, *WHY).code == 2
