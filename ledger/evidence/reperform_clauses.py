"""Clauses that a filing or an approval is held against: kind of loss, days, papers, claims before."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from ledger.aggregates.claim import stays_overlap
from ledger.aggregates.claim_causes import accident_covered, graded_until
from ledger.aggregates.claim_filing import goes_on, knows, waits_from
from ledger.aggregates.enrolment import Cover
from ledger.benefits import Loss
from ledger.benefits.losses import goes_past, last_day
from ledger.events.claim import insured_of
from ledger.events.member import ClaimFiled
from ledger.evidence.reperform_findings import Cause
from ledger.evidence.reperform_steps import Claimed, Found
from ledger.plans import PlanKey, PlanTerms, plan_code


def unknown_loss(event: ClaimFiled, terms: PlanTerms | None) -> Found:
    """Find a loss of a kind that the terms do not know."""
    if terms is not None and not knows(terms, event.loss.trigger):
        yield Cause.NOT_IN_PLAN, event.loss.trigger, "benefits"


def contradicted(event: ClaimFiled, notice: Claimed | None) -> Found:
    """Find a filing for another person than its notice was for, and an accident after its loss."""
    if notice is not None and notice.notified_for is not None:
        (told,) = notice.notified_for
        whose = insured_of(event.insured, event.insured_code)
        if told not in (whose, insured_of(event.insured)):  # without a code it names the relation
            yield Cause.NOTICE_OTHER, whose or "member", told or "member"
    loss = event.loss
    if loss.accident_on is not None and loss.accident_on > loss.occurred_on:
        yield Cause.ACCIDENT_LATER, str(loss.accident_on), str(loss.occurred_on)


def out_of_cause(event: ClaimFiled, terms: PlanTerms | None, covers: Iterable[Cover]) -> Found:
    """Find a loss whose accident nothing covered, or that was graded too late after it."""
    loss = event.loss
    if terms is None:
        return
    if not accident_covered(loss, terms, covers):
        yield Cause.ACCIDENT_UNCOVERED, str(loss.accident_on), None
    last = graded_until(loss, terms)
    if last is not None and loss.occurred_on > last.until:
        yield Cause.GRADED_LATE, str(loss.occurred_on), str(last.until)


def missing_papers(its: Claimed, terms: PlanTerms | None) -> Found:
    """Find the papers that terms ask for, and that were not on record at an approval."""
    if terms is None or its.loss is None or (terms.one_stop and not its.needs_papers):
        return
    for index, kind in enumerate(terms.evidence or ()):
        if kind not in its.papers:
            yield Cause.EVIDENCE_MISSING, kind, f"evidence.{index}"


def out_of_time(event: ClaimFiled, terms: PlanTerms | None) -> Found:
    """Find a filing after the limitation period, or before the days of the terms had gone by."""
    if terms is None:
        return
    first = waits_from(event.source, event.loss, terms)
    if first is not None and goes_on(event.loss):
        yield Cause.DISCHARGE_MISSING, event.effective_on.isoformat(), None
    elif first is not None and event.effective_on < first:
        yield Cause.TOO_EARLY, event.effective_on.isoformat(), first.isoformat()
    if terms.limitation_days is None:
        return
    last = last_day(event.loss) + timedelta(days=terms.limitation_days)
    if event.effective_on > last:
        yield Cause.TIME_BARRED, event.effective_on.isoformat(), last.isoformat()


def claimed_before(
    claims: Mapping[str, Claimed], claim: str, plan: PlanKey, loss: Loss, insured: str | None
) -> Found:
    """Find the claims that stand for the same loss or paper, or for the person's death before it."""
    for code, its in claims.items():
        theirs = its.loss
        if code == claim or theirs is None or its.leaves_nothing:
            continue
        own = its.insured == insured
        if own and theirs.trigger == "death":
            yield from _after_death(loss, theirs)
        papers = set(loss.papers or ()).intersection(theirs.papers or ())
        if its.key[0] == plan_code(plan) and (papers or (own and _same(loss, theirs))):
            yield Cause.FILED_TWICE, claim, code
        elif its.key[0] == plan_code(plan) and own and stays_overlap(loss, theirs):
            yield Cause.STAYS_OVERLAP, claim, code


def _same(loss: Loss, other: Loss) -> bool:
    if (loss.trigger, loss.occurred_on) != (other.trigger, other.occurred_on):
        return False
    told = loss.trigger == "diagnosis" and loss.condition and other.condition
    return not told or loss.condition == other.condition


def _after_death(loss: Loss, death: Loss) -> Found:
    if loss.trigger == "death" and loss.occurred_on != death.occurred_on:
        yield Cause.DIED_BEFORE, str(loss.occurred_on), str(death.occurred_on)
    if goes_past(loss, death.occurred_on):
        yield Cause.AFTER_DEATH, str(last_day(loss)), str(death.occurred_on)


def approved_after_death(
    claims: Mapping[str, Claimed], its: Claimed, died_on: date | None
) -> Found:
    """Find an approval of a loss that goes past a death which came on record since it was claimed.

    `died_on` is the member's own death, where that is on record by itself.
    """
    if its.loss is None:
        return
    known = list(claims.values())
    days = [
        other.loss.occurred_on
        for other in known[known.index(its) + 1 :]
        if other.loss is not None
        and not other.leaves_nothing
        and other.loss.trigger == "death"
        and other.insured == its.insured
    ]
    if died_on is not None and its.insured is None:
        days.append(died_on)
    for day in days:
        if goes_past(its.loss, day):
            yield Cause.AFTER_DEATH, str(last_day(its.loss)), str(day)
            return
