"""Double entry: every event posts or is a named memorandum; every entry balances, in every fund."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.accounting import Posting, postings
from ledger.events import REGISTRY, Event
from ledger.events.fund import BalanceLine, ContributionsEarned, EarnedLine
from ledger.events.remittance import PlanAmount
from ledger.projections.journal import POSTED
from tests import history
from tests import makers as m
from tests.events.samples import SAMPLES

# Memoranda: facts that move no money. An event that is in neither list has not been thought about.
MEMORANDA = {
    "agency.closed.v1",
    "agency.registered.v1",
    "fund.opened.v1",
    "member.benefit_instructed.v1",
    "member.advance_granted.v1",
    "member.claim_appealed.v1",
    "member.claim_assessed.v1",
    "member.claim_filed.v1",
    "member.claim_marked_urgent.v1",
    "member.claim_notified.v1",
    "member.claim_rejected.v1",
    "member.claim_reopened.v1",
    "member.claim_reviewed.v1",
    "member.claim_time_barred.v1",
    "member.claim_withdrawn.v1",
    "member.evidence_received.v1",
    "member.evidence_requested.v1",
    "member.heir_recorded.v1",
    "member.overpayment_found.v1",
    "member.rejection_overturned.v1",
    "member.rejection_upheld.v1",
    "member.urgency_lifted.v1",
    "member.consent_given.v1",
    "member.consent_refused.v1",
    "member.cover_carried_in.v1",
    "member.cover_ended.v1",
    "member.cover_reinstated.v1",
    "member.cover_suspended.v1",
    "member.data_restricted.v1",
    "member.dependant_corrected.v1",
    "member.dependant_recorded.v1",
    "member.died.v1",
    "member.details_corrected.v1",
    "member.details_revealed.v1",
    "member.details_sealed.v1",
    "member.details_shredded.v1",
    "member.erasure_requested.v1",
    "member.enrolled.v1",
    "member.enrolment_voided.v1",
    "member.funds_verified.v1",
    "fund.principal_taken_over.v1",
    "member.left.v1",
    "member.overpayment_cancelled.v1",
    "member.payment_cancelled.v1",
    "member.payment_failed.v1",
    "member.registered.v1",
    "member.retired.v1",
    "member.suspension_undone.v1",
    "member.transferred.v1",
    "office.bank_account_registered.v1",
    "office.officer_appointed.v1",
    "office.officer_dismissed.v1",
    "office.opened.v1",
    "office.covers_carried_in.v1",
    "office.period_closed.v1",
    "office.period_reopened.v1",
    "office.period_reopening_proposed.v1",
    "office.period_soft_closed.v1",
    "office.policy_set.v1",
    "office.resolution_passed.v1",
    "office.statistics_carried_in.v1",
    "office.take_over_completed.v1",
    "payment_batch.cancelled.v1",
    "payment_batch.prepared.v1",
    "payment_batch.released.v1",
    "payment_batch.settled.v1",
    "plan.opened.v1",
    "plan.published.v1",
    "plan.schedule_adopted.v1",
    "plan.withdrawn.v1",
    "reconciliation.differences_accepted.v1",
    "reconciliation.made.v1",
    "relief_grant.announced.v1",
    "relief_grant.rejected.v1",
    "relief_grant.requested.v1",
    "relief_grant.service_rendered.v1",
    "relief_scheme.closed.v1",
    "relief_scheme.opened.v1",
    "remittance.held_receipt_placed.v1",
    "remittance.opened.v1",
    "remittance.principal_carried_in.v1",
    "unit.assigned.v1",
    "unit.closed.v1",
    "remittance.reinstated.v1",
    "remittance.suspended.v1",
    "unit.headcount_declared.v1",
    "unit.list_carried_in.v1",
    "unit.registered.v1",
}

fen = st.integers(1, 10**12)
codes = st.sampled_from(["MED", "AID", "CI"])


def _lines(amounts: list[int]) -> tuple[PlanAmount, ...]:
    return tuple(PlanAmount(plan=f"P{n}@2015", amount_fen=a) for n, a in enumerate(amounts))


def _received(amounts: list[int], held: int) -> Event:
    total = sum(amounts) + held
    lines = _lines(amounts)
    return m.contribution_received(lines=lines, held_fen=held, amount_fen=total)


def _identified(amounts: list[int]) -> Event:
    return m.receipt_identified(sum(amounts), lines=_lines(amounts))


def _earned(amounts: list[int]) -> Event:
    lines = tuple(
        EarnedLine(plan=m.PLAN, period="2015", earned_to_date_fen=abs(a), amount_fen=a)
        for a in amounts
    )
    return m.make(ContributionsEarned, fund=m.FUND, lines=lines)


def _opening(amounts: list[int]) -> Event:
    debits = (BalanceLine(account="bank", side="D", amount_fen=a) for a in amounts)
    total = BalanceLine(account="net_assets_restricted", side="C", amount_fen=sum(amounts))
    return m.opening_balance(*debits, total)


def _of(maker: Callable[..., Event], amount: str) -> st.SearchStrategy[Event]:
    return st.builds(lambda fen, fund: maker(fund=fund, **{amount: fen}), fen, codes)


def _varied(topic: str, amount: str) -> st.SearchStrategy[Event]:
    """Return made events of a kind that has no maker, with other amounts and funds."""
    sample = SAMPLES[topic]
    return st.builds(
        lambda fen, fund: sample.model_copy(update={"fund": fund, amount: fen}), fen, codes
    )


some = st.lists(fen, min_size=1, max_size=4)
posted_events = st.one_of(
    _of(m.claim_approved, "approved_fen"),
    _of(m.benefit_paid, "amount_fen"),
    _of(m.payment_returned, "amount_fen"),
    _varied("member.advance_paid.v1", "amount_fen"),
    _varied("member.advance_offset.v1", "amount_fen"),
    _varied("member.approval_revoked.v1", "approved_fen"),
    _varied("member.approval_revoked.v1", "advance_fen"),
    _varied("member.recovery_demanded.v1", "amount_fen"),
    _varied("member.demand_lowered.v1", "amount_fen"),
    _varied("member.recovery_received.v1", "amount_fen"),
    _varied("member.debt_written_off.v1", "amount_fen"),
    _varied("member.benefit_restored.v1", "amount_fen"),
    _varied("member.overpayment_offset.v1", "owed_fen"),
    _varied("member.overpayment_offset.v1", "written_off_fen"),
    _varied("relief_grant.approved.v1", "cost_fen"),
    _varied("relief_grant.paid.v1", "amount_fen"),
    _varied("relief_grant.returned.v1", "amount_fen"),
    _of(m.roster_accepted, "contribution_fen"),
    _of(m.roster_accepted, "principal_fen"),
    st.builds(m.principal_returned, fen),
    st.builds(m.carried_principal_returned, fen),
    st.builds(
        lambda unpaid, freed: m.roster_amended(
            principal_unpaid_fen=unpaid, principal_freed_fen=freed
        ),
        fen,
        fen,
    ),
    _of(m.contributions_fell_due, "contribution_fen"),
    st.builds(lambda fen: m.instalment_lessened(freed_fen=fen), st.integers(0, 1_000)),
    _of(m.receipt_held, "amount_fen"),
    _of(m.contribution_refunded, "amount_fen"),
    st.builds(_received, some, st.integers(0, 10**9)),
    st.builds(_received, st.just([]), fen),
    st.builds(_identified, some),
    st.builds(_earned, st.lists(st.integers(-(10**9), 10**9), max_size=4)),
    st.builds(_opening, some),
)


@given(posted_events)
def test_every_entry_balances_in_every_fund(event: Event) -> None:
    for debits, credits in _sums(postings(event)).values():
        assert debits == credits


@given(posted_events)
def test_every_leg_says_which_fund_and_a_leg_at_the_bank_which_account(event: Event) -> None:
    for posting in postings(event):
        assert posting.fund
        if posting.account == "bank" and not event.topic.startswith("fund.opening"):
            assert posting.bank_account


def test_every_event_posts_or_is_a_named_memorandum() -> None:
    posted = {kind.model_fields["topic"].default for kind in POSTED}
    assert posted | MEMORANDA == set(REGISTRY)
    assert not posted & MEMORANDA


def test_a_memorandum_makes_no_entry() -> None:
    seen = {event.topic: event for event in history.two_years()}
    for topic, event in seen.items():
        assert bool(postings(event)) == (topic not in MEMORANDA), topic


def test_a_benefit_is_owed_when_approved_and_settled_when_paid() -> None:
    paid = [*postings(m.claim_approved()), *postings(m.benefit_paid())]
    assert _balances(paid) == {"benefit_expense": 60_000, "benefits_payable": 0, "bank": -60_000}


def test_an_approval_that_was_taken_back_leaves_nothing_but_the_advance() -> None:
    granted: tuple[str, dict[str, int]] = ("member.claim_approved.v1", {})
    offset = ("member.advance_offset.v1", {"amount_fen": 5_000})
    paid = ("member.advance_paid.v1", {"amount_fen": 5_000})
    revoked = ("member.approval_revoked.v1", {"approved_fen": 60_000, "advance_fen": 5_000})

    assert _posted(paid, granted, offset, revoked) == {
        **_posted(paid),
        "benefit_expense": 0,
        "benefits_payable": 0,
    }


def test_a_demand_that_was_lowered_leaves_what_was_overpaid() -> None:
    demanded = ("member.recovery_demanded.v1", {"amount_fen": 140_000})
    lowered = ("member.demand_lowered.v1", {"amount_fen": 126_000})

    assert _posted(demanded, lowered) == {
        "benefits_recoverable": 14_000,
        "benefit_expense": -14_000,
    }


def test_what_came_back_in_error_is_an_expense_again_and_owed() -> None:
    # 600 granted and paid, 140 demanded where 14 were overpaid, and all of it brought back.
    balances = _posted(
        ("member.claim_approved.v1", {"approved_fen": 60_000}),
        ("member.benefit_paid.v1", {"amount_fen": 60_000}),
        ("member.recovery_demanded.v1", {"amount_fen": 14_000}),
        ("member.recovery_received.v1", {"debt": "overpayment", "amount_fen": 14_000}),
        ("member.benefit_restored.v1", {"amount_fen": 12_600}),
    )

    assert balances == {
        "benefit_expense": 58_600,  # what was due
        "benefits_payable": -12_600,
        "bank": -46_000,
        "benefits_recoverable": 0,
    }


def test_a_returned_payment_is_owed_again() -> None:
    events: list[Any] = [m.claim_approved(), m.benefit_paid(), m.payment_returned()]
    legs = [posting for event in events for posting in postings(event)]
    assert _balances(legs) == {"benefit_expense": 60_000, "benefits_payable": -60_000, "bank": 0}


def _posted(*steps: tuple[str, dict[str, Any]]) -> dict[str, int]:
    """Return the balances that samples leave, each changed as said."""
    events = [SAMPLES[topic].model_copy(update=changes) for topic, changes in steps]
    return _balances([posting for event in events for posting in postings(event)])


def test_a_benefit_takes_back_an_advance_that_had_been_written_off() -> None:
    # 100 yuan advanced and written off; then 1,420 granted: 1,320 go out, and the fund bears 1,420.
    balances = _posted(
        ("member.advance_paid.v1", {"amount_fen": 10_000}),
        ("member.debt_written_off.v1", {"debt": "advance", "amount_fen": 10_000}),
        ("member.claim_approved.v1", {"approved_fen": 142_000}),
        ("member.advance_offset.v1", {"amount_fen": 10_000, "written_off_fen": 10_000}),
        ("member.benefit_paid.v1", {"amount_fen": 132_000}),
    )

    assert balances == {
        "medical_advances": 0,
        "bank": -142_000,
        "benefit_expense": 142_000,
        "benefits_payable": 0,
    }


def test_of_an_advance_that_is_owed_in_part_the_rest_is_borne_no_longer() -> None:
    # 100 yuan advanced, 30 written off; a benefit of 80 covers the 70 that are owed, and 10 of the 30:
    # the fund bears the 80, and the 20 that nothing covered.
    balances = _posted(
        ("member.advance_paid.v1", {"amount_fen": 10_000}),
        ("member.debt_written_off.v1", {"debt": "advance", "amount_fen": 3_000}),
        ("member.claim_approved.v1", {"approved_fen": 8_000}),
        ("member.advance_offset.v1", {"amount_fen": 8_000, "written_off_fen": 1_000}),
    )

    assert balances == {
        "medical_advances": 0,
        "bank": -10_000,
        "benefit_expense": 10_000,
        "benefits_payable": 0,
    }


def test_what_an_advance_covered_is_paid_once() -> None:
    balances = _posted(
        ("member.advance_paid.v1", {"amount_fen": 70_000}),
        ("member.claim_approved.v1", {"approved_fen": 60_000}),
        ("member.advance_offset.v1", {"amount_fen": 60_000, "left_fen": 0}),
        ("member.recovery_received.v1", {"debt": "advance", "amount_fen": 4_000}),
        ("member.debt_written_off.v1", {"debt": "advance", "amount_fen": 6_000}),
    )

    assert balances == {
        "medical_advances": 0,
        "bank": -66_000,
        "benefit_expense": 66_000,
        "benefits_payable": 0,
    }


def test_a_recovery_lessens_the_expense_and_a_write_off_brings_it_back() -> None:
    balances = _posted(
        ("member.claim_approved.v1", {"approved_fen": 60_000}),
        ("member.benefit_paid.v1", {"amount_fen": 60_000}),
        ("member.recovery_demanded.v1", {"amount_fen": 10_000}),
        ("member.recovery_received.v1", {"debt": "overpayment", "amount_fen": 7_000}),
        ("member.debt_written_off.v1", {"debt": "overpayment", "amount_fen": 3_000}),
    )

    assert balances == {
        "benefit_expense": 53_000,
        "benefits_payable": 0,
        "bank": -53_000,
        "benefits_recoverable": 0,
    }


@pytest.mark.parametrize(
    ("debt", "first", "account"),
    [
        ("overpayment", "member.recovery_demanded.v1", "benefits_recoverable"),
        ("advance", "member.advance_paid.v1", "medical_advances"),
    ],
)
def test_money_that_comes_after_a_write_off_reverses_it(
    debt: str, first: str, account: str
) -> None:
    came = {"debt": debt, "amount_fen": 9_000, "written_off_fen": 2_000}
    without = _posted(
        (first, {"amount_fen": 10_000}),
        ("member.recovery_received.v1", {"debt": debt, "amount_fen": 9_000}),
        ("member.debt_written_off.v1", {"debt": debt, "amount_fen": 1_000}),
    )

    balances = _posted(
        (first, {"amount_fen": 10_000}),
        ("member.debt_written_off.v1", {"debt": debt, "amount_fen": 3_000}),
        ("member.recovery_received.v1", came),
    )

    assert balances[account] == 0
    assert balances == without


def test_a_payment_that_came_back_settles_an_open_debt_and_leaves_the_rest_payable() -> None:
    balances = _posted(
        ("member.claim_approved.v1", {"approved_fen": 60_000}),
        ("member.benefit_paid.v1", {"amount_fen": 60_000}),
        ("member.recovery_demanded.v1", {"amount_fen": 10_000}),
        ("member.recovery_received.v1", {"debt": "overpayment", "amount_fen": 4_000}),
        ("member.payment_returned.v1", {"amount_fen": 60_000}),
        (
            "member.overpayment_offset.v1",
            {"owed_fen": 6_000, "written_off_fen": 0, "left_fen": 54_000},
        ),
    )

    assert balances == {
        "benefit_expense": 50_000,  # what was due
        "benefits_payable": -54_000,  # and the member brought 40 yuan back
        "bank": 4_000,
        "benefits_recoverable": 0,
    }


def test_what_was_written_off_is_borne_no_longer_once_the_payment_came_back() -> None:
    balances = _posted(
        ("member.claim_approved.v1", {"approved_fen": 60_000}),
        ("member.benefit_paid.v1", {"amount_fen": 60_000}),
        ("member.recovery_demanded.v1", {"amount_fen": 10_000}),
        ("member.debt_written_off.v1", {"debt": "overpayment", "amount_fen": 3_000}),
        ("member.payment_returned.v1", {"amount_fen": 60_000}),
        (
            "member.overpayment_offset.v1",
            {"owed_fen": 7_000, "written_off_fen": 3_000, "left_fen": 50_000},
        ),
        ("member.benefit_paid.v1", {"amount_fen": 50_000}),
    )

    assert balances == {
        "benefit_expense": 50_000,
        "benefits_payable": 0,
        "bank": -50_000,
        "benefits_recoverable": 0,
    }


def test_relief_is_an_expense_of_its_own_and_of_no_plan() -> None:
    approved = SAMPLES["relief_grant.approved.v1"]

    assert {posting.plan for posting in postings(approved)} == {None}
    assert _posted(
        ("relief_grant.approved.v1", {"cost_fen": 9_000}),
        ("relief_grant.paid.v1", {"amount_fen": 9_000}),
    ) == {"relief_expense": 9_000, "relief_payable": 0, "bank": -9_000}


def test_a_service_free_of_charge_makes_no_entry() -> None:
    assert _posted(("relief_grant.approved.v1", {"cost_fen": 0})) == {}


def test_held_money_is_owed_until_it_is_placed() -> None:
    events: list[Any] = [m.roster_accepted(), m.receipt_held(), m.receipt_identified()]
    legs = [posting for event in events for posting in postings(event)]
    assert _balances(legs) == {
        "contributions_due": 9_000,
        "contributions_in_advance": -12_000,
        "bank": 3_000,
        "unidentified_receipts": 0,
    }


def _sums(legs: tuple[Posting, ...]) -> dict[str, tuple[int, int]]:
    sums: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for leg in legs:
        debits, credits = sums[leg.fund]
        amount = leg.amount_fen
        sums[leg.fund] = (
            (debits + amount, credits) if leg.side == "D" else (debits, credits + amount)
        )
    return sums


def _balances(legs: list[Posting]) -> dict[str, int]:
    balances: dict[str, int] = {}
    for leg in legs:
        amount = leg.amount_fen if leg.side == "D" else -leg.amount_fen
        balances[leg.account] = balances.get(leg.account, 0) + amount
    return balances
