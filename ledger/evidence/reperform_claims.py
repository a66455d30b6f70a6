"""One member's claims, decided again step by step, each against the history before it."""

from typing import Any, cast

from ledger.aggregates.claim import OVERPAYMENT
from ledger.aggregates.claim_causes import cover_day
from ledger.aggregates.member import Member
from ledger.benefits import (
    NOTHING_USED,
    Assessment,
)
from ledger.benefits.usages import ELSEWHERE, usage_at, with_more
from ledger.events import restore
from ledger.events.claim import insured_of
from ledger.events.claim_life import HeirRecorded
from ledger.events.grounds import NOTHING_IS_DUE
from ledger.events.member import (
    ClaimAssessed,
    ClaimFiled,
    CoverCarriedIn,
    DetailsCorrected,
    DetailsSealed,
)
from ledger.evidence.reperform_assessments import Assessed, assessed_again
from ledger.evidence.reperform_clauses import (
    approved_after_death,
    claimed_before,
    contradicted,
    missing_papers,
    out_of_cause,
    out_of_time,
    unknown_loss,
)
from ledger.evidence.reperform_debts import remember_debt
from ledger.evidence.reperform_findings import Cause, Difference
from ledger.evidence.reperform_frame import Frame
from ledger.evidence.reperform_money import (
    JUDGES,
    PAYING,
    PLAIN,
    above_limit,
    died_meanwhile,
    offset_differs,
    payee_changed,
    remember_advance,
    remember_hands,
    remember_money,
    without_power,
)
from ledger.evidence.reperform_persons import PersonAgain
from ledger.evidence.reperform_pools import month_outside, pooled
from ledger.evidence.reperform_reading import Acted, Entry, Step
from ledger.evidence.reperform_steps import CHECKS, Claimed, Found, heard, remember
from ledger.money import parse_yuan
from ledger.plans import PlanKey, PlanTerms, plan_code

_OPEN_AGAIN = ("member.rejection_overturned.v1", "member.claim_reopened.v1")
REVIEW_OVER = "claim.second_review_over"  # the policy parameter, in yuan


class MemberAgain(PersonAgain):
    """Goes through one member's events in order, and collects each difference where it is met."""

    def __init__(self, frame: Frame, found: list[Difference]) -> None:
        super().__init__(frame)
        self._found = found
        self._accounts: list[tuple[int, str]] = []  # that took another's place, by position

    def cover(self, entry: Entry) -> None:
        """Take in what happened to the member's cover."""
        event = cast(Any, restore(entry.topic, entry.state))
        if isinstance(event, HeirRecorded | DetailsSealed | DetailsCorrected):
            if "bank" in event.sealed:
                self._accounts.append((entry.position, event.sealed["bank"]))
            if not isinstance(event, HeirRecorded):
                return
        if self._member is None:
            self._member = Member.blank(event)
        self._member.when(event)
        self._look_for_heir(entry.position)
        for key, usage in self._member.usage.items():  # what was carried in
            if key[1] == ELSEWHERE:  # no claim adds to it, another period that is carried in may
                self._usage[key] = usage
        if isinstance(event, CoverCarriedIn):
            key = (plan_code(event.plan), event.period, None)
            self._usage[key] = with_more(self._usage.get(key, NOTHING_USED), event.used)

    def step(self, entry: Entry, step: Step) -> None:
        """Do a step of a claim again, and remember what it says."""
        match step:
            case ClaimFiled():
                self._file(entry.position, step)
            case ClaimAssessed():
                self._assess(entry.position, step)
            case Acted():
                self._act(entry.position, entry.topic, step)
        self._look_for_heir(entry.position)

    def close(self) -> None:
        """Find the claims that were paid, net of returns, other than what was approved.

        What was released and not answered yet is looked at, too.
        """
        for claim, its in self.claims.items():
            line = its.instructed
            if its.is_out and line is not None and line.position > its.paid_at:
                self._note(line.position, claim, its.plan, self._released(its))
            if its.paid_fen not in (its.standing_fen, its.due_fen):
                other = Cause.PAID_OTHER, its.paid_fen, its.due_fen
                self._note(its.paid_at, claim, its.plan, [other])

    # --- filing and assessing ---

    def _file(self, position: int, event: ClaimFiled) -> None:
        terms = self._frame.terms(event.plan, position)
        self._note(position, event.claim, event.plan, self._filed(event, terms))
        its = self._claim(event)
        its.plan, its.loss, its.filed_by = event.plan, event.loss, event.hands
        its.needs_papers, its.papers = event.source != "settlement", event.evidence
        its.insured = insured_of(event.insured, event.insured_code)
        its.delay_excused = False
        self._take_place(its)

    def _filed(self, event: ClaimFiled, terms: PlanTerms | None) -> Found:
        whose = insured_of(event.insured, event.insured_code)
        day = cover_day(event.loss, self._death_of(whose))
        if terms is None:
            yield Cause.TERMS_MISSING, event.plan, None
        elif (terms.plan_class, terms.fund) != (event.plan_class, event.fund):
            own = f"{terms.plan_class}/{terms.fund}"
            yield Cause.COVER_OTHER, f"{event.plan_class}/{event.fund}", own
        cover = self._cover_on(event)
        if cover is None:
            yield Cause.COVER_MISSING, day.isoformat(), None
        elif cover.plan != event.plan:
            yield Cause.TERMS_OTHER, event.plan, cover.plan
        elif (cover.period, cover.unit) != (event.period, event.unit):
            own = f"{cover.period}/{cover.unit}"
            yield Cause.COVER_OTHER, f"{event.period}/{event.unit}", own
        if cover is not None and day < cover.covers_from:
            yield Cause.WAITING, day.isoformat(), cover.covers_from.isoformat()
        yield from unknown_loss(event, terms)
        notice = self.claims.get(event.claim)
        yield from contradicted(event, notice)
        yield from out_of_cause(event, terms, self._covers)
        if notice is None or not notice.delay_excused:
            yield from out_of_time(event, terms)
        if len(self.claims) > (event.claim in self.claims):
            yield from claimed_before(self.claims, event.claim, event.plan, event.loss, whose)

    def _opened(self, topic: str, step: Acted, its: Claimed) -> Found:
        """Find what else was claimed for a loss while its claim lay ended, and who opened it."""
        if topic == "member.rejection_overturned.v1":
            yield from heard(step, its)
        if its.loss is not None:
            yield from claimed_before(self.claims, step.claim, its.plan, its.loss, its.insured)

    def _assess(self, position: int, event: ClaimAssessed) -> None:
        its = self._claim(event)
        self._note(position, event.claim, event.plan, self._assessed(position, event, its))
        terms = self._frame.terms(event.plan, position)
        self._note(position, event.claim, event.plan, month_outside(event, its.loss, terms))
        its.assessed_by, its.reviewed_by = event.hands, ()
        its.assessments, its.stands = its.assessments + 1, True
        its.pool = pooled(position, event)
        its.usage_seen = usage_at(self._usage, its.usage_key)
        parts = (event.indemnity_fen, event.days, event.condition, event.damage_fen or 0)
        its.assessed = Assessment(event.benefit_fen, (), None, *parts)
        self._place(position, its, event.steps)

    def _assessed(self, position: int, event: ClaimAssessed, its: Claimed) -> Found:
        terms = self._frame.terms(event.plan, position)
        if its.approved_fen:
            yield Cause.DECIDED, event.benefit_fen, its.approved_fen
        if its.loss is None:
            yield Cause.NOT_FILED, None, None
        elif terms is None:
            yield Cause.TERMS_MISSING, event.plan, None
        else:
            own = (event.plan, event.period)
            shares = next((c.shares for c in self._covers if (c.plan, c.period) == own), 0)
            usage, earlier = (
                usage_at(self._usage, its.usage_key),
                self._usages.get(its.usage_key, []),
            )
            decided = self._decided(its) if terms.stays_join_within_hours else []
            facts = Assessed(terms, shares, its.loss, usage, earlier, decided)
            yield from assessed_again(event, facts, self._frame)

    # --- deciding and paying ---

    def _act(self, position: int, topic: str, step: Acted) -> None:
        its = self._claim(step)
        check = CHECKS.get(topic)
        self._note(position, step.claim, step.plan, self._acted(position, topic, step, its))
        if topic == "member.claim_approved.v1":
            self._note(position, step.claim, step.plan, self._approved(position, step, its))
            self._use(its, step.amount_fen)
        elif check is not None:
            self._note(position, step.claim, step.plan, check(step, its))
            if topic == "member.claim_rejected.v1" and its.counts and its.at_nothing(step):
                self._use(its, 0)
        elif topic in _OPEN_AGAIN:
            self._note(position, step.claim, step.plan, self._opened(topic, step, its))
            if its.came_to_nothing and its.counts:
                self._free_account(its)
            self._take_place(its)
        elif topic == "member.recovery_received.v1" and step.debt == OVERPAYMENT:
            self._give_back(its, step.amount_fen)
        if topic == "member.overpayment_offset.v1":
            self._give_back(its, step.owed_fen + step.written_off_fen)
        elif topic == "member.benefit_restored.v1":
            self._take_again(its, step.amount_fen)
            self._take_place(its)
        elif topic == "member.approval_revoked.v1":
            self._give_back(its, its.kept_fen)
        remember(topic, step, its)
        remember_debt(topic, step, its)
        remember_money(position, topic, step, its)
        remember_hands(topic, step, its)
        remember_advance(topic, step, its)

    def _acted(self, position: int, topic: str, step: Acted, its: Claimed) -> Found:
        """Find what is wrong with a step by itself: its power, hands, day and payee."""
        yield from without_power(self._frame, position, topic, step)
        for judge in JUDGES.get(topic, PLAIN):
            yield from judge(topic, step, its)
        if topic == "member.advance_offset.v1":
            yield from offset_differs(step, its)
        elif topic == "member.claim_rejected.v1" and step.ground in NOTHING_IS_DUE:
            yield from self._nothing_is_due(position, step, its)
        elif topic == "member.benefit_restored.v1":
            yield from above_limit(self._frame, position, step, its)
            yield from self._opened(topic, step, its)
        elif topic == "member.benefit_paid.v1":
            yield from self._released(its)
        elif topic in PAYING and self._heir_missing():
            yield Cause.HEIR_MISSING, str(self._death_of(None)), None

    def _released(self, its: Claimed) -> Found:
        """Find what the release of a claim's batch should have stopped at."""
        yield from payee_changed(self._frame, its, self._accounts)
        yield from died_meanwhile(self._frame, its, self._heirless)

    def _approved(self, position: int, step: Acted, its: Claimed) -> Found:
        fen, by = step.amount_fen, step.hands[0]
        if its.loss is None:
            yield Cause.NOT_FILED, None, None
        elif its.assessed is None:
            yield Cause.NOT_ASSESSED, fen, None
        elif fen > its.assessed.benefit_fen:
            yield Cause.ABOVE_ASSESSED, fen, its.assessed.benefit_fen
        if its.approved_fen:
            yield Cause.APPROVED_TWICE, fen, its.approved_fen
        if its.judges.intersection(step.hands):
            yield Cause.SAME_HANDS, by, None
        officer = self._frame.officer(by, position)
        if officer is None or "approver" not in officer.roles:
            yield Cause.NO_POWER, by, "approver"
        elif officer.approval_limit_fen is not None and fen > officer.approval_limit_fen:
            yield Cause.ABOVE_LIMIT, fen, officer.approval_limit_fen
        limit = self._review_over(position, step)
        if limit is not None and fen > limit and not its.reviewed_by:
            yield Cause.REVIEW_MISSING, fen, limit
        yield from missing_papers(its, self._frame.terms(step.plan, position))
        yield from approved_after_death(self.claims, its, self._died_on)
        yield from self._stale(position, its)

    def _review_over(self, position: int, step: Acted) -> int | None:
        """Return the benefit above which a second assessor must confirm, by terms or by policy."""
        terms = self._frame.terms(step.plan, position)
        if terms is not None and terms.second_review_over_fen is not None:
            return terms.second_review_over_fen
        value = self._frame.policy(REVIEW_OVER, position, step.effective_on)
        return None if value is None else parse_yuan(value)

    # --- what is known ---

    def _claim(self, event: Acted | ClaimFiled | ClaimAssessed) -> Claimed:
        its = self.claims.get(event.claim)
        if its is None:
            its = Claimed(event.claim, event.plan, (plan_code(event.plan), event.period))
            self.claims[event.claim] = its
        return its

    def _note(self, position: int, claim: str, plan: PlanKey, found: Any) -> None:
        for each in found:
            self._found.append(Difference(position, claim, plan, *each))
