"""Stays that count as one, and what a claim at nothing puts on the account of a whole period."""

from typing import Any

import pytest

from ledger.aggregates import Member
from ledger.benefits import Loss
from ledger.events.member import ClaimAssessed
from ledger.plans import PlanTerms
from tests import makers as m
from tests.aggregates.claims_made import filing, insured, stay, terms_of
from tests.aggregates.given import day, moment, recorded, refused

# The first stay less 1,300 yuan at 60 %, later ones less 650 at 50 %.
RULE = {
    "type": "indemnity",
    "trigger": "hospital_stay",
    "deductible_first_fen": 130_000,
    "deductible_next_fen": 65_000,
    "bands": ({"over_fen": 0, "rate_bp": 6_000},),
    "bands_next": ({"over_fen": 0, "rate_bp": 5_000},),
}
OVER_THE_TERM = {
    "type": "indemnity",
    "trigger": "hospital_stay",
    "measured_over": "term",
    "deductible_first_fen": 130_000,
    "bands": ({"over_fen": 0, "rate_bp": 6_000},),
}
STALE = "claim C2 was assessed before another claim of the same cover was decided"
LIN, WU = moment("lin", on=day("06-01")), moment("wu", on=day("06-01"), reason="as minuted")


def _terms(*rules: dict[str, Any], **changes: Any) -> PlanTerms:
    return m.plan_terms(benefits=rules or (RULE,), stays_join_within_hours=24, **changes)


def _cost(first: str, days: int, self_pay_fen: int, **changes: Any) -> Loss:
    return stay(first, days, self_pay_fen=self_pay_fen, **changes)


def _decided(member: Member, claim: str, loss: Loss, terms: PlanTerms) -> ClaimAssessed:
    """File, assess and decide a claim; return its assessment."""
    member.file_claim(filing(claim, loss=loss), terms_of(terms), LIN)
    found = member.assess_claim(claim, terms_of(terms), LIN)
    event = recorded(member)[-1]
    if found.benefit_fen:
        member.approve_claim(claim, None, WU)
    else:
        member.reject_claim(claim, "below_deductible", WU)
    assert isinstance(event, ClaimAssessed)
    return event


def test_a_transfer_is_paid_what_it_adds_to_the_whole_stay() -> None:
    member = insured()
    first = _decided(member, "C1", _cost("03-10", 3, 200_000), _terms())
    second = _decided(member, "C2", _cost("03-13", 5, 100_000), _terms())

    assert (first.benefit_fen, first.joins) == (42_000, None)
    assert (second.benefit_fen, second.joins) == (60_000, ("C1",))  # no second deductible
    assert second.steps[0].rule == "stay.joined"
    assert second.steps[-1][2:] == (102_000, 60_000)


def test_a_transfer_counts_as_no_further_stay_and_no_further_claim() -> None:
    member, terms = insured(), _terms(claims_per_term=2)
    _decided(member, "C1", _cost("03-10", 3, 200_000), terms)
    _decided(member, "C2", _cost("03-13", 5, 100_000), terms)

    used = member.usage["CD-HOSP", "2015", None]
    later = _decided(member, "C3", _cost("05-02", 3, 100_000), terms)

    assert (used.claims, used.stays, used.paid_fen) == (1, 1, 102_000)
    assert later.benefit_fen == 17_500  # the deductible and the rate of a later stay
    assert member.usage["CD-HOSP", "2015", None].claims == 2


def test_a_stay_on_the_next_day_is_another_where_papers_give_no_hours() -> None:
    member = insured()
    _decided(member, "C1", _cost("03-10", 3, 200_000), _terms())

    assert _decided(member, "C2", _cost("03-14", 4, 100_000), _terms()).joins is None


@pytest.mark.parametrize(("admitted", "joins"), [("09:00", ("C1",)), ("09:01", None)])
def test_hours_decide_where_papers_give_them(admitted: str, joins: tuple[str, ...] | None) -> None:
    member = insured()
    hours = {"admitted_at": "08:00", "discharged_at": "09:00"}
    _decided(member, "C1", _cost("03-10", 3, 200_000, **hours), _terms())
    hours = {"admitted_at": admitted, "discharged_at": "10:00"}

    assert _decided(member, "C2", _cost("03-14", 4, 100_000, **hours), _terms()).joins == joins


def test_a_stay_below_the_deductible_joins_the_one_it_was_transferred_to() -> None:
    member = insured()
    first = _decided(member, "C1", _cost("03-10", 3, 100_000), _terms())
    second = _decided(member, "C2", _cost("03-13", 5, 100_000), _terms())

    assert (first.benefit_fen, second.benefit_fen) == (0, 42_000)  # 2,000 less 1,300, at 60 %
    assert member.usage["CD-HOSP", "2015", None].stays == 1


def test_the_cap_of_a_claim_holds_for_the_whole_stay() -> None:
    member, terms = insured(), _terms(RULE | {"cap_claim_fen": 50_000})
    _decided(member, "C1", _cost("03-10", 3, 200_000), terms)

    assert _decided(member, "C2", _cost("03-13", 5, 100_000), terms).benefit_fen == 8_000


def test_unpaid_days_are_taken_once_from_the_whole_stay() -> None:
    rule = {"type": "per_diem", "trigger": "hospital_stay", "amount_fen": 4_000}
    terms = _terms(rule | {"unpaid_days_stay": 3})
    member = insured()
    first = _decided(member, "C1", stay("03-10", 5), terms)
    second = _decided(member, "C2", stay("03-15", 4), terms)

    assert (first.days, second.days) == (2, 4)


def test_the_earlier_stay_may_come_later() -> None:
    member = insured()
    _decided(member, "C2", _cost("03-13", 5, 100_000), _terms())
    late = _decided(member, "C1", _cost("03-10", 3, 200_000), _terms())

    assert (late.joins, late.benefit_fen) == (("C2",), 102_000)


def test_stays_are_apart_where_the_terms_join_none() -> None:
    member, terms = insured(), m.plan_terms(benefits=(RULE,))
    _decided(member, "C1", _cost("03-10", 3, 200_000), terms)

    assert _decided(member, "C2", _cost("03-13", 5, 100_000), terms).benefit_fen == 17_500


def test_a_preview_joins_stays_as_an_assessment_does() -> None:
    member = insured()
    _decided(member, "C1", _cost("03-10", 3, 200_000), _terms())

    (found,) = member.prospects(_cost("03-13", 5, 100_000), terms_of(_terms()))

    assert found.assessment is not None
    assert found.assessment.benefit_fen == 60_000


# --- assessed together, decided one after another ------------------------------------------------


def _assessed(*losses: Loss, terms: PlanTerms) -> Member:
    """A member whose claims C1, C2 … were filed and assessed on one list."""
    member = insured()
    for number, loss in enumerate(losses, 1):
        member.file_claim(filing(f"C{number}", loss=loss), terms_of(terms), LIN)
    for number in range(1, len(losses) + 1):
        member.assess_claim(f"C{number}", terms_of(terms), LIN)
    return member


def _again(member: Member, claim: str, terms: PlanTerms) -> int:
    return member.assess_claim(claim, terms_of(terms), LIN).benefit_fen


def test_of_joined_stays_rejected_at_nothing_the_second_is_assessed_again() -> None:
    # 1,000 + 1,000 yuan: alone each lies below 1,300; together 700 above it, at 60 %: 420.
    terms = _terms()
    member = _assessed(_cost("03-10", 3, 100_000), _cost("03-13", 5, 100_000), terms=terms)
    member.reject_claim("C1", "below_deductible", WU, terms=terms)

    with refused("claim.assessment_stale", STALE, member):
        member.reject_claim("C2", "below_deductible", WU, terms=terms)
    assert _again(member, "C2", terms) == 42_000


def test_days_of_joined_stays_are_not_lost_where_each_alone_is_unpaid() -> None:
    # Stays of 2 and 2 days, the first 3 days of a stay unpaid: together 4 days, so that 1 is paid.
    rule = {"type": "per_diem", "trigger": "hospital_stay", "amount_fen": 4_000}
    terms = _terms(rule | {"unpaid_days_stay": 3})
    member = _assessed(stay("03-10", 2), stay("03-12", 2), terms=terms)
    member.reject_claim("C1", "nothing_due", WU, terms=terms)

    with refused("claim.assessment_stale", STALE, member):
        member.reject_claim("C2", "nothing_due", WU, terms=terms)
    assert _again(member, "C2", terms) == 4_000


def test_of_claims_on_the_account_of_a_period_the_second_is_assessed_again() -> None:
    # The account's deductible is 1,300 yuan; 1,000 + 1,000 lie 700 above it, at 60 %: 420.
    terms = m.plan_terms(benefits=(OVER_THE_TERM,))
    member = _assessed(_cost("03-10", 3, 100_000), _cost("05-10", 3, 100_000), terms=terms)
    member.reject_claim("C1", "nothing_due", WU, terms=terms)

    with refused("claim.assessment_stale", STALE, member):
        member.reject_claim("C2", "nothing_due", WU, terms=terms)
    assert _again(member, "C2", terms) == 42_000


def test_a_stay_is_approved_or_reviewed_with_what_came_to_nothing_before_it() -> None:
    # C2 alone: 2,000 less 1,300 at 60 % = 420; with C1's 1,000 yuan it is 1,700 at 60 % = 1,020.
    terms = _terms()
    member = _assessed(_cost("03-10", 3, 100_000), _cost("03-13", 5, 200_000), terms=terms)
    member.reject_claim("C1", "below_deductible", WU, terms=terms)

    with refused("claim.assessment_stale", STALE, member):
        member.review_claim("C2", moment("mei", on=day("06-01")), terms)
    with refused("claim.assessment_stale", STALE, member):
        member.approve_claim("C2", None, WU, terms=terms)
    assert _again(member, "C2", terms) == 102_000


def test_stays_that_do_not_count_as_one_are_rejected_at_nothing_together() -> None:
    terms = _terms()
    member = _assessed(_cost("03-10", 3, 100_000), _cost("05-10", 3, 100_000), terms=terms)

    for claim in ("C1", "C2"):
        member.reject_claim(claim, "below_deductible", WU, terms=terms)

    assert member.claim("C2").stage == "rejected"


def test_another_ground_than_that_nothing_is_due_asks_for_no_new_assessment() -> None:
    terms = _terms()
    member = _assessed(_cost("03-10", 3, 100_000), _cost("03-13", 5, 100_000), terms=terms)
    member.reject_claim("C1", "below_deductible", WU, terms=terms)

    member.reject_claim("C2", "evidence_untrue", WU, terms=terms)

    assert member.claim("C2").stage == "rejected"


# --- the account of a whole period ---------------------------------------------------------------


def test_what_was_borne_below_the_deductible_of_a_period_counts_once_it_is_decided() -> None:
    member, terms = insured(), m.plan_terms(benefits=(OVER_THE_TERM,))
    first = _decided(member, "C1", _cost("03-10", 3, 100_000), terms)
    second = _decided(member, "C2", _cost("05-10", 3, 100_000), terms)

    assert (first.benefit_fen, first.account_fen) == (0, 100_000)
    assert (second.benefit_fen, second.account_fen) == (42_000, None)


def test_nothing_counts_where_no_deductible_is_the_periods() -> None:
    member = insured()

    assert _decided(member, "C1", _cost("03-10", 3, 100_000), _terms()).account_fen is None
    assert member.usage == {}


def test_a_claim_that_is_open_again_counts_no_longer() -> None:
    member, terms = insured(), m.plan_terms(benefits=(OVER_THE_TERM,))
    _decided(member, "C1", _cost("03-10", 3, 100_000), terms)
    counted = member.usage["CD-HOSP", "2015", None].inpatient_fen
    member.reopen_claim(
        "C1", "evidence_new", moment("chen", on=day("06-02"), reason="another slip")
    )

    assert (counted, member.usage["CD-HOSP", "2015", None].inpatient_fen) == (100_000, 0)


def test_an_overturned_rejection_counts_again_only_when_it_is_decided_again() -> None:
    member, terms = insured(), m.plan_terms(benefits=(OVER_THE_TERM,))
    _decided(member, "C1", _cost("03-10", 3, 100_000), terms)
    member.appeal_claim("C1", "facts_wrong", moment("lin", on=day("06-02"), reason="another slip"))
    member.decide_appeal(
        "C1", "facts_wrong", moment("han", on=day("06-03"), reason="right"), overturn=True
    )
    freed = member.usage["CD-HOSP", "2015", None].inpatient_fen
    member.reject_claim(
        "C1", "below_deductible", moment("mei", on=day("06-04"), reason="as before")
    )

    assert (freed, member.usage["CD-HOSP", "2015", None].inpatient_fen) == (0, 100_000)


def test_a_claim_refused_before_it_was_assessed_counts_nothing() -> None:
    member, terms = insured(), m.plan_terms(benefits=(OVER_THE_TERM,))
    loss = _cost("03-10", 3, 100_000)
    member.file_claim(filing("C1", loss=loss), terms_of(terms), LIN)
    member.reject_claim("C1", "evidence_missing", WU)

    assert member.usage == {}
