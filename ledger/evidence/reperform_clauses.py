"""Clauses that a filing or an approval is held against: kind of loss, days, papers, claims before."""

from collections.abc import Mapping
from datetime import timedelta

from ledger.aggregates.claim_filing import goes_on, knows, waits_from
from ledger.aggregates.claim_holding import AFTER_DEATH
from ledger.benefits import Loss
from ledger.events.member import ClaimFiled
from ledger.evidence.reperform_findings import Cause
from ledger.evidence.reperform_steps import Claimed, Found
from ledger.plans import PlanKey, PlanTerms, plan_code


def unknown_loss(event: ClaimFiled, terms: PlanTerms | None) -> Found:
    """Find a loss of a kind that the terms do not know."""
    if terms is not None and not knows(terms, event.loss.trigger):
        yield Cause.NOT_IN_PLAN, event.loss.trigger, "benefits"


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
    last = (event.loss.ended_on or event.loss.occurred_on) + timedelta(days=terms.limitation_days)
    if event.effective_on > last:
        yield Cause.TIME_BARRED, event.effective_on.isoformat(), last.isoformat()


def claimed_before(
    claims: Mapping[str, Claimed], claim: str, plan: PlanKey, loss: Loss, insured: str | None
) -> Found:
    """Find the claims that stand for the same loss or paper, or for the person's death before it."""
    for code, its in claims.items():
        theirs = its.loss
        if code == claim or theirs is None or its.ended:
            continue
        own = its.insured == insured
        if own and theirs.trigger == "death":
            yield from _after_death(loss, theirs)
        papers = set(loss.papers or ()).intersection(theirs.papers or ())
        if its.key[0] == plan_code(plan) and (papers or (own and _same(loss, theirs))):
            yield Cause.FILED_TWICE, claim, code


def _same(loss: Loss, other: Loss) -> bool:
    if (loss.trigger, loss.occurred_on) != (other.trigger, other.occurred_on):
        return False
    told = loss.trigger == "diagnosis" and loss.condition and other.condition
    return not told or loss.condition == other.condition


def _after_death(loss: Loss, death: Loss) -> Found:
    if loss.trigger == "death" and loss.occurred_on != death.occurred_on:
        yield Cause.DIED_BEFORE, str(loss.occurred_on), str(death.occurred_on)
    last = loss.ended_on or loss.occurred_on
    if loss.trigger not in AFTER_DEATH and last > death.occurred_on:
        yield Cause.AFTER_DEATH, str(last), str(death.occurred_on)
