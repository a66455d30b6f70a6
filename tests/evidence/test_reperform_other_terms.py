"""Re-performance under terms that join stays, measure over a period, share a pool or insure accidents."""

from datetime import date
from typing import Any
from uuid import uuid5

import pytest

from ledger.benefits import NO_BASE, NOTHING_USED, Base, Loss, assess
from ledger.events import Event
from ledger.events.claim_life import OverpaymentFound, RecoveryDemanded, RecoveryReceived
from ledger.events.member import MemberDied
from ledger.evidence.reperform import Reperformed, reperform
from ledger.evidence.reperform_findings import Cause
from ledger.plans import PlanTerms
from tests import makers as m
from tests.evidence.conftest import OpenBook
from tests.evidence.retold import Story, by, frame, record

SHARED = {
    "type": "indemnity",
    "trigger": "hospital_stay",
    "deductible_first_fen": 130_000,
    "bands": ({"over_fen": 0, "rate_bp": 5_000},),
}
LINE = {"code": "one", "label_zh": "一", "label_en": "one", "amount_fen": 800_000}


def _sum(trigger: str, **more: Any) -> dict[str, Any]:
    return {"type": "fixed_sum", "trigger": trigger, "schedule": (LINE,)} | more


def _stay(first: str, last: str, self_pay_fen: int | None = None) -> Loss:
    days: Any = {"occurred_on": date.fromisoformat(first), "ended_on": date.fromisoformat(last)}
    return Loss(trigger="hospital_stay", **days, self_pay_fen=self_pay_fen, total_fen=self_pay_fen)


def _member(n: int) -> Story:
    own: dict[str, Any] = {"originator_id": m.member_id(n)}
    return {
        f"{n}.registered": m.member_registered(**own),
        f"{n}.enrolled": m.enrolled(effective_on=date(2015, 1, 1), **own),
    }


def _its(n: int, claim: str, terms: PlanTerms, officer: str) -> dict[str, Any]:
    day, plan_class = date(2015, 6, 1), terms.plan_class
    facts = {"originator_id": m.member_id(n), "claim": claim, "plan_class": plan_class}
    return facts | {"effective_on": day, **by(officer)}


def _filed(n: int, claim: str, loss: Loss, terms: PlanTerms) -> Event:
    return m.claim_filed(loss=loss, **_its(n, claim, terms, "zhao"))


def _assessed(
    n: int, claim: str, loss: Loss, terms: PlanTerms, base: Base = NO_BASE, **more: Any
) -> Event:
    found = assess(terms, 1, loss, NOTHING_USED, base)
    parts = {
        "benefit_fen": found.benefit_fen,
        "indemnity_fen": found.indemnity_fen,
        "days": found.days,
        "condition": found.condition,
        "steps": found.steps,
    }
    return m.claim_assessed(shares=1, **parts, **_its(n, claim, terms, "zhao"), **more)


def _rejected(n: int, claim: str, terms: PlanTerms) -> Event:
    return m.claim_rejected(ground="below_deductible", **_its(n, claim, terms, "qian"))


def _done(new_book: OpenBook, terms: PlanTerms, *stories: Story) -> Reperformed:
    """Record stories under terms, and decide them again."""

    def first() -> list[Event]:
        published = m.plan_published(terms, originator_id=uuid5(m.BOOK, "plan"), version=1)
        return [*frame()[:-2], published]

    database = new_book("sqlite")
    record(database, *stories, first=first)
    return reperform(database)


def _found(done: Reperformed) -> list[tuple[str, Cause]]:
    return [(each.claim, each.cause) for each in done.differences]


# --- assessed together, rejected one after another ------------------------------------------------


def _two_at_nothing(terms: PlanTerms, one: Loss, two: Loss, **more: Any) -> Story:
    """Tell that two claims were assessed together at nothing, and then rejected."""
    return _member(1) | {
        "1.filed": _filed(1, "C1", one, terms),
        "2.filed": _filed(1, "C2", two, terms),
        "1.assessed": _assessed(1, "C1", one, terms, **more),
        "2.assessed": _assessed(1, "C2", two, terms, **more),
        "1.rejected": _rejected(1, "C1", terms),
        "2.rejected": _rejected(1, "C2", terms),
    }


def test_a_stay_rejected_at_nothing_without_the_one_it_was_joined_to_is_found(
    new_book: OpenBook,
) -> None:
    # 1,000 and 1,000 yuan, alone below 1,300; as one stay 700 lie above it, and 350 were due.
    terms = m.plan_terms(benefits=(SHARED,), stays_join_within_hours=24)
    one, two = (
        _stay("2015-02-01", "2015-02-04", 100_000),
        _stay("2015-02-04", "2015-02-09", 100_000),
    )

    done = _done(new_book, terms, _two_at_nothing(terms, one, two))

    assert _found(done) == [("C2", Cause.JOINED_MOVED)]
    assert "one with C1" in done.differences[0].sentence("en")


def test_stays_apart_that_were_rejected_at_nothing_are_no_difference(new_book: OpenBook) -> None:
    terms = m.plan_terms(benefits=(SHARED,), stays_join_within_hours=24)
    one, two = (
        _stay("2015-02-01", "2015-02-04", 100_000),
        _stay("2015-03-04", "2015-03-09", 100_000),
    )

    assert _found(_done(new_book, terms, _two_at_nothing(terms, one, two))) == []


def test_a_claim_rejected_at_nothing_on_an_account_that_had_moved_is_found(
    new_book: OpenBook,
) -> None:
    # One deductible of 1,300 a period: the second 1,000 yuan lie 700 above it, and 350 were due.
    terms = m.plan_terms(benefits=(SHARED | {"measured_over": "term"},))
    one, two = (
        _stay("2015-02-01", "2015-02-04", 100_000),
        _stay("2015-03-04", "2015-03-09", 100_000),
    )

    done = _done(new_book, terms, _two_at_nothing(terms, one, two, account_fen=100_000))

    assert _found(done) == [("C2", Cause.USAGE_MOVED)]


# --- what came back whole -------------------------------------------------------------------------


@pytest.mark.parametrize(("parts", "found"), [((12_000,), []), ((5_000, 7_000), []), ((4_000,), 1)])
def test_days_that_came_back_whole_are_free_for_the_next_claim(
    new_book: OpenBook, parts: tuple[int, ...], found: Any
) -> None:
    # 5 days a period at 40 yuan; a stay of 3 days is paid 120 yuan. Only where all of it came back
    # has the next stay, of 5 days, all 5 of them left.
    per_diem = {"type": "per_diem", "trigger": "hospital_stay", "amount_fen": 4_000}
    terms = m.plan_terms(benefits=(per_diem | {"max_days_term": 5},))
    one, two = _stay("2015-02-01", "2015-02-04"), _stay("2015-03-01", "2015-03-06")
    its: Any = lambda officer: _its(1, "C1", terms, officer) | {  # noqa: E731
        "plan": terms.key, "period": "2015", "unit": m.UNIT, "fund": terms.fund
    }  # fmt: skip
    told = _member(1) | {
        "1.filed": _filed(1, "C1", one, terms),
        "1.assessed": _assessed(1, "C1", one, terms),
        "1.approved": m.claim_approved(approved_fen=12_000, **_its(1, "C1", terms, "qian")),
        "1.verified": m.funds_verified(amount_fen=12_000, **_its(1, "C1", terms, "sun")),
        "1.instructed": m.benefit_instructed(amount_fen=12_000, **_its(1, "C1", terms, "li")),
        "1.paid": m.benefit_paid(amount_fen=12_000, **_its(1, "C1", terms, "li")),
    }
    fen = sum(parts)
    told["1.found"] = m.make(OverpaymentFound, **its("sun"), amount_fen=fen, ground="wrong_amount")
    told["1.demanded"] = m.make(RecoveryDemanded, **its("wu"), amount_fen=fen)
    for number, part in enumerate(parts, 1):
        facts = {"debt": "overpayment", "receipt": f"R{number}", "instalment": number}
        told[f"1.back{number}"] = m.make(
            RecoveryReceived, **its("li"), **facts, bank_account=m.BANK, amount_fen=part
        )
    told["2.filed"] = _filed(1, "C2", two, terms)
    told["2.assessed"] = _assessed(1, "C2", two, terms)

    assert bool(_found(_done(new_book, terms, told))) == bool(found)


# --- a month's pool -------------------------------------------------------------------------------

POOLED = m.plan_terms(
    benefits=({"type": "pool_share", "trigger": "hardship", "pool_rate_bp": 5_000},)
)


def _shared(n: int, place: int, of: int, pool_fen: int = 100_000, **more: Any) -> Story:
    """Tell that the n-th member's claim was assessed at a place of so many in a pool."""
    loss = Loss(trigger="hardship", occurred_on=date(2015, 2, 1))
    base = Base(pool_fen=pool_fen, pool_claims=of, pool_place=place)
    shares: dict[str, Any] = {"pool_fen": pool_fen, "pool_claims": of, "pool_place": place}
    shares = {**shares, "pool_month": "2015-06", **more}
    return _member(n) | {
        "filed": _filed(n, f"P{n}", loss, POOLED),
        "assessed": _assessed(n, f"P{n}", loss, POOLED, base, **shares),
    }


def test_a_pool_that_was_shared_out_on_one_list_is_no_difference(new_book: OpenBook) -> None:
    assert _found(_done(new_book, POOLED, _shared(1, 1, 2), _shared(2, 2, 2))) == []


@pytest.mark.parametrize(
    "later", [_shared(3, 1, 1), _shared(3, 1, 2), _shared(3, 3, 3, 100_001)],
    ids=["alone", "in a place that another has", "of another sum"],
)  # fmt: skip
def test_a_months_pool_that_was_shared_out_again_is_found(new_book: OpenBook, later: Story) -> None:
    done = _done(new_book, POOLED, _shared(1, 1, 2), _shared(2, 2, 2), later)

    assert _found(done) == [("P3", Cause.POOL_TWICE)]
    assert done.differences[0].sentence("en") == (
        "the pool of 2015-06 was shared out once more, beside the list of P1"
    )


def test_each_month_has_a_pool_of_its_own(new_book: OpenBook) -> None:
    other = _shared(2, 1, 1, pool_month="2015-05")

    assert _found(_done(new_book, POOLED, _shared(1, 1, 1), other)) == []


@pytest.mark.parametrize(
    ("month", "found"),
    [
        ("2015-01", [("P1", Cause.POOL_MONTH)]),  # before the loss
        ("2015-02", []),
        ("2015-06", []),
        (None, []),  # the month of the assessment
        ("2015-07", [("P1", Cause.POOL_MONTH)]),  # after the assessment
    ],
)
def test_a_part_of_a_pool_of_another_month_than_it_could_be_is_found(
    new_book: OpenBook, month: str | None, found: list[tuple[str, Cause]]
) -> None:
    done = _done(new_book, POOLED, _shared(1, 1, 1, pool_month=month))

    assert _found(done) == found
    for each in done.differences:
        assert each.sentence("en") == (
            f"it has a part of the pool of {month}; it could be that of a month in 2015-02/2015-06"
        )


def test_a_pool_of_a_month_before_the_terms_took_effect_is_found(new_book: OpenBook) -> None:
    terms = POOLED.model_copy(update={"effective_on": date(2015, 4, 1)})

    for month, causes in (("2015-03", [("P1", Cause.POOL_MONTH)]), ("2015-04", [])):
        assert _found(_done(new_book, terms, _shared(1, 1, 1, pool_month=month))) == causes


# --- accidents and funerals ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accident", "on", "causes"),
    [
        ("2014-12-15", "2015-02-15", [Cause.ACCIDENT_UNCOVERED]),
        ("2015-01-01", "2015-07-01", [Cause.GRADED_LATE]),
        ("2015-01-01", "2015-06-30", []),
    ],
)
def test_the_accident_that_a_disability_goes_back_to_is_judged_again(
    new_book: OpenBook, accident: str, on: str, causes: list[Cause]
) -> None:
    rule = _sum("disability", assessed_within_days=180)
    terms = m.plan_terms(plan_class="accident", benefits=(rule,))
    days: Any = {"occurred_on": date.fromisoformat(on), "accident_on": date.fromisoformat(accident)}
    loss = Loss(trigger="disability", **days)

    done = _done(new_book, terms, _member(1) | {"1.filed": _filed(1, "C1", loss, terms)})

    assert [cause for _, cause in _found(done)] == causes


@pytest.mark.parametrize(("trigger", "found"), [("funeral", False), ("birth", True)])
def test_a_funeral_is_covered_where_the_death_before_it_was(
    new_book: OpenBook, trigger: Any, found: bool
) -> None:
    terms = m.plan_terms(benefits=(_sum("funeral"), _sum("birth")))
    ended = m.enrolled(
        originator_id=m.member_id(1), effective_on=date(2015, 1, 1), ends_on=date(2015, 3, 5)
    )
    died = m.make(
        MemberDied, originator_id=m.member_id(1), unit=m.UNIT, effective_on=date(2015, 3, 5)
    )
    loss = Loss(trigger=trigger, occurred_on=date(2015, 3, 8))
    told = _member(1) | {
        "1.enrolled": ended,
        "1.died": died,
        "1.filed": _filed(1, "C1", loss, terms),
    }

    assert (
        Cause.COVER_MISSING in [cause for _, cause in _found(_done(new_book, terms, told))]
    ) is (found)


# --- classes paid elsewhere -----------------------------------------------------------------------


def _carried(period: str, condition: str) -> Event:
    return m.cover_carried_in(
        originator_id=m.member_id(1), period=period, earlier_conditions=(condition,)
    )


def test_a_class_that_was_paid_elsewhere_stays_paid_when_another_period_is_carried_in(
    new_book: OpenBook,
) -> None:
    terms = m.plan_terms(benefits=(_sum("diagnosis"),))
    loss = Loss(trigger="diagnosis", occurred_on=date(2015, 3, 1), condition="one")
    told = _member(1) | {
        "1.first": _carried("2013", "one"),
        "1.second": _carried("2014", "another"),
        "1.filed": _filed(1, "C1", loss, terms),
        "1.assessed": _assessed(1, "C1", loss, terms),
    }

    assert _found(_done(new_book, terms, told)) == [("C1", Cause.USAGE)]
