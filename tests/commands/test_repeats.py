"""What is asked for twice is done once: command ids, receipt numbers, batches, files."""

from uuid import UUID

import pytest

from tests.commands.office import SmallOffice, file_claims, person, unit

ID = str(UUID(int=7))
RECEIVE = (
    "contribution", "receive", "--receipt", "N1", "--unit", unit(0), "--fund", "MED",
    "--period", "2015", "--bank-account", "B1", "--amount",
)  # fmt: skip


def test_a_command_under_the_same_id_answers_the_same_and_records_once(
    enrolled: SmallOffice,
) -> None:
    first = enrolled.run("en", *RECEIVE, "90", command_id=ID)
    assert first.code == 0
    with enrolled.untouched():
        assert enrolled.run("en", *RECEIVE, "90", command_id=ID) == first


def test_a_command_id_with_another_input_is_refused(enrolled: SmallOffice) -> None:
    enrolled.run("en", *RECEIVE, "90", command_id=ID)
    with enrolled.untouched():
        answer = enrolled.run("en", *RECEIVE, "91", command_id=ID)
    assert answer.code == 3
    assert "[record.command_reused]" in answer.err


def test_a_command_id_used_by_another_command_is_refused(enrolled: SmallOffice) -> None:
    enrolled.run("en", *RECEIVE, "90", command_id=ID)
    with enrolled.untouched():
        answer = enrolled.run("en", "unit", "register", "U9", "--name", "某单位", command_id=ID)
    assert answer.code == 3
    assert "[record.command_reused]" in answer.err


def test_a_command_id_on_another_day_is_another_input(enrolled: SmallOffice) -> None:
    enrolled.run("en", *RECEIVE, "90", command_id=ID, on="2015-01-05")
    answer = enrolled.run("en", *RECEIVE, "90", command_id=ID, on="2015-01-06")
    assert "[record.command_reused]" in answer.err


def test_a_receipt_number_is_given_once(enrolled: SmallOffice) -> None:
    enrolled.do("en", *RECEIVE, "90")
    said = enrolled.refuses("record.key_taken", "en", *RECEIVE, "90")
    assert "receipt N1" in said


def test_a_claim_filed_for_somebody_else_under_the_same_id_is_refused(
    enrolled: SmallOffice,
) -> None:
    enrolled.at(2015, 3, 5)
    loss = ("--plan", "CD-HOSP", "--trigger", "hospital_stay", "--occurred-on", "2015-02-10",
            "--ended-on", "2015-02-20", "--self-pay", "4000", "--total", "9000")  # fmt: skip
    first = enrolled.run(
        "as", "claim", "file", "K1", "--id-number", person(0, 0)[1], *loss, command_id=ID
    )
    assert first.code == 0, first
    with enrolled.untouched():
        other = enrolled.run(
            "as", "claim", "file", "K1", "--id-number", person(0, 1)[1], *loss, command_id=ID
        )
    assert other.code == 3
    assert "[record.command_reused]" in other.err


def test_many_claims_decided_under_one_id_are_decided_once(enrolled: SmallOffice) -> None:
    numbers = file_claims(enrolled, 3)
    first = enrolled.run("as", "claim", "assess", *numbers, command_id=ID)
    assert first.code == 0
    with enrolled.untouched():
        again = enrolled.run("as", "claim", "assess", *numbers, command_id=ID)
    assert again.code == 0
    assert "nothing was doubled" in again.out


def test_many_claims_under_an_id_used_for_others_are_refused(enrolled: SmallOffice) -> None:
    numbers = file_claims(enrolled, 4)
    enrolled.run("as", "claim", "assess", *numbers[:2], command_id=ID)
    with enrolled.untouched():
        other = enrolled.run("as", "claim", "assess", *numbers[2:], command_id=ID)
    assert other.code == 3
    assert "[record.command_reused]" in other.err


def paid_batch(office: SmallOffice) -> list[str]:
    """Bring claims as far as a prepared batch."""
    numbers = file_claims(office, 3)
    for officer, noun, step in (
        ("as", "claim", "assess"),
        ("ap", "claim", "approve"),
        ("fi", "pay", "verify"),
    ):
        office.do(officer, noun, step, *numbers)
    office.do("ca", "pay", "prepare", "BT1", "--fund", "MED", "--bank-account", "B1", *numbers)
    return numbers


def test_a_batch_number_is_given_once(enrolled: SmallOffice) -> None:
    paid_batch(enrolled)
    words = ("pay", "prepare", "BT1", "--fund", "MED", "--bank-account", "B1", "C0")
    said = enrolled.refuses("record.key_taken", "ca", *words)
    assert "batch BT1" in said


def test_a_claim_in_a_batch_goes_into_no_other(enrolled: SmallOffice) -> None:
    paid_batch(enrolled)
    words = ("pay", "prepare", "BT2", "--fund", "MED", "--bank-account", "B1", "C0")
    enrolled.refuses("claim.wrong_stage", "ca", *words)


def test_a_released_batch_released_again_writes_the_same_file_and_records_nothing(
    enrolled: SmallOffice,
) -> None:
    paid_batch(enrolled)
    bank = enrolled.folder / "bank"
    enrolled.do("tr", "pay", "release", "BT1", "--out", bank)
    (path,) = bank.iterdir()
    content = path.read_bytes()
    path.unlink()
    with enrolled.untouched():
        enrolled.do("tr", "pay", "release", "BT1", "--out", bank)
    assert path.read_bytes() == content
    assert list(bank.iterdir()) == [path]


def test_a_batch_whose_file_could_not_be_written_stays_released_and_its_file_comes_later(
    enrolled: SmallOffice,
) -> None:
    paid_batch(enrolled)
    taken = enrolled.folder / "a file"
    taken.write_text("no folder")
    answer = enrolled.run("tr", "pay", "release", "BT1", "--out", taken / "bank")
    assert (answer.code, "[pay.file_not_written]" in answer.err) == (3, True), answer
    bank = enrolled.folder / "bank"
    with enrolled.untouched():
        enrolled.do("tr", "pay", "release", "BT1", "--out", bank)
    (path,) = bank.iterdir()
    assert path.read_bytes()


def test_a_batch_pays_to_the_account_that_was_named_when_it_was_prepared(
    enrolled: SmallOffice,
) -> None:
    paid_batch(enrolled)
    bank = enrolled.folder / "bank"
    enrolled.do("tr", "pay", "release", "BT1", "--out", bank)
    (path,) = bank.iterdir()
    content = path.read_bytes()
    for (member,) in enrolled.rows("select distinct hex(member) from claim_step"):
        words = ("--bank-account", "6222029999000000017", "--reason", "换卡")
        enrolled.do("en", "member", "amend", UUID(str(member)), *words)
    enrolled.do("tr", "pay", "release", "BT1", "--out", bank)
    assert list(bank.iterdir()) == [path]
    assert path.read_bytes() == content


@pytest.mark.parametrize("reason", ["迟到的单据"])
def test_a_reopening_under_the_same_id_is_proposed_once(enrolled: SmallOffice, reason: str) -> None:
    for step in ("accrue", "soft-close", "close"):
        enrolled.do("fi", "period", step, "2014-12")
    words = ("period", "reopen", "2014-12", "--reason", reason)
    assert enrolled.run("fi", *words, command_id=ID).code == 0
    with enrolled.untouched():
        assert enrolled.run("fi", *words, command_id=ID).code == 0
