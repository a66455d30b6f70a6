"""One made event of every kind, in an order in which they could have happened."""

from datetime import date
from typing import Any

from ledger.events import Document, Event
from ledger.events import claim_life as life
from ledger.events.agency import AgencyClosed
from ledger.events.member import (
    ConsentGiven,
    ConsentRefused,
    CoverEnded,
    CoverReinstated,
    CoverSuspended,
    DataRestricted,
    DependantCorrected,
    DependantRecorded,
    DetailsCorrected,
    DetailsRevealed,
    DetailsSealed,
    DetailsShredded,
    ErasureRequested,
    MemberDied,
    MemberLeft,
    MemberRetired,
    MemberTransferred,
    ShreddedClass,
    SuspensionUndone,
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
from ledger.events.payment_batch import (
    BatchCancelled,
    BatchPrepared,
    BatchReleased,
    BatchSettled,
)
from ledger.events.plan import PlanOpened, PlanWithdrawn, ScheduleAdopted
from ledger.events.reconciliation import DifferencesAccepted, RegisterReconciled
from ledger.events.relief_grant import (
    GrantAnnounced,
    GrantApproved,
    GrantPaid,
    GrantRejected,
    GrantRequested,
    GrantReturned,
    ServiceRendered,
)
from ledger.events.relief_scheme import SchemeClosed, SchemeOpened
from ledger.events.remittance import (
    HeldReceiptPlaced,
    RemittanceOpened,
)
from ledger.events.standing import RemittanceReinstated, RemittanceSuspended
from ledger.events.unit import HeadcountDeclared, ListCarriedIn, UnitClosed
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
        m.make(HeadcountDeclared, unit=m.UNIT, employees=40, women=10, members=30, insured=35),
        m.make(ListCarriedIn, unit=m.UNIT, plan=m.PLAN, period="2015", members=30, ends_on=m.DAY),
        m.make(UnitClosed, unit=m.UNIT, reason="moved away"),
    ]


def _money() -> list[Event]:
    placed = {"receipt": "RC2", "amount_fen": 2_000, "unit": m.UNIT, "period": "2015"}
    return [
        m.fund_opened(),
        m.opening_balance(),
        m.principal_taken_over(),
        m.contributions_earned(),
        m.make(PlanOpened, code="CD-HOSP", fund=m.FUND),
        m.make(ScheduleAdopted, schedule=m.SCHEDULE, part=1, parts=1, content=m.schedule()),
        m.plan_published(),
        m.make(PlanWithdrawn, plan=m.PLAN, reason="resolved"),
        m.make(RemittanceOpened, fund=m.FUND, **_ACCOUNT),
        m.roster_accepted(consent=LIST, principal_fen=41_000),
        m.contribution_received(placed_fen=9_000, held_fen=500),
        m.roster_amended(),
        m.contributions_fell_due(),
        m.instalment_lessened(),
        m.principal_returned(),
        m.principal_carried_in(),
        m.carried_principal_returned(),
        m.receipt_held(),
        m.make(HeldReceiptPlaced, **placed),
        m.receipt_identified(2_000, held_unit=m.UNIT, held_period="2015"),
        m.contribution_refunded(amount_fen=1_000, reason="paid in error", **_ACCOUNT),
        m.make(
            RemittanceSuspended,
            fund=m.FUND,
            covers=12,
            reason="in arrears",
            resolution="2015-2",
            **_ACCOUNT,
        ),
        m.make(RemittanceReinstated, fund=m.FUND, covers=11, reason="paid", **_ACCOUNT),
    ]


def _members() -> list[Event]:
    sealed = {"identity": "1" * 64, "bank": "2" * 64}
    return [
        m.member_registered(sealed=sealed),
        m.make(DetailsSealed, sealed={"bank": "3" * 64}, reason="account closed"),
        m.make(
            DetailsCorrected,
            details=("id_number",),
            sealed={"identity": "5" * 64},
            sex="male",
            reason="typed wrongly",
            document=LIST,
        ),
        m.cover_carried_in(
            used_fen=70_000,
            used_claims=1,
            used_parts={
                "damage": {"property_loss": 40_000},
                "inpatient_fen": 150_000,
                "events": [{"trigger": "birth", "accident_on": m.DAY, "paid_fen": 30_000}],
            },
        ),
        m.enrolled(renewal=False, waits_until=m.DAY),
        m.enrolment_voided(),
        m.claim_filed(settlement="S-1", incident="I-1", evidence=("invoice",)),
        m.claim_assessed(
            joins=("C0",), account_fen=30_000, pool_fen=900_000, pool_claims=40, pool_place=7
        ),
        m.claim_approved(),
        m.funds_verified(),
        m.benefit_instructed(),
        m.payment_failed(reason="account closed"),
        m.payment_cancelled(reason="account replaced"),
        m.benefit_paid(),
        m.payment_returned(reason="account closed"),
        m.claim_rejected(reason="not covered"),
        *_later(),
        *_privacy(),
    ]


def _later() -> list[Event]:
    cover = {"plan": m.PLAN, "period": "2015", "unit": m.UNIT, "shares": 1}
    days: Any = {"starts_on": date(2015, 1, 1), "period_ends_on": date(2015, 12, 31)}
    consent: Any = {"matter": "deduction"}
    child: Any = {
        "code": "D1",
        "relation": "child",
        "birth_month": "2010-05",
        "sealed": {"identity": "4" * 64},
    }
    left: Any = {"unit": "U2", "cause": "moved_office", "to_office": "BJ", "reason": "new job"}
    still: Any = {"plan": m.PLAN, "period": "2015", "unit": m.UNIT}
    still |= {"period_ends_on": date(2015, 12, 31), "reason": "in arrears"}
    return [
        m.make(CoverSuspended, **still, resolution="2015-2"),
        m.make(CoverReinstated, **still),
        m.make(
            SuspensionUndone,
            plan=m.PLAN,
            period="2015",
            unit=m.UNIT,
            starts_on=m.DAY,
            ends_on=m.DAY,
        ),
        m.make(CoverEnded, **cover, **days, reason="new job"),
        m.make(MemberTransferred, left_unit=m.UNIT, unit="U2"),
        m.make(MemberLeft, **left),
        m.make(MemberRetired, unit=m.UNIT),
        m.make(MemberDied, unit=m.UNIT, document=LIST),
        m.make(DependantRecorded, **child),
        m.make(
            DependantCorrected,
            code="D1",
            details=("name", "id_number"),
            sealed={"identity": "6" * 64},
            birth_month="2010-06",
            reason="typed wrongly",
            document=LIST,
        ),
        m.make(ConsentGiven, **consent, document=LIST),
        m.make(ConsentRefused, **consent),
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
        m.make(BatchPrepared, **_BATCH, **prepared, payees_by=("hu", "os:hu")),
        m.make(BatchReleased, batch="B1", file="B1-000000000000.csv", file_sha256=m.DIGEST),
        m.make(BatchCancelled, **_BATCH, payments=2, total_fen=120_000, reason="account replaced"),
        m.make(BatchSettled, **_BATCH, **settled),
    ]


def _beside() -> list[Event]:
    """Return what may happen to a claim beside its plain way, and relief beside the plans."""
    claim: dict[str, Any] = {
        name: getattr(m.claim_assessed(), name)
        for name in ("claim", "plan", "plan_class", "period", "unit", "fund")
    }
    owed: dict[str, Any] = {**claim, "debt": "overpayment", "amount_fen": 1_000}
    fen: dict[str, Any] = {**claim, "amount_fen": 5_000}
    grant: dict[str, Any] = {
        "grant": "G1",
        "scheme": "AID-1",
        "fund": "AID",
        "beneficiary": m.member_id(1),
        "unit": m.UNIT,
    }
    paid: dict[str, Any] = {**grant, "bank_account": m.BANK, "amount_fen": 9_000}
    return [
        m.make(life.ClaimNotified, **claim, trigger="hospital_stay", occurred_on=m.DAY),
        m.make(life.EvidenceRequested, **claim, missing=("invoice",), due_on=m.DAY),
        m.make(life.EvidenceReceived, **claim, received=("invoice",), missing=()),
        m.make(life.ClaimReviewed, **claim, benefit_fen=60_000),
        m.make(life.ClaimAppealed, **claim, ground="facts_wrong", document=LIST),
        m.make(life.RejectionUpheld, **claim, ground="rejection_sound"),
        m.make(life.RejectionOverturned, **claim, stage="assessed", ground="facts_wrong"),
        m.make(life.ClaimWithdrawn, **claim, ground="claimant_wish"),
        m.make(life.ClaimTimeBarred, **claim, lapsed_on=m.DAY),
        m.make(life.ClaimReopened, **claim, stage="filed", ground="evidence_new"),
        m.make(
            life.ApprovalRevoked, **claim, ground="counted_twice", approved_fen=60_000, advance_fen=5_000
        ),
        m.make(life.ClaimMarkedUrgent, **claim, reason="in need"),
        m.make(life.UrgencyLifted, **claim, reason="paid by others"),
        m.make(life.AdvanceGranted, **fen, reason="in need"),
        m.make(life.AdvancePaid, **fen, bank_account=m.BANK, payee=m.DIGEST, document=LIST),
        m.make(life.AdvanceOffset, **fen, left_fen=55_000),
        m.make(life.OverpaymentFound, **fen, ground="counted_twice"),
        m.make(life.OverpaymentCancelled, **fen, reason="mistyped"),
        m.make(life.RecoveryDemanded, **fen),
        m.make(life.DemandLowered, **fen, reason="mistyped", document=LIST),
        m.make(life.RecoveryReceived, **owed, receipt="RV1", instalment=1, bank_account=m.BANK),
        m.make(life.DebtWrittenOff, **owed, reason="in need", resolution="2015-3"),
        m.make(life.OverpaymentOffset, **claim, owed_fen=800, written_off_fen=200, left_fen=59_000),
        m.make(
            life.BenefitRestored, **fen, received_fen=800, left_fen=59_000, reason="mistyped", document=LIST,
        ),
        m.make(life.HeirRecorded, relation="spouse", sealed={"bank": "4" * 64}, document=LIST),
        m.make(
            SchemeOpened, scheme="AID-1", name="爱心助学", kind="scholarship", fund="AID",
            relations=("member", "child"), is_service=False, cap_fen=500_000, notice_days=5,
        ),
        m.make(SchemeClosed, scheme="AID-1", reason="resolved"),
        m.make(
            GrantRequested, **grant, relation="child", cost_fen=9_000, provider="示例律所", count=2, ground="schooling",
        ),
        m.make(GrantAnnounced, **grant, place="notice board", ends_on=m.DAY, document=LIST),
        m.make(GrantApproved, **grant, cost_fen=9_000),
        m.make(GrantPaid, **paid, payee=m.DIGEST, document=LIST),
        m.make(GrantReturned, **paid, reason="account closed"),
        m.make(ServiceRendered, **grant, count=1),
        m.make(GrantRejected, **grant, ground="not_in_need"),
        m.make(
            RegisterReconciled, reconciliation="REC-1", counterpart="示例医院", first_filed_on=m.DAY,
            last_filed_on=m.DAY, known_at=812, differences=m.DIGEST, matched=8, matched_fen=80_000,
            missing_here=1, missing_here_fen=5_000, missing_there=0, missing_there_fen=0,
            differing=1, differing_here_fen=600, differing_there_fen=700, document=LIST,
        ),
        m.make(DifferencesAccepted, reconciliation="REC-1", reason="settled in April"),
    ]  # fmt: skip


SAMPLES: dict[str, Event] = {
    event.topic: event
    for event in [*_office(), *_places(), *_money(), *_members(), *_batches(), *_beside()]
}
