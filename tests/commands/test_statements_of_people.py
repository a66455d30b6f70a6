"""Answers to people: what a member and a unit are told, masked, at a day, as known at a position."""

from uuid import UUID

import pytest

from ledger.book import Book
from tests.aggregates.given import given
from tests.commands import office as small
from tests.commands.office import SmallOffice
from tests.commands.people import cover_of, pseudonyms, told

APPROVED = 125_000  # fen: of a stay of ten days, 4,000 yuan self-payment


@pytest.fixture
def decided(enrolled: SmallOffice) -> SmallOffice:
    """An office in which one claim is paid, one approved, one rejected, and one filed."""
    small.file_claims(enrolled, 4)
    enrolled.do("as", "claim", "assess", "C0", "C1", "C2")
    enrolled.do("ap", "claim", "approve", "C0", "C1")
    enrolled.do("ap", "claim", "reject", "C2", "--ground", "evidence_missing")
    enrolled.do("fi", "pay", "verify", "C0")
    return enrolled


def owner(office: SmallOffice, claim: str) -> UUID:
    (found,) = {
        event.originator_id for event in office.events() if getattr(event, "claim", None) == claim
    }
    return found


# --- a member -----------------------------------------------------------------------------------


def test_a_member_is_told_cover_waiting_period_and_limits(decided: SmallOffice) -> None:
    said = decided.do("en", "member", "statement", owner(decided, "C0"), "--as-of", "2015-03-31")

    assert "period 2015: 1 share(s), 2015-01-01 to 2015-12-31, in force" in said
    assert "losses are covered from 2015-01-31 on, after the waiting period" in said
    assert "benefits left in this coverage period: 48,750.00 yuan" in said
    assert "(limit 50,000.00 yuan, used 1,250.00 yuan)" in said
    assert "days of allowance left in this coverage period: 113 (limit 120, used 7)" in said


def test_a_member_is_told_in_chinese(decided: SmallOffice) -> None:
    words = ("member", "statement", owner(decided, "C0"), "--as-of", "2015-03-31")
    said = decided.do("en", *words, lang="zh")

    assert "2015期：1份，2015-01-01至2015-12-31，保障中" in said
    assert "此前为观察期，自2015-01-31起承担" in said
    assert "本保障期互助金剩余48,750.00元（上限50,000.00元，已用1,250.00元）" in said
    assert "资金已核实 1,250.00元；下一步：编入付款批次。" in said


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        ("C0", "funds verified 1,250.00 yuan on 2015-03-05; next: it goes into a payment batch."),
        ("C1", "approved 1,250.00 yuan on 2015-03-05; next: the finance officer verifies"),
        ("C2", "rejected on 2015-03-05 (papers are missing); next: an appeal is open."),
        ("C3", "filed on 2015-03-05; next: an assessor works the benefit out."),
    ],
)
def test_every_claim_has_its_next_step(decided: SmallOffice, claim: str, words: str) -> None:
    said = decided.do("en", "member", "statement", owner(decided, claim), "--as-of", "2015-03-31")

    assert f"{claim} (CD-HOSP@2015, period 2015): {words}" in said


@pytest.mark.parametrize(
    ("day", "state"),
    [
        ("2014-12-31", None),
        ("2015-01-05", "waiting"),
        ("2015-01-30", "waiting"),
        ("2015-01-31", "in_force"),
        ("2015-12-31", "in_force"),
        ("2016-01-01", "ended"),
    ],
)
def test_cover_is_told_for_the_day_that_is_asked_about(
    enrolled: SmallOffice, day: str, state: str | None
) -> None:
    its = told(enrolled, "member", "statement", pseudonyms(enrolled)[0], "--as-of", day)
    found = [c["state"] for c in its["covers"] if c["plan"] == "CD-HOSP@2015"]

    assert found == ([] if state is None else [state])


def test_cover_that_was_given_ahead_is_told_before_it_begins(ready: SmallOffice) -> None:
    path = ready.file("名册.csv", small.ROSTER, small.roster_rows(["CD-HOSP"], [0]))
    words = ("roster", "import", path, "--period", "2015", "--starts-on", "2015-02-01")
    ready.do("en", *words, "--consent", ready.paper("同意书.txt"))

    one = pseudonyms(ready)[0]
    its = told(ready, "member", "statement", one, "--as-of", "2015-01-05")
    assert cover_of(its, "CD-HOSP@2015", "2015")["state"] == "not_begun"


def test_what_was_not_known_yet_is_not_told(decided: SmallOffice) -> None:
    member = owner(decided, "C0")
    filed = next(
        place
        for place, event in enumerate(decided.events(), start=1)
        if event.topic == "member.claim_filed.v1" and event.originator_id == member
    )
    its = told(decided, "member", "statement", member, "--known-at", filed)
    assert [c["step"] for c in its["claims"]] == ["claim_filed"]
    assert told(decided, "member", "statement", member, "--known-at", filed - 1)["claims"] == []


def test_what_happened_after_the_day_is_not_told(decided: SmallOffice) -> None:
    member = owner(decided, "C0")
    its = told(decided, "member", "statement", member, "--as-of", "2015-03-04")

    assert its["claims"] == []
    limits = cover_of(its, "CD-HOSP@2015", "2015")["limits"]
    assert {limit["used"] for limit in limits} == {0}


def test_details_are_masked_unless_a_purpose_is_recorded(enrolled: SmallOffice) -> None:
    one = pseudonyms(enrolled)[0]
    name, id_number = small.person(0, 0)
    with enrolled.untouched():
        said = enrolled.do("en", "member", "statement", one)
    assert name not in said
    assert id_number not in said
    assert f"990***********{id_number[-4:]}" in said

    revealed = ("--reveal", "name", "--purpose", "本人查询")
    clear = enrolled.do("en", "member", "statement", one, *revealed)
    assert name in clear
    assert id_number not in clear
    assert enrolled.events()[-1].topic == "member.details_revealed.v1"


def test_details_and_purpose_go_together(enrolled: SmallOffice) -> None:
    one = pseudonyms(enrolled)[0]
    with enrolled.untouched():
        answer = enrolled.run("en", "member", "statement", one, "--reveal", "name")
    assert answer.code == 2


def test_a_member_is_found_by_id_number(enrolled: SmallOffice) -> None:
    _, id_number = small.person(0, 0)
    its = told(enrolled, "member", "statement", "--id-number", id_number)
    assert its["member"] == str(pseudonyms(enrolled)[0])


def test_a_stranger_is_unknown(enrolled: SmallOffice) -> None:
    enrolled.refuses("record.unknown", "en", "member", "statement", UUID(int=7))


def test_what_is_used_is_what_a_decision_would_find(decided: SmallOffice) -> None:
    """The statement adds up facts, the aggregate folds them: they must agree."""
    book = Book.open(decided.book)
    for member in pseudonyms(decided):
        its = told(decided, "member", "statement", member, "--as-of", "2015-12-31")
        folded = given(*book.stream_events(member))
        for cover in its["covers"]:
            usage = folded.usage.get((cover["plan"].partition("@")[0], cover["period"], None))
            used = {limit["limit"]: limit["used"] for limit in cover["limits"]}
            if usage is None:
                assert set(used.values()) <= {0}
                continue
            assert used["benefits_fen"] == usage.paid_fen == APPROVED
            assert used["indemnity_fen"] == usage.indemnity_fen
            assert used["days"] == sum(usage.days.values())
    book.close()


# --- a unit -------------------------------------------------------------------------------------


def test_a_unit_is_told_rosters_participation_and_money(enrolled: SmallOffice) -> None:
    said = enrolled.do("en", "unit", "statement", "U000", "--as-of", "2015-01-31")

    assert "Unit U000 示例单位甲" in said
    assert "12 employees, 6 of them women" in said
    assert (
        "12 participations, 12 covered on the day, participation 100.00% (its terms ask for 80.00%)"
        in said
    )
    assert "2015-01-05 U000/CD-HOSP@2015/2015/1: 12 members (12 new), 12 shares" in said
    assert (
        "CD-ACC@2014, period 2015 (fund CARE): due 600.00 yuan, received 600.00, open 0.00" in said
    )
    assert "Nothing held." in said


def test_a_unit_is_told_in_chinese(enrolled: SmallOffice) -> None:
    said = enrolled.do("en", "unit", "statement", "U000", "--as-of", "2015-01-31", lang="zh")

    assert "职工 12 人，其中女职工 6 人" in said
    assert "参保12人次，当日保障中12，参保率100.00%（条款要求80.00%）。" in said
    assert "应收600.00元，已收600.00元，未收0.00元。" in said


def test_what_is_received_too_much_is_told_as_held(enrolled: SmallOffice) -> None:
    where = ("--unit", "U000", "--fund", "MED", "--period", "2015", "--bank-account", "B1")
    enrolled.do("en", "contribution", "receive", "--receipt", "X1", "--amount", "30", *where)

    its = told(enrolled, "unit", "statement", "U000")
    assert its["held"] == [{"receipt": "X1", "fund": "MED", "period": "2015", "amount_fen": 3_000}]
    assert "receipt X1 (fund MED): 30.00 yuan, to be identified or refunded." in enrolled.do(
        "en", "unit", "statement", "U000"
    )


def test_a_unit_without_rosters_is_told_so(ready: SmallOffice) -> None:
    ready.do("en", "unit", "register", "U900", "--name", "示例商店")
    said = ready.do("en", "unit", "statement", "U900")

    assert "no headcount declared" in said
    for line in ("Nobody takes part.", "No rosters.", "Nothing due.", "Nothing held."):
        assert line in said


def test_an_unknown_unit_is_refused(ready: SmallOffice) -> None:
    ready.refuses("record.unknown", "en", "unit", "statement", "U999")


def test_a_units_statement_names_nobody(enrolled: SmallOffice) -> None:
    said = enrolled.do("en", "unit", "statement", "U000", "--format", "json")

    for k in range(small.PEOPLE):
        name, id_number = small.person(0, k)
        assert name not in said
        assert id_number not in said


@pytest.mark.parametrize("noun", ["member", "unit"])
def test_both_databases_tell_the_same(
    enrolled: SmallOffice, ready_on_server: SmallOffice, noun: str
) -> None:
    small.enrol(ready_on_server)
    said = set()
    for office in (enrolled, ready_on_server):
        which = pseudonyms(office)[0] if noun == "member" else "U000"
        said.add(office.do("en", noun, "statement", which, "--as-of", "2015-06-30", lang="zh"))
    assert len(said) == 1


def test_participation_is_over_the_headcount_of_its_own_period(enrolled: SmallOffice) -> None:
    enrolled.until("2016-01-05")
    enrolled.do("en", "unit", "headcount", "U000", 20)

    its = told(enrolled, "unit", "statement", "U000", "--as-of", "2016-06-30")
    assert [each["employees"] for each in its["headcounts"]] == [12, 20]
    assert {plan["participation_bp"] for plan in its["plans"]} == {10_000}


def test_a_contribution_that_several_bear_is_told_by_payer(ready: SmallOffice) -> None:
    """Cover may be paid wholly by others than the unit and its members."""
    path = ready.file("名册.csv", small.ROSTER, small.roster_rows(["CD-HOSP"], [0]))
    ready.do("en", *small.roster_import(ready, path))
    where = ("--unit", "U000", "--fund", "MED", "--period", "2015", "--bank-account", "B1")
    for receipt, yuan, payer in (("A", 480, "union"), ("B", 500, "members"), ("C", 100, "fiscal")):
        paid = ("--receipt", receipt, "--amount", yuan, "--payer", payer)
        ready.do("en", "contribution", "receive", *paid, *where)

    its = told(ready, "unit", "statement", "U000")
    assert its["payers"] == {"fiscal": 10_000, "members": 50_000, "union": 48_000}
    assert {plan["open_fen"] for plan in its["plans"]} == {0}
    said = ready.do("en", "unit", "statement", "U000", lang="zh")
    assert "收到款项，资金来源为工会经费：480.00元。" in said
