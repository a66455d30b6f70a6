"""A member's dependants: who they are to the member, and whose losses the terms insure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from ledger.aggregates.claim import Claim, Filing
from ledger.aggregates.claims import TermsOf
from ledger.aggregates.membership import Membership
from ledger.aggregates.moment import Moment
from ledger.aggregates.privacy import DetailsErased
from ledger.errors import (
    DependantKnown,
    DependantMissing,
    DependantUnnamed,
    DocumentMissing,
    InsuredContradicted,
    InsuredNotAdmitted,
    NothingToCorrect,
    NoticeOfAnother,
    Unknown,
)
from ledger.events.claim import insured_of
from ledger.events.member import DependantCorrected, DependantRecorded, Detail
from ledger.plans import PlanTerms, plan_code

_MEMBER = "member"


class Dependant(NamedTuple):
    """Somebody who may be insured through a member; who it is, the vault knows."""

    code: str
    relation: str
    birth_month: str  # 2010-05

    def age_on(self, day: date) -> int:
        """Return completed years on a day; within the month of birth a birthday is still to come."""
        year, month = map(int, self.birth_month.split("-"))
        return day.year - year - (day.month <= month)


class Household(Membership):
    """The part of a member that has a family."""

    def prepare(self) -> None:
        """Start without dependants."""
        super().prepare()
        self.dependants: dict[str, Dependant] = {}

    def record_dependant(self, dependant: Dependant, sealed: dict[str, str], at: Moment) -> None:
        """Record a dependant, sealed with the member's own identity and forgotten with it."""
        at.require("enrolment")
        if self.is_erased("identity"):
            raise DetailsErased(self.id, "identity")
        if dependant.code in self.dependants:
            raise DependantKnown(dependant.code)
        self.record(
            DependantRecorded,
            at,
            code=dependant.code,
            relation=dependant.relation,
            birth_month=dependant.birth_month,
            sealed=sealed,
        )

    def correct_dependant(
        self,
        code: str,
        details: Sequence[Detail],
        sealed: dict[str, str],
        birth_month: str,
        at: Moment,
    ) -> None:
        """Put right who a dependant is, on a document, with reason; the month is by the ID number.

        Claims stand as they were filed. `sealed` gives the digest of the identity's new ciphertext.
        """
        at.require("enrolment")
        at.require_reason("dependant", "correction")
        if at.document is None:
            raise DocumentMissing("dependant", "correction")
        if code not in self.dependants:
            raise Unknown("dependant", code)
        if self.is_erased("identity"):
            raise DetailsErased(self.id, "identity")
        if not details:
            raise NothingToCorrect
        other = None if birth_month == self.dependants[code].birth_month else birth_month
        facts = {"code": code, "details": tuple(details), "sealed": sealed}
        self.record(DependantCorrected, at, birth_month=other, **facts)

    def notify_claim(self, notice: Filing, terms_of: TermsOf, at: Moment) -> None:
        """Take in a notice; one of a dependant's loss only where the terms insure that dependant."""
        at.require("assessor")
        super().notify_claim(self.for_whom(notice, terms_of), terms_of, at)

    def file_claim(self, filing: Filing, terms_of: TermsOf, at: Moment) -> None:
        """File a claim; one for a dependant's loss only where the terms insure that dependant.

        Where it does not say whose loss it is, it is whose its notice said.
        """
        at.require("assessor")
        notice = self.claims.get(filing.claim)
        if notice is not None and filing.insured is None and filing.dependant is None:
            filing = replace(filing, dependant=notice.insured)
        filing = self.for_whom(filing, terms_of)
        if notice is not None and notice.notified_on is not None:
            _require_same_person(filing, notice)
        super().file_claim(filing, terms_of, at)

    def for_whom(self, filing: Filing, terms_of: TermsOf) -> Filing:
        """Return a filing that names the dependant whose loss it is, if it is not the member's.

        Raises:
            InsuredContradicted: it names the member and a dependant.
            Unknown: no dependant is on record under the code that it names.
            InsuredNotAdmitted: the terms do not insure this relation.
            DependantMissing: nobody of the relation, whom the terms insure, is on record.
            DependantUnnamed: several are, and it does not say which.
        """
        relation, code = filing.insured, filing.dependant
        if code is not None and relation == _MEMBER:
            raise InsuredContradicted(filing.claim, code)
        if code is not None and relation is None:
            if code not in self.dependants:
                raise Unknown("dependant", code)
            relation = self.dependants[code].relation
        day, plan = filing.loss.occurred_on, plan_code(filing.plan)
        on = self.cover_day(filing.loss, insured_of(relation, code))
        cover = next((c for c in self.covers if plan_code(c.plan) == plan and c.on(on)), None)
        if relation is None or relation == _MEMBER or cover is None:
            return filing
        its = self._insured(filing, relation, terms_of(cover.plan), day)
        return replace(filing, insured=relation, dependant=its.code)

    def _insured(self, filing: Filing, relation: str, terms: PlanTerms, day: date) -> Dependant:
        claim, oldest = filing.claim, terms.dependant_age_max
        if relation not in (terms.dependants or ()):
            raise InsuredNotAdmitted(claim, terms.key, "dependants", relation)
        admitted = [
            each
            for each in self.dependants.values()
            if each.relation == relation and (oldest is None or each.age_on(day) <= oldest)
        ]
        meant = [each for each in admitted if filing.dependant in (None, each.code)]
        if not meant:
            raise DependantMissing(claim, terms.key, relation, day)
        if len(meant) > 1:
            codes = ", ".join(each.code for each in meant)
            raise DependantUnnamed(claim, relation, codes)
        return meant[0]

    def fold_dependant(self, event: DependantRecorded | DependantCorrected) -> None:
        """Fold that somebody belongs to the member, or is born in another month than was written."""
        if isinstance(event, DependantRecorded):
            known = Dependant(event.code, event.relation, event.birth_month)
        else:
            known = self.dependants[event.code]
            known = known._replace(birth_month=event.birth_month or known.birth_month)
        self.dependants[event.code] = known


def _require_same_person(filing: Filing, notice: Claim) -> None:
    """Refuse a filing for another person than its notice was for."""
    known = (insured_of(filing.insured, filing.dependant), insured_of(filing.insured))
    if notice.insured not in known:  # a notice without a code names the relation
        raise NoticeOfAnother(filing.claim)
