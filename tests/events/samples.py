"""One made event of every kind, in an order in which they could have happened."""

from datetime import date
from typing import Any

from ledger.events import Document, Event
from ledger.events.agency import AgencyClosed
from ledger.events.member import (
    DataRestricted,
    DetailsRevealed,
    DetailsSealed,
    DetailsShredded,
    ErasureRequested,
    ShreddedClass,
)
from ledger.events.office import (
    CoversCarriedIn,
    OfficerDismissed,
    PeriodClosed,
    PeriodReopened,
    PeriodReopeningProposed,
    PeriodSoftClosed,
    PolicySet,
    ResolutionPassed,
    TakeOverCompleted,
    YearStatistics,
)
from ledger.events.payment_batch import BatchPrepared, BatchReleased, BatchSettled
from ledger.events.plan import PlanOpened, PlanWithdrawn
from ledger.events.remittance import HeldReceiptPlaced, RemittanceOpened
from ledger.events.unit import HeadcountDeclared, UnitClosed
from tests import makers as m

LIST = Document(reference="members.csv", sha256=m.DIGEST)
_ACCOUNT = {"unit": m.UNIT, "period": "2015"}
_BATCH = {"batch": "B1", "fund": m.FUND}
_MONTH = {"month": "2015-01"}


def _office() -> list[Event]:
    proposed: dict[str, Any] = {"proposed_by": "lin", "proposed_as": "os:lin"}
    title = {"number": "2014-7", "title": "互助计划条款", "body": "委员会"}
    counts = {"members": 400, "covers": 500, "open_claims": 2}
    carried = YearStatistics(year=2014, units=3, benefits=20, benefits_fen=1_999_900)
    return [
        m.office_opened(),
        m.officer_appointed(approval_limit_fen=500_000),
        m.make(ResolutionPassed, **title),
        m.make(PolicySet, parameter="reserve_bp", value="1000", citation="2014-7"),
        m.bank_account_registered(),
        m.statistics_carried_in(carried),
        m.make(CoversCarriedIn, covers=500, listed=LIST),
        m.make(TakeOverCompleted, **counts),
        m.make(PeriodSoftClosed, **_MONTH),
        m.make(PeriodClosed, **_MONTH, position=812, digests={"journal@1": m.DIGEST}),
        m.make(PeriodReopeningProposed, **_MONTH, reason="late receipt"),
        m.make(PeriodReopened, **_MONTH, **proposed),
        m.make(OfficerDismissed, officer="lin", reason="retired"),
    ]


def _places() -> list[Event]:
    return [
        m.agency_registered(),
        m.make(AgencyClosed, agency="A01", reason="merged"),
        m.unit_registered(employer_type="state_owned"),
        m.unit_assigned(service_point="P01"),
        m.make(HeadcountDeclared, unit=m.UNIT, employees=40, women=10),
        m.make(UnitClosed, unit=m.UNIT, reason="moved away"),
    ]


def _money() -> list[Event]:
    placed = {"receipt": "RC2", "amount_fen": 2_000, "unit": m.UNIT, "period": "2015"}
    return [
        m.fund_opened(),
        m.opening_balance(),
        m.contributions_earned(),
        m.make(PlanOpened, code="CD-HOSP", fund=m.FUND),
        m.plan_published(),
        m.make(PlanWithdrawn, plan=m.PLAN, reason="resolved"),
        m.make(RemittanceOpened, fund=m.FUND, **_ACCOUNT),
        m.roster_accepted(consent=LIST),
        m.contribution_received(placed_fen=9_000, held_fen=500),
        m.receipt_held(),
        m.make(HeldReceiptPlaced, **placed),
        m.receipt_identified(2_000, held_unit=m.UNIT, held_period="2015"),
        m.contribution_refunded(amount_fen=1_000, reason="paid in error", **_ACCOUNT),
    ]


def _members() -> list[Event]:
    sealed = {"identity": "1" * 64, "bank": "2" * 64}
    return [
        m.member_registered(sealed=sealed),
        m.make(DetailsSealed, sealed={"bank": "3" * 64}, reason="account closed"),
        m.cover_carried_in(used_fen=70_000, used_claims=1),
        m.enrolled(renewal=False, waits_until=m.DAY),
        m.enrolment_voided(),
        m.claim_filed(settlement="S-1", incident="I-1", evidence=("invoice",)),
        m.claim_assessed(),
        m.claim_approved(),
        m.funds_verified(),
        m.benefit_instructed(),
        m.payment_failed(reason="account closed"),
        m.benefit_paid(),
        m.payment_returned(reason="account closed"),
        m.claim_rejected(reason="not covered"),
        *_privacy(),
    ]


def _privacy() -> list[Event]:
    until: Any = {"bank": date(2045, 12, 31)}
    gone = ShreddedClass(data_class="bank", key_ids=(m.COMMAND,), ciphertexts=2, blind_entries=0)
    return [
        m.make(DetailsRevealed, details=("name", "phone"), purpose="call about missing papers"),
        m.make(ErasureRequested, classes=("bank",), reason="asked by the member"),
        m.make(DataRestricted, until=until, reason="asked by the member"),
        m.make(DetailsShredded, shredded=(gone,), reason="asked by the member"),
    ]


def _batches() -> list[Event]:
    prepared: dict[str, Any] = {
        "bank_account": m.BANK,
        "payments": 2,
        "total_fen": 120_000,
        "lines_digest": m.DIGEST,
        "approved_by": ("os:chen", "os:han"),
    }
    settled = {"paid": 1, "paid_fen": 60_000, "failed": 1, "failed_fen": 60_000}
    return [
        m.make(BatchPrepared, **_BATCH, **prepared),
        m.make(BatchReleased, batch="B1", file="B1-000000000000.csv", file_sha256=m.DIGEST),
        m.make(BatchSettled, **_BATCH, **settled),
    ]


SAMPLES: dict[str, Event] = {
    event.topic: event for event in [*_office(), *_places(), *_money(), *_members(), *_batches()]
}
