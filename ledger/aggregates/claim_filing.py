"""How a claim comes in: notified first, or filed at once, under the cover of the day of the loss."""

from datetime import date, timedelta
from typing import Any, NamedTuple

from ledger.aggregates.claim import Claim, Filing
from ledger.aggregates.claim_causes import require_after_death, require_cause
from ledger.aggregates.claim_holding import ClaimHolder, TermsOf
from ledger.aggregates.claim_stages import require_stage, require_time
from ledger.aggregates.enrolment import Cover, require_hour
from ledger.aggregates.moment import Moment
from ledger.benefits import Assessment, Loss
from ledger.benefits.losses import INPATIENT, last_day
from ledger.errors import (
    ConditionNotListed,
    DischargeMissing,
    FiledTooEarly,
    InsideWaitingPeriod,
    KeyTaken,
    LedgerError,
    LossBeforeJoining,
    LossNotYet,
    NotCovered,
    TimeBarred,
    TriggerNotInPlan,
)
from ledger.events.claim import insured_of
from ledger.events.claim_life import ClaimNotified
from ledger.events.member import ClaimFiled
from ledger.plans import FixedSum, PlanTerms, plan_code
from ledger.plans.deadlines import filing_from

_LISTED_MAX = 12  # classes that a refusal names


class Prospect(NamedTuple):
    """What one plan may pay for a loss, or why it does not."""

    cover: Cover
    refusal: LedgerError | None
    assessment: Assessment | None


class Filer(ClaimHolder):
    """The part of a member who notifies and files."""

    def notify_claim(self, notice: Filing, terms_of: TermsOf, at: Moment) -> None:
        """Take in a notice (报案): the loss and its day, before any paper."""
        at.require("assessor")
        claim, loss = notice.claim, notice.loss
        if claim in self.claims:
            raise KeyTaken("claim", claim, self.id)
        whose = insured_of(notice.insured, notice.dependant)
        cover = self._cover_for(claim, notice.plan, self.cover_day(loss, whose))
        _require_known(claim, loss, terms_of(cover.plan))
        require_hour(claim, cover, terms_of(cover.plan), loss.occurred_on, loss.time)
        require_after_death(claim, loss, self.death_of(whose), terms_of(cover.plan))
        self._require_new(claim, notice.plan, loss, whose)
        _require_happened(claim, loss, at)
        self.record(
            ClaimNotified,
            at,
            **self._dimensions(claim, cover, terms_of),
            trigger=loss.trigger,
            occurred_on=loss.occurred_on,
            incident=notice.incident,
            insured=notice.insured,
            insured_code=notice.dependant,
        )

    def file_claim(self, filing: Filing, terms_of: TermsOf, at: Moment) -> None:
        """File a claim under the cover that held on the day of the loss."""
        at.require("assessor")
        claim, loss = filing.claim, filing.loss
        notice = self._notice_of(filing, at)
        whose = insured_of(filing.insured, filing.dependant)
        cover = self._cover_for(claim, filing.plan, self.cover_day(loss, whose))
        terms = terms_of(cover.plan)
        _require_known(claim, loss, terms)
        require_hour(claim, cover, terms, loss.occurred_on, loss.time)
        require_cause(claim, loss, terms, self.covers)
        require_after_death(claim, loss, self.death_of(whose), terms)
        self._require_new(claim, filing.plan, loss, whose)
        ended = last_day(loss)
        limitation = terms.limitation_days
        if notice is not None and notice.delay_excused:
            limitation = None  # an approver reopened the notice on that ground
        if limitation is not None and at.effective_on > ended + timedelta(days=limitation):
            raise TimeBarred(claim, cover.plan, "limitation_days", ended, limitation)
        _require_happened(claim, loss, at)
        _require_ripe(filing, terms, at)
        self.record(
            ClaimFiled,
            at,
            **self._dimensions(claim, cover, terms_of),
            source=filing.source,
            loss=loss,
            incident=filing.incident or (notice and notice.incident),
            settlement=filing.settlement,
            evidence=filing.evidence,
            claimant=filing.claimant,
            insured=filing.insured,
            insured_code=filing.dependant,
            notified_on=notice and notice.notified_on,
            attempt=filing.attempt or self._attempt(filing),
        )

    def prospects(
        self,
        loss: Loss,
        terms_of: TermsOf,
        *,
        insured: str | None = None,
        dependant: str | None = None,
    ) -> list[Prospect]:
        """Say for every cover on the day of a loss what its plan may pay; nothing is recorded.

        Each plan pays by itself: what one pays lessens no other.
        """
        found = []
        for cover in self.covers:
            if not cover.on(self.cover_day(loss, insured_of(insured, dependant))):
                continue
            asked = Filing("—", cover.plan, loss, insured=insured, dependant=dependant)
            try:
                its = self.for_whom(asked, terms_of)
                whose = insured_of(its.insured, its.dependant)
                self._cover_for("—", cover.plan, self.cover_day(loss, whose))
                _require_known("—", loss, terms_of(cover.plan))
                require_hour("—", cover, terms_of(cover.plan), loss.occurred_on, loss.time)
                require_cause("—", loss, terms_of(cover.plan), self.covers)
                require_after_death("—", loss, self.death_of(whose), terms_of(cover.plan))
                self._require_new("—", cover.plan, loss, whose)
            except LedgerError as refusal:
                found.append(Prospect(cover, refusal, None))
                continue
            benefit, _ = self._derive("—", cover, terms_of(cover.plan), loss, insured=whose)
            found.append(Prospect(cover, None, benefit))
        return found

    def for_whom(self, filing: Filing, _: TermsOf) -> Filing:
        """Return a filing that names whose loss it is; here everything is the member's own."""
        return filing

    def _notice_of(self, filing: Filing, at: Moment) -> Claim | None:
        """Return the notice that a filing follows, or none; any other use of its number is refused."""
        known = self.claims.get(filing.claim)
        if known is None:
            return None
        if plan_code(known.plan) != plan_code(filing.plan) or known.notified_on is None:
            raise KeyTaken("claim", filing.claim, self.id)
        require_stage(known, "file notified")
        require_time(known, at.effective_on)
        return known

    def _attempt(self, filing: Filing) -> int | None:
        """Count the own claims on the same papers that came to nothing; none is not said."""
        code, papers = plan_code(filing.plan), set(filing.loss.papers or ())
        return (
            sum(
                plan_code(its.plan) == code
                and its.leaves_nothing
                and bool(papers.intersection(its.loss.papers or ()))
                for its in self.claims.values()
            )
            or None
        )

    def _cover_for(self, claim: str, plan: str, day: date) -> Cover:
        code = plan_code(plan)
        cover = next((c for c in self.covers if plan_code(c.plan) == code and c.on(day)), None)
        if cover is None:
            raise NotCovered(claim, plan, day)
        if cover.counts_from is not None and day < cover.counts_from:
            raise LossBeforeJoining(claim, cover.plan, day, cover.counts_from)
        if day < cover.covers_from:
            raise InsideWaitingPeriod(
                claim, cover.plan, "waiting_period_days", day, cover.covers_from
            )
        return cover

    @staticmethod
    def _dimensions(claim: str, cover: Cover, terms_of: TermsOf) -> dict[str, Any]:
        terms = terms_of(cover.plan)
        return {
            "claim": claim,
            "plan": cover.plan,
            "plan_class": terms.plan_class,
            "period": cover.period,
            "unit": cover.unit,
            "fund": terms.fund,
        }


def knows(terms: PlanTerms, trigger: str) -> bool:
    """Tell whether terms say anything of a loss of a kind: that they pay, or that they leave it open."""
    return any(rule.trigger == trigger for rule in terms.benefits) or any(
        said.trigger == trigger for said in terms.unstated or ()
    )


def _require_known(claim: str, loss: Loss, terms: PlanTerms) -> None:
    """Refuse a loss of which the terms know nothing: no benefit rests on it, none is left open.

    Where all that is paid for its trigger is paid by class or grade, they list those that they know.
    """
    trigger = loss.trigger
    if not knows(terms, trigger):
        raise TriggerNotInPlan(claim, terms.key, "benefits", trigger)
    if loss.condition is None:
        return
    paying = [(i, rule) for i, rule in enumerate(terms.benefits) if rule.trigger == trigger]
    tables = [(i, rule) for i, rule in paying if isinstance(rule, FixedSum)]
    codes = list(dict.fromkeys(line.code for _, rule in tables for line in rule.lines))
    if codes and len(tables) == len(paying) and loss.condition not in codes:
        listed = ", ".join(codes[:_LISTED_MAX]) + (", …" if len(codes) > _LISTED_MAX else "")
        clause = ", ".join(
            f"benefits.{i}.{'schedule' if rule.listed_in is None else 'listed_in'}"
            for i, rule in tables
        )
        raise ConditionNotListed(claim, terms.key, clause, trigger, loss.condition, listed)


def _require_happened(claim: str, loss: Loss, at: Moment) -> None:
    """Refuse a loss that begins or ends after the day on which it is claimed."""
    last = last_day(loss)
    if last > at.effective_on:
        raise LossNotYet(claim, last, at.effective_on)


def waits_from(source: str, loss: Loss, terms: PlanTerms) -> date | None:
    """Return the first day on which terms let a claim be filed; None: at once.

    The rule waits for the settling agency's data (Shanghai: 15 days after the hospital's receipt).
    Under terms of one-stop settlement those data are the claim itself, without an application, so
    that nothing is waited for; nor is it for what another office had taken in before a take-over.
    """
    if source == "take_over" or (source == "settlement" and terms.one_stop):
        return None
    return filing_from(terms, last_day(loss))


def goes_on(loss: Loss) -> bool:
    """Tell whether a loss is a stay whose discharge is not known: no day counts from it yet."""
    return loss.trigger in INPATIENT and loss.ended_on is None


def _require_ripe(filing: Filing, terms: PlanTerms, at: Moment) -> None:
    """Refuse a claim that is filed before the days of the terms after its receipt have gone by."""
    first = waits_from(filing.source, filing.loss, terms)
    days = terms.filing_from_days or 0
    if first is not None and goes_on(filing.loss):
        raise DischargeMissing(filing.claim, terms.key, "filing_from_days", days)
    if first is not None and at.effective_on < first:
        ended = last_day(filing.loss)
        raise FiledTooEarly(filing.claim, terms.key, "filing_from_days", ended, days, first)
