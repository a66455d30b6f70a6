"""A member: a person under a pseudonym, with details, cover, and the claims of `claims.py`.

What becomes of the details is decided in `privacy.py`.
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple, Self, assert_never
from uuid import UUID

from ledger.aggregates.carried import Carried
from ledger.aggregates.enrolment import (
    UNKNOWN,
    Applicant,
    Cover,
    covered_from,
    renews,
    require_admission,
    waiting_from,
)
from ledger.aggregates.moment import Moment
from ledger.errors import AccountAfterDeath, AlreadyGone, EmploymentNotAdmitted
from ledger.events.claim_life import ClaimLifeEvent, ClaimNotified, HeirRecorded
from ledger.events.member import (
    AfterEnrolment,
    ClaimEvent,
    ClaimFiled,
    CoverCarriedIn,
    CoverReinstated,
    CoverSuspended,
    DataRestricted,
    DependantCorrected,
    DependantRecorded,
    DetailsCorrected,
    DetailsRevealed,
    DetailsSealed,
    DetailsShredded,
    Enrolled,
    ErasureRequested,
    MemberEvent,
    MemberRegistered,
)
from ledger.periods import CoveragePeriod
from ledger.plans import (
    PlanKey,
    PlanTerms,
    Sex,
    age_on,
    contribution_fen,
    plan_code,
    rests_on_pay,
    schedule_of,
    waits_until,
)

RETIRED = "retired"  # the kind of employment of who has retired


class Entry(NamedTuple):
    """What a roster enters its members into."""

    terms: PlanTerms
    period: CoveragePeriod
    starts_on: date
    plans: Mapping[PlanKey, PlanTerms]  # the terms of every plan that members may hold
    counts_from: date | None = None  # first day on which a newcomer's loss is covered, where later
    runs_from: date | None = None  # and anybody's, where the unit's cover stood still before


class Admission(NamedTuple):
    """That terms admit a member, as both stood when it was judged."""

    member: UUID
    version: int  # of the member
    entry: Entry
    shares: int
    birth: date
    applicant: Applicant
    age: int  # in completed years on the first day of cover
    renewal: bool  # it continues earlier cover


def _own_contribution(terms: PlanTerms, shares: int, applicant: Applicant) -> int | None:
    """Return what cover costs each time it falls due, in fen; None where that would tell the pay."""
    if rests_on_pay(terms.contribution):
        return None
    return contribution_fen(terms, shares, applicant.circumstances)


class Member(Carried):
    """A person in the fund."""

    @classmethod
    def register(
        cls, stream: UUID, unit: str, sex: Sex, sealed: dict[str, str], at: Moment
    ) -> Self:
        """Take a person in; `sealed` gives the digest of each class of encrypted details."""
        at.require("enrolment")
        return cls.begin(MemberRegistered, stream, at, unit=unit, sex=sex, sealed=sealed)

    def prepare(self) -> None:
        """Start without details, cover or claims."""
        super().prepare()
        self.sealed_times: dict[str, int] = {}  # how often a class of details was sealed

    # --- enrolment ---

    def seal_details(self, sealed: dict[str, str], at: Moment) -> None:
        """Replace personal details, such as a bank account, with reason.

        After a death the account is the heir's, and is not replaced by the way.
        """
        at.require("enrolment")
        at.require_reason("member", "change of details")
        died_on = self.died_on()
        if "bank" in sealed and died_on is not None:
            raise AccountAfterDeath(died_on)
        self.record(DetailsSealed, at, sealed=sealed)

    def state_pay(self, sealed: dict[str, str], at: Moment) -> None:
        """Take in what a roster says of somebody's pay; `sealed` gives the ciphertext's digest."""
        at.require("enrolment")
        self.record(DetailsSealed, at, sealed=sealed)

    @staticmethod
    def require_admissible(
        entry: Entry, sex: Sex, shares: int, birth: date, applicant: Applicant = UNKNOWN
    ) -> None:
        """Refuse a newcomer whom the terms do not admit, before anything is recorded of them."""
        require_admission(
            entry.terms,
            entry.period,
            sex=sex,
            age=age_on(birth, entry.starts_on),
            shares=shares,
            starts_on=entry.starts_on,
            held=(),
            plans=entry.plans,
            applicant=applicant,
        )

    def admit(
        self,
        entry: Entry,
        shares: int,
        birth: date,
        at: Moment,
        applicant: Applicant = UNKNOWN,
    ) -> Admission:
        """Refuse where the terms do not admit this member; else what their enrolment rests on."""
        at.require("enrolment")
        self.require_willing()
        self._require_staying(at)
        terms, starts_on = entry.terms, entry.starts_on
        age = age_on(birth, starts_on)
        renewal = renews(terms, starts_on, self.renewable(), at.effective_on)
        retired = self.retired_on is not None and starts_on > self.retired_on
        if retired and terms.retirees == "if_covered_before" and not renewal:
            raise EmploymentNotAdmitted(terms.key, RETIRED)
        require_admission(
            terms,
            entry.period,
            sex=self.sex,
            age=age,
            shares=shares,
            starts_on=starts_on,
            held=self.covers,
            plans=entry.plans,
            applicant=applicant._replace(employment=RETIRED) if retired else applicant,
        )
        return Admission(self.id, self.version, entry, shares, birth, applicant, age, renewal)

    def _require_staying(self, at: Moment) -> None:
        """Refuse who leaves on a day still to come: enrolling again would undo their leaving."""
        if self.departed is not None and self.departed.on > at.effective_on:
            raise AlreadyGone(*self.departed)

    def _comes_back(self, entry: Entry) -> bool:
        """Tell whether cover under the plan ended early in the coverage period: who left joins later."""
        code, period = entry.terms.code, entry.period.code
        return any(c.cut and c.period == period and plan_code(c.plan) == code for c in self.covers)

    def enrol(self, admission: Admission, unit: str, at: Moment) -> bool:
        """Cover a member from the entry's first day; tell whether it renews earlier cover.

        What was recorded of them since they were admitted is heeded.
        """
        at.require("enrolment")
        own, version, entry, shares, birth, applicant, age, renewal = admission
        if (own, version) != (self.id, self.version):
            return self.enrol(self.admit(entry, shares, birth, at, applicant), unit, at)
        terms, starts_on = entry.terms, entry.starts_on
        waits = not renewal and bool(terms.waiting_period_days)
        counts_from = entry.counts_from
        if counts_from is not None and renewal and not self._comes_back(entry):
            counts_from = None
        if entry.runs_from is not None and entry.runs_from > starts_on:
            counts_from = max(entry.runs_from, counts_from or starts_on)
        if applicant.hired_on is not None and applicant.hired_on > starts_on:
            counts_from = max(applicant.hired_on, counts_from or starts_on)
        self.record(
            Enrolled,
            at,
            effective_on=starts_on,
            plan=terms.key,
            period=entry.period.code,
            unit=unit,
            shares=shares,
            contribution_fen=_own_contribution(terms, shares, applicant),
            ends_on=entry.period.ends_on,
            age=age,
            renewal=renewal,
            waits_until=waits_until(terms, waiting_from(starts_on, counts_from)) if waits else None,
            counts_from=counts_from,
            every=None if terms.contribution is None else schedule_of(terms),
        )
        return renewal

    def when(self, event: MemberEvent | ClaimLifeEvent) -> None:
        """Fold one fact into this member."""
        match event:  # what there is most of comes first: each case is a question
            case Enrolled():
                self._enrol(event)
            case CoverCarriedIn():
                self.fold_carried_in(event)
            case MemberRegistered():
                self.unit, self.sex, self.active_on = event.unit, event.sex, event.booked_on
                self._seal(event.sealed)
            case ClaimFiled() | ClaimNotified():
                self.begin_claim(event)
                self.needed_again()
            case ClaimEvent():
                self.fold_claim(event)
                self.active_on = max(self.active_on, event.booked_on)
            case DetailsSealed() | DetailsCorrected():
                self._seal(event.sealed)
                self.needed_again(*event.sealed)
                if isinstance(event, DetailsSealed) and "bank" in event.sealed:
                    self.account_as = event.hands
                if isinstance(event, DetailsCorrected) and event.sex is not None:
                    self.sex = event.sex
            case AfterEnrolment():
                self.fold_later(event)
            case CoverSuspended() | CoverReinstated():
                self.fold_suspension(event)
            case DependantRecorded() | DependantCorrected():
                self.fold_dependant(event)
                self._seal(event.sealed)
                self.needed_again(*event.sealed)
            case HeirRecorded(sealed=sealed):
                self.heir = event
                self._seal(sealed)
                self.needed_again(*sealed)
            case DetailsRevealed() | ErasureRequested() | DataRestricted() | DetailsShredded():
                self.fold_privacy(event)
            case _:
                assert_never(event)

    def _enrol(self, event: Enrolled) -> None:
        self.unit = event.unit
        self.enrolments.append(event)
        self.departed = None  # who had left is back
        if self.erasing:
            self.needed_again()
        self.covers.append(
            Cover(
                event.plan,
                event.period,
                event.unit,
                event.shares,
                event.effective_on,
                event.ends_on,
                covered_from(event),
                counts_from=event.counts_from,
            )
        )

    def _seal(self, sealed: dict[str, str]) -> None:
        self.sealed.update(sealed)
        for kind in sealed:
            self.sealed_times[kind] = self.sealed_times.get(kind, 0) + 1
