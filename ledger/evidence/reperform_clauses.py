"""Clauses of the terms that a filing or an approval is held against: kind of loss, days, papers."""

from datetime import timedelta

from ledger.aggregates.claim_filing import knows, waits_from
from ledger.events.member import ClaimFiled
from ledger.evidence.reperform_findings import Cause
from ledger.evidence.reperform_steps import Claimed, Found
from ledger.plans import PlanTerms


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
    if first is not None and event.effective_on < first:
        yield Cause.TOO_EARLY, event.effective_on.isoformat(), first.isoformat()
    if terms.limitation_days is None:
        return
    last = (event.loss.ended_on or event.loss.occurred_on) + timedelta(days=terms.limitation_days)
    if event.effective_on > last:
        yield Cause.TIME_BARRED, event.effective_on.isoformat(), last.isoformat()
