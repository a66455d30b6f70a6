"""Cover after enrolment: voided, moved, ended, handed over; money goes back to whoever paid it."""

import csv
from pathlib import Path
from uuid import UUID

import pytest

from ledger.terms import shipped
from tests.commands import office as small
from tests.commands.office import SmallOffice
from tests.commands.people import cover_of, pseudonyms, told

EVE = "2014-12-31"  # the last day before cover of 2015 begins
MEMBER_VOID = ("--plan", "CD-HOSP", "--period", "2015", "--ground", "enrolled_twice")


@pytest.fixture
def one(enrolled: SmallOffice) -> UUID:
    """The first member of the office's first unit."""
    return pseudonyms(enrolled)[0]


def balance(office: SmallOffice, account: str) -> int:
    """Return an account's balance in fen, debits positive."""
    ((fen,),) = office.rows(
        "select cast(coalesce(sum(case side when 'D' then amount_fen else -amount_fen end), 0)"
        " as bigint) from journal_line where account = ?",
        (account,),
    )
    return int(str(fen))


def events_of(office: SmallOffice, member: UUID) -> list[str]:
    return [e.topic for e in office.events() if e.originator_id == member]


# --- voiding ------------------------------------------------------------------------------------


def test_a_voided_enrolments_contribution_is_held_and_goes_back(
    enrolled: SmallOffice, one: UUID
) -> None:
    said = enrolled.do("en", "member", "void", one, *MEMBER_VOID, on=EVE)

    assert "90.00 yuan due no more" in said
    assert "90.00 yuan of receipt MED0 are held" in said
    assert balance(enrolled, "unidentified_receipts") == -9_000
    enrolled.do("en", "contribution", "refund", "MED0", "--reason", "撤销参保")
    assert balance(enrolled, "unidentified_receipts") == 0
    rows = enrolled.rows("select amount_fen, bank_account from receipt where step = 'refunded'")
    assert rows == [(-9_000, "B1")]


def test_a_voided_enrolment_counts_nowhere(enrolled: SmallOffice, one: UUID) -> None:
    before = told(enrolled, "unit", "statement", "U000", "--as-of", "2015-06-30")
    enrolled.do("en", "member", "void", one, *MEMBER_VOID, on=EVE)
    after = told(enrolled, "unit", "statement", "U000", "--as-of", "2015-06-30")

    (was,) = (p for p in before["plans"] if p["plan"] == "CD-HOSP@2015")
    (now,) = (p for p in after["plans"] if p["plan"] == "CD-HOSP@2015")
    assert (was["members"], was["covered"], was["due_fen"]) == (12, 12, 108_000)
    assert (now["members"], now["covered"], now["due_fen"]) == (11, 11, 99_000)
    assert (now["received_fen"], now["open_fen"]) == (99_000, 0)
    assert [(h["receipt"], h["amount_fen"]) for h in after["held"]] == [("MED0", 9_000)]


def test_a_voided_enrolment_earns_nothing(enrolled: SmallOffice, one: UUID) -> None:
    enrolled.do("en", "member", "void", one, *MEMBER_VOID, on=EVE)
    enrolled.until("2015-12-31")
    enrolled.do("fi", "period", "accrue", "2015-12")

    rows = enrolled.rows(
        "select cast(sum(amount_fen) as bigint) from journal_line"
        " where account = 'contribution_income' and plan = 'CD-HOSP@2015'"
    )
    assert rows == [(9_000 * (small.UNITS * small.PEOPLE - 1),)]


def test_what_is_known_before_a_voiding_stays_as_it_was(enrolled: SmallOffice, one: UUID) -> None:
    words = ("member", "statement", one, "--as-of", "2015-06-30", "--known-at", enrolled.head())
    before = told(enrolled, *words)
    enrolled.do("en", "member", "void", one, *MEMBER_VOID, on=EVE)

    assert told(enrolled, *words) == before
    now = told(enrolled, "member", "statement", one, "--as-of", "2015-06-30")
    assert [c["plan"] for c in now["covers"]] == ["CD-ACC@2014", "CD-ACC@2014"]


def test_voiding_begun_cover_rests_on_a_recorded_resolution(
    enrolled: SmallOffice, one: UUID
) -> None:
    void = ("member", "void", one, *MEMBER_VOID)
    enrolled.refuses("office.resolution_unnamed", "en", *void)
    enrolled.refuses("office.resolution_missing", "en", *void, "--resolution", "R9")
    said = enrolled.do("en", "member", "void", one, *MEMBER_VOID, "--resolution", "R1")

    assert "0.00 yuan due no more" in said
    assert balance(enrolled, "unidentified_receipts") == 0


def test_a_dry_run_of_a_voiding_says_its_events_and_records_nothing(
    enrolled: SmallOffice, one: UUID
) -> None:
    with enrolled.untouched():
        said = enrolled.do("en", "member", "void", one, *MEMBER_VOID, "--dry-run", on=EVE)
        chinese = enrolled.do(
            "en", "member", "void", one, *MEMBER_VOID, "--dry-run", on=EVE, lang="zh"
        )
    assert "dry run: 2 events would be recorded; nothing was" in said
    assert f"enrolment of member {one} in CD-HOSP@2015, period 2015 voided" in said
    assert "roster of unit U000 amended" in said
    assert "将记录 2 项，未作任何记录" in chinese


def test_a_dry_run_is_refused_where_the_command_is(enrolled: SmallOffice, one: UUID) -> None:
    enrolled.refuses(
        "office.resolution_unnamed", "en", "member", "void", one, *MEMBER_VOID, "--dry-run"
    )


def test_voiding_twice_is_refused(enrolled: SmallOffice, one: UUID) -> None:
    enrolled.do("en", "member", "void", one, *MEMBER_VOID, on=EVE)
    enrolled.refuses("record.unknown", "en", "member", "void", one, *MEMBER_VOID)


def test_a_paper_whose_name_names_the_person_is_refused(enrolled: SmallOffice, one: UUID) -> None:
    name, _ = small.person(0, 0)
    paper = enrolled.paper(f"{name}重复.txt")
    words = ("--plan", "CD-HOSP", "--period", "2015", "--ground", "other", "--document", paper)
    enrolled.refuses("vault.text_names_person", "en", "member", "void", one, *words)


def test_another_ground_of_voiding_stands_in_a_document(enrolled: SmallOffice, one: UUID) -> None:
    words = ("member", "void", one, "--plan", "CD-HOSP", "--period", "2015", "--ground", "other")
    enrolled.refuses("record.document_missing", "en", *words)

    enrolled.do("en", *words, "--document", enrolled.paper("核查.txt"), on=EVE)

    assert "（其他，见所附文件）" in enrolled.do("lin", "audit", "trail", lang="zh")


def test_who_was_voided_can_be_put_on_a_roster_again(enrolled: SmallOffice, one: UUID) -> None:
    enrolled.do("en", "member", "void", one, *MEMBER_VOID, on=EVE)
    enrolled.do("en", "unit", "headcount", "U000", 12)
    path = enrolled.file("又.csv", small.ROSTER, [small.roster_row(0, 0)])
    said = enrolled.do("en", *small.roster_import(enrolled, path))

    assert "recorded 1 roster" in said
    assert events_of(enrolled, one)[-1] == "member.enrolled.v1"


def test_facts_rebuilt_after_changes_are_the_same(enrolled: SmallOffice) -> None:
    first, second, third, *_ = pseudonyms(enrolled)
    enrolled.do("en", "member", "void", first, *MEMBER_VOID, on=EVE)
    leaving = ("--cause", "withdrew", "--reason", "本人申请")
    enrolled.do("en", "member", "leave", second, *leaving, on="2015-06-30")
    enrolled.do("en", "member", "transfer", third, "--to", "U001")
    before = enrolled.digests()

    assert "DIFFERENT" not in enrolled.do("lin", "projection", "rebuild")
    assert enrolled.digests() == before


# --- going --------------------------------------------------------------------------------------


def test_cover_ends_where_somebody_leaves_and_participations_stay(
    enrolled: SmallOffice, one: UUID
) -> None:
    words = ("--cause", "employment_ended", "--reason", "合同终止")
    enrolled.do("en", "member", "leave", one, *words, on="2015-06-30")

    for day, covered in (("2015-06-30", 12), ("2015-07-01", 11), ("2015-12-31", 11)):
        said = told(enrolled, "unit", "statement", "U000", "--as-of", day)
        for plan in said["plans"]:
            if plan["period"] == "2015":
                assert (plan["members"], plan["covered"]) == (12, covered)
    its = told(enrolled, "member", "statement", one, "--as-of", "2015-07-01")
    assert cover_of(its, "CD-HOSP@2015", "2015")["ends_on"] == "2015-06-30"
    assert cover_of(its, "CD-HOSP@2015", "2015")["state"] == "ended"
    assert its["departed"] == {"how": "left", "on": "2015-06-30"}


def test_a_loss_after_somebody_left_is_refused_and_one_before_is_filed(
    enrolled: SmallOffice, one: UUID
) -> None:
    words = ("--cause", "withdrew", "--reason", "本人申请")
    enrolled.do("en", "member", "leave", one, *words, on="2015-02-15")
    _, id_number = small.person(0, 0)

    def filing(number: str, day: str) -> tuple[object, ...]:
        loss = ("--trigger", "hospital_stay", "--occurred-on", day, "--self-pay", "4000")
        return ("claim", "file", number, "--id-number", id_number, "--plan", "CD-HOSP", *loss)

    enrolled.at(2015, 3, 5)
    enrolled.refuses("claim.loss_after_departure", "as", *filing("C1", "2015-02-16"))
    enrolled.do("as", *filing("C2", "2015-02-15"))


def test_a_death_before_an_approved_loss_is_recorded_with_a_warning(enrolled: SmallOffice) -> None:
    small.file_claims(enrolled, 1)
    enrolled.do("as", "claim", "assess", "C0")
    enrolled.do("ap", "claim", "approve", "C0")
    (member,) = {e.originator_id for e in enrolled.events() if getattr(e, "claim", None) == "C0"}
    paper = enrolled.paper("证明.txt")

    said = enrolled.do("en", "member", "died", member, "--document", paper, on="2015-01-31")

    assert "warning: C0: for a loss after that day; look into it" in said


def test_who_moved_keeps_cover_with_the_unit_that_contributed(
    enrolled: SmallOffice, one: UUID
) -> None:
    enrolled.do("en", "member", "transfer", one, "--to", "U001")

    its = told(enrolled, "member", "statement", one, "--as-of", "2015-06-30")
    assert its["unit"] == "U001"
    cover = cover_of(its, "CD-HOSP@2015", "2015")
    assert (cover["unit"], cover["ends_on"], cover["state"]) == ("U000", "2015-12-31", "in_force")


def test_nobody_moves_to_a_unit_that_is_unknown_or_closed(enrolled: SmallOffice, one: UUID) -> None:
    enrolled.refuses("record.unknown", "en", "member", "transfer", one, "--to", "U999")
    enrolled.do("en", "unit", "close", "U003", "--reason", "注销")
    enrolled.refuses("unit.closed", "en", "member", "transfer", one, "--to", "U003")


def test_retirement_and_death_are_told(enrolled: SmallOffice) -> None:
    one, two, *_ = pseudonyms(enrolled)
    enrolled.do("en", "member", "retire", one, on="2015-06-30")
    paper = enrolled.paper("证明.txt")
    enrolled.until("2015-06-30")
    enrolled.do("en", "member", "died", two, "--document", paper)

    retired = enrolled.do("en", "member", "statement", one, "--as-of", "2015-07-01")
    dead = enrolled.do("en", "member", "statement", two, "--as-of", "2015-07-01", lang="zh")
    assert "retired on 2015-06-30" in retired
    assert "in force" in retired
    assert "已身故（2015-06-30）：此后的事故不在保障内" in dead
    assert "保障中" not in dead
    trail = enrolled.do("en", "audit", "trail", "--member", two)
    assert f"member {two} of unit U000 died" in trail


# --- consent ------------------------------------------------------------------------------------


def test_a_consent_is_recorded_on_its_paper_and_a_refusal_without(
    enrolled: SmallOffice, one: UUID
) -> None:
    enrolled.refuses("record.document_missing", "en", "member", "consent", one, "deduction")
    paper = enrolled.paper("同意书2.txt")
    enrolled.do("en", "member", "consent", one, "deduction", "--document", paper)
    enrolled.do("en", "member", "consent", one, "enrolment", "--refused")

    assert events_of(enrolled, one)[-2:] == [
        "member.consent_given.v1",
        "member.consent_refused.v1",
    ]


# --- to another office --------------------------------------------------------------------------


def hand_over(office: SmallOffice, member: UUID, out: Path) -> str:
    words = ("--to", "BJ", "--unit", "U000", "--reason", "工作调动", "--out", out)
    return office.do("en", "member", "hand-over", member, *words, on="2015-06-30")


def test_the_other_offices_take_over_reads_the_hand_over(
    enrolled: SmallOffice, ready: SmallOffice, begun: SmallOffice, one: UUID, tmp_path: Path
) -> None:
    file = tmp_path / "hand-over.csv"
    hand_over(enrolled, one, file)

    other = begun
    other.do("lin", "office", "appoint", "en", "--role", "enrolment")
    other.do("lin", "office", "resolve", "R1", "--title", "开办", "--body", "管委会")
    for fund in ("MED", "CARE"):
        other.do("lin", "fund", "open", fund, "--name", fund, "--restriction", "unrestricted")
    for key in ("CD-HOSP@2015", "CD-ACC@2014"):
        terms = ready.folder / f"{key}.yaml"
        terms.write_text(shipped()[key], encoding="utf-8")
        other.do("lin", "plan", "publish", terms, "--resolution", "R1")
    other.do("en", "unit", "register", "U000", "--name", "示例单位")
    paper = other.paper("移交书.txt")
    words = ("take-over", "--members", file, "--document", paper)
    other.until("2015-07-01")
    other.do("en", *words)

    (newcomer,) = pseudonyms(other)
    its = told(other, "member", "statement", newcomer, "--as-of", "2015-07-01")
    accident = cover_of(its, "CD-ACC@2014", "2015")
    assert accident["covered_since"] == "2013-01-01"  # through all renewals, at both offices
    assert (accident["starts_on"], accident["ends_on"]) == ("2015-01-01", "2015-12-31")
    assert its["details"]["id_number"].endswith(small.person(0, 0)[1][-4:])


def test_a_hand_over_ends_cover_and_records_that_details_left_the_vault(
    enrolled: SmallOffice, one: UUID, tmp_path: Path
) -> None:
    hand_over(enrolled, one, tmp_path / "out.csv")

    assert events_of(enrolled, one)[-4:] == [
        "member.details_revealed.v1",
        "member.cover_ended.v1",
        "member.cover_ended.v1",
        "member.left.v1",
    ]
    trail = enrolled.do("en", "audit", "trail", "--member", one)
    assert "carried on by office BJ" in trail
    assert small.person(0, 0)[1] not in trail
    assert (tmp_path / "out.csv").stat().st_mode & 0o077 == 0  # nobody else reads it


def test_a_refused_hand_over_leaves_no_file(enrolled: SmallOffice, tmp_path: Path) -> None:
    one = pseudonyms(enrolled)[0]
    file = tmp_path / "out.csv"
    words = ("--to", "BJ", "--unit", "U000", "--reason", "调动", "--out", file)

    enrolled.refuses("office.role_missing", "ca", "member", "hand-over", one, *words)

    assert not file.exists()


def test_a_hand_over_never_writes_over_a_file(enrolled: SmallOffice, tmp_path: Path) -> None:
    one = pseudonyms(enrolled)[0]
    file = tmp_path / "out.csv"
    file.write_text("kept")
    words = ("--to", "BJ", "--unit", "U000", "--reason", "调动", "--out", file)

    enrolled.refuses("record.file_exists", "en", "member", "hand-over", one, *words)

    assert file.read_text() == "kept"


def test_a_hand_over_says_what_is_used_of_the_limits(enrolled: SmallOffice, tmp_path: Path) -> None:
    (claim,) = small.file_claims(enrolled, 1)
    enrolled.do("as", "claim", "assess", claim)
    enrolled.do("ap", "claim", "approve", claim)
    one = pseudonyms(enrolled)[0]
    hand_over(enrolled, one, tmp_path / "out.csv")

    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["计划"]: row for row in csv.DictReader(file)}
    assert (rows["CD-HOSP"]["已用额度"], rows["CD-HOSP"]["已用次数"]) == ("1250.00", "1")
    assert (rows["CD-ACC"]["已用额度"], rows["CD-ACC"]["已用次数"]) == ("0.00", "0")
