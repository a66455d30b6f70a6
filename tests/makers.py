"""Makers of valid events. Each has a default for everything, so that a test names only what it is about.

Positions in a stream don't matter to readers of events: give `version` where they do.
"""

from datetime import UTC, date, datetime
from typing import Any, TypeVar
from uuid import UUID, uuid5

from eventsourcing.persistence import StoredEvent

from ledger.events import Event
from ledger.events.agency import AgencyRegistered
from ledger.events.fund import (
    BalanceLine,
    ContributionsEarned,
    EarnedLine,
    FundOpened,
    OpeningBalanceEntered,
    PrincipalTakenOver,
)
from ledger.events.member import (
    BenefitInstructed,
    BenefitPaid,
    ClaimApproved,
    ClaimAssessed,
    ClaimFiled,
    ClaimRejected,
    CoverCarriedIn,
    Enrolled,
    EnrolmentVoided,
    FundsVerified,
    MemberRegistered,
    PaymentCancelled,
    PaymentFailed,
    PaymentReturned,
)
from ledger.events.office import (
    BankAccountRegistered,
    OfficeOpened,
    OfficerAppointed,
    StatisticsCarriedIn,
    YearStatistics,
)
from ledger.events.plan import PlanPublished
from ledger.events.remittance import (
    CarriedPrincipalReturned,
    ContributionReceived,
    ContributionRefunded,
    ContributionsFellDue,
    FreedAmount,
    InstalmentLessened,
    PlanAmount,
    PrincipalCarriedIn,
    PrincipalReturned,
    ReceiptHeld,
    ReceiptIdentified,
    ReturnedAmount,
    RosterAccepted,
    RosterAmended,
)
from ledger.events.unit import UnitAssigned, UnitRegistered
from ledger.plans import PlanTerms, Schedule

E = TypeVar("E", bound=Event)

BOOK = UUID("0b00c000-0000-4000-8000-000000000001")
MEMBER = UUID("0b00c000-0000-4000-8000-0000000000aa")
COMMAND = UUID("0b00c000-0000-4000-8000-00000000c0de")
DIGEST = "0" * 64

PLAN = "CD-HOSP@2015"
SCHEDULE = "CD-CI-LIST@2015"
FUND = "MED"
UNIT = "U00123"
BANK = "ICBC-1"
DAY = date(2015, 1, 5)

_COVER = {"plan": PLAN, "period": "2015", "unit": UNIT}
_CLAIM = {
    "claim": "C1",
    "plan": PLAN,
    "plan_class": "hospital_expense",
    "period": "2015",
    "unit": UNIT,
    "fund": FUND,
}


def plan_terms(**changes: Any) -> PlanTerms:
    """Return sound terms of a plan version, by default of CD-HOSP@2015."""
    code = changes.get("code", "CD-HOSP")
    facts = {
        "code": code,
        "version": "2015",
        "name_zh": "住院医疗互助(虚构)",
        "name_en": "Hospital expense (invented)",
        "fund": FUND,
        "plan_class": "hospital_expense",
        "invented": True,
        "citation": "Invented for a test.",
        "effective_on": date(2015, 1, 1),
        "contribution_fen": 6_000,
        "benefits": ({"type": "per_diem", "trigger": "hospital_stay", "amount_fen": 4_000},),
    }
    return PlanTerms.model_validate(facts | changes)


def schedule(**changes: Any) -> Schedule:
    """Return a sound edition of a disease list, by default with a sum, a rate and neither."""
    facts = {
        "code": "CD-CI-LIST",
        "edition": "2015",
        "kind": "disease_list",
        "title_zh": "重大疾病目录（虚构）",
        "title_en": "List of critical illnesses (invented)",
        "invented": True,
        "citation": "Invented for a test.",
        "effective_on": date(2015, 1, 1),
        "lines": (
            listed("deep-coma", amount_fen=1_000_000),
            listed("deafness", rate_bp=4_000),
            listed("blindness"),
        ),
    }
    return Schedule.model_validate(facts | changes)


def listed(code: str, **changes: Any) -> dict[str, Any]:
    """Return a line of a schedule."""
    return {"code": code, "label_zh": f"类别{code}", "label_en": f"class {code}", **changes}


def member_id(number: int) -> UUID:
    """Return the stream of the n-th member."""
    return uuid5(BOOK, f"member:{number}")


def make(kind: type[E], /, **facts: Any) -> E:
    """Make an event of any kind, with an envelope."""
    day = facts.get("effective_on", DAY)
    envelope = {
        "originator_id": MEMBER,
        "originator_version": facts.pop("version", 1),
        "timestamp": datetime(day.year, day.month, day.day, 2, tzinfo=UTC),
        "effective_on": DAY,
        "booked_on": facts.get("booked_on", day),
        "recorded_by": "lin",
        "authenticated_as": "os:lin",
        "command_id": COMMAND,
    }
    return kind(**(envelope | facts))


def stored(event: Event) -> StoredEvent:
    """Return an event as the recorder takes it."""
    topic = event.topic
    return StoredEvent(event.originator_id, event.originator_version, topic, event.stored())


def office_opened(**changes: Any) -> OfficeOpened:
    facts = {
        "book": BOOK,
        "code": "CD",
        "name": "成都办事处",
        "kind": "association_office",
        "regime": "npo-2004",
        "demo": True,
        "admits_invented_people": True,
    }
    return make(OfficeOpened, **(facts | changes))


def officer_appointed(**changes: Any) -> OfficerAppointed:
    facts = {"officer": "lin", "roles": ("manager",), "logins": ("os:lin",)}
    return make(OfficerAppointed, **(facts | changes))


def bank_account_registered(**changes: Any) -> BankAccountRegistered:
    facts = {"bank_account": BANK, "fund": FUND, "bank": "工商银行", "purpose": "both"}
    return make(BankAccountRegistered, **(facts | changes))


def statistics_carried_in(*years: YearStatistics, **changes: Any) -> StatisticsCarriedIn:
    return make(StatisticsCarriedIn, **({"years": years} | changes))


def agency_registered(**changes: Any) -> AgencyRegistered:
    facts = {"agency": "A01", "name": "锦江代办处", "kind": "agency"}
    return make(AgencyRegistered, **(facts | changes))


def unit_registered(**changes: Any) -> UnitRegistered:
    return make(UnitRegistered, **({"unit": UNIT, "name": "示例机械厂"} | changes))


def unit_assigned(**changes: Any) -> UnitAssigned:
    return make(UnitAssigned, **({"unit": UNIT, "agency": "A01"} | changes))


def fund_opened(**changes: Any) -> FundOpened:
    facts = {"fund": FUND, "name": "医疗互助基金", "kind": "plan", "restriction": "restricted"}
    return make(FundOpened, **(facts | changes))


def opening_balance(*lines: BalanceLine, **changes: Any) -> OpeningBalanceEntered:
    lines = lines or (
        BalanceLine(account="bank", side="D", amount_fen=500_000, bank_account=BANK),
        BalanceLine(account="net_assets_restricted", side="C", amount_fen=500_000),
    )
    return make(OpeningBalanceEntered, **({"fund": FUND, "lines": lines} | changes))


def contributions_earned(amount_fen: int = 500, **changes: Any) -> ContributionsEarned:
    line = EarnedLine(
        plan=changes.pop("plan", PLAN),
        period=changes.pop("period", "2015"),
        earned_to_date_fen=changes.pop("earned_to_date_fen", max(amount_fen, 0)),
        amount_fen=amount_fen,
    )
    return make(ContributionsEarned, **({"fund": FUND, "lines": (line,)} | changes))


def plan_published(terms: PlanTerms | None = None, /, **changes: Any) -> PlanPublished:
    terms = terms or plan_terms()
    return make(PlanPublished, **({"plan": terms.key, "terms": terms} | changes))


_INSTALMENT = {
    "unit": UNIT,
    "fund": FUND,
    "plan": PLAN,
    "period": "2015",
    "due_on": date(2015, 1, 1),
    "starts_on": date(2015, 1, 1),
    "ends_on": date(2015, 1, 31),
}


def roster_accepted(**changes: Any) -> RosterAccepted:
    facts = {
        "roster": "R1",
        "fund": FUND,
        "starts_on": date(2015, 1, 1),
        "ends_on": date(2015, 12, 31),
        "members": 2,
        "joined": 1,
        "shares": 2,
        "contribution_fen": 12_000,
        "lines_digest": DIGEST,
    }
    return make(RosterAccepted, **(_COVER | facts | changes))


def roster_amended(freed_fen: int = 4_000, **changes: Any) -> RosterAmended:
    facts = {
        "amendment": "R1/A1",
        "fund": FUND,
        "starts_on": date(2015, 1, 1),
        "ends_on": date(2015, 12, 31),
        "members": 1,
        "joined": 1,
        "shares": 1,
        "contribution_fen": 6_000,
        "unpaid_fen": 6_000 - freed_fen,
        "freed_fen": freed_fen,
        "freed": (FreedAmount(receipt="RC1", amount_fen=freed_fen),) if freed_fen else (),
    }
    return make(RosterAmended, **(_COVER | facts | changes))


def contributions_fell_due(**changes: Any) -> ContributionsFellDue:
    facts = {"members": 3, "contribution_fen": 18_001, "lines_digest": DIGEST}
    return make(ContributionsFellDue, **(_INSTALMENT | facts | changes))


def instalment_lessened(freed_fen: int = 600, **changes: Any) -> InstalmentLessened:
    facts = {
        "members": 3,
        "contribution_fen": 1_000,
        "unpaid_fen": 1_000 - freed_fen,
        "freed_fen": freed_fen,
        "freed": (FreedAmount(receipt="RC1", amount_fen=freed_fen),) if freed_fen else (),
        "lines_digest": DIGEST,
    }
    return make(InstalmentLessened, **(_INSTALMENT | facts | changes))


def principal_returned(returned_fen: int = 30_000, **changes: Any) -> PrincipalReturned:
    line = ReturnedAmount(receipt="RC1", bank_account=BANK, amount_fen=returned_fen)
    facts = {
        "fund": FUND,
        "starts_on": date(2015, 1, 1),
        "ends_on": date(2015, 12, 31),
        "effective_on": date(2016, 1, 1),
        "principal_fen": returned_fen + 11_000,
        "unpaid_fen": 11_000,
        "lines": (line,),
    }
    return make(PrincipalReturned, **(_COVER | facts | changes))


def principal_carried_in(**changes: Any) -> PrincipalCarriedIn:
    days = {"starts_on": date(2015, 1, 1), "ends_on": date(2015, 12, 31)}
    facts = {"fund": FUND, **days, "members": 2, "principal_fen": 82_000}
    return make(PrincipalCarriedIn, **(_COVER | facts | changes))


def carried_principal_returned(
    principal_fen: int = 82_000, **changes: Any
) -> CarriedPrincipalReturned:
    days = {"starts_on": date(2015, 1, 1), "ends_on": date(2015, 12, 31)}
    facts = {"fund": FUND, **days, "principal_fen": principal_fen, "bank_account": BANK}
    facts["effective_on"] = date(2016, 1, 1)
    return make(CarriedPrincipalReturned, **(_COVER | facts | changes))


def principal_taken_over(**changes: Any) -> PrincipalTakenOver:
    facts = {"fund": FUND, "list_digest": DIGEST, "members": 2, "principal_fen": 82_000}
    return make(PrincipalTakenOver, **(facts | changes))


def contribution_received(
    *, placed_fen: int = 12_000, held_fen: int = 0, **changes: Any
) -> ContributionReceived:
    plan = changes.pop("plan", PLAN)
    facts = {
        "receipt": "RC1",
        "unit": UNIT,
        "fund": FUND,
        "period": "2015",
        "bank_account": BANK,
        "payer": "unit",
        "amount_fen": placed_fen + held_fen,
        "lines": (PlanAmount(plan=plan, amount_fen=placed_fen),) if placed_fen else (),
        "held_fen": held_fen,
    }
    return make(ContributionReceived, **(facts | changes))


def receipt_held(**changes: Any) -> ReceiptHeld:
    facts = {"receipt": "RC2", "fund": FUND, "bank_account": BANK, "amount_fen": 3_000}
    return make(ReceiptHeld, **(facts | changes))


def receipt_identified(amount_fen: int = 3_000, **changes: Any) -> ReceiptIdentified:
    facts = {
        "receipt": "RC2",
        "unit": UNIT,
        "fund": FUND,
        "period": "2015",
        "bank_account": BANK,
        "amount_fen": amount_fen,
        "lines": (PlanAmount(plan=changes.pop("plan", PLAN), amount_fen=amount_fen),),
    }
    return make(ReceiptIdentified, **(facts | changes))


def contribution_refunded(**changes: Any) -> ContributionRefunded:
    facts = {"receipt": "RC2", "fund": FUND, "bank_account": BANK, "amount_fen": 3_000}
    return make(ContributionRefunded, **(facts | changes))


def member_registered(**changes: Any) -> MemberRegistered:
    facts = {"unit": UNIT, "sex": "female", "sealed": {"identity": DIGEST}}
    return make(MemberRegistered, **(facts | changes))


def cover_carried_in(**changes: Any) -> CoverCarriedIn:
    facts = {
        "period": "2014",
        "shares": 1,
        "covered_since": date(2012, 1, 1),
        "starts_on": date(2014, 1, 1),
        "ends_on": date(2014, 12, 31),
        "used_fen": 0,
        "used_claims": 0,
        "effective_on": date(2014, 12, 31),
    }
    return make(CoverCarriedIn, **(_COVER | facts | changes))


def enrolled(**changes: Any) -> Enrolled:
    facts = {
        "shares": 1,
        "contribution_fen": 6_000,
        "ends_on": date(2015, 12, 31),
        "age": 34,
        "renewal": True,
        "effective_on": date(2015, 1, 1),
    }
    return make(Enrolled, **(_COVER | facts | changes))


def enrolment_voided(**changes: Any) -> EnrolmentVoided:
    facts = {
        "shares": 1,
        "starts_on": date(2015, 1, 1),
        "ends_on": date(2015, 12, 31),
        "contribution_fen": 6_000,
        "ground": "enrolled_twice",
    }
    return make(EnrolmentVoided, **(_COVER | facts | changes))


def claim_filed(**changes: Any) -> ClaimFiled:
    loss = {
        "trigger": "hospital_stay",
        "occurred_on": date(2015, 1, 1),
        "ended_on": date(2015, 1, 4),
        "self_pay_fen": 100_000,
    }
    return make(ClaimFiled, **(_CLAIM | {"source": "settlement", "loss": loss} | changes))


def claim_assessed(**changes: Any) -> ClaimAssessed:
    steps = (("band", "benefits.0.bands.0", 100_000, 60_000),)
    facts = {"shares": 1, "benefit_fen": 60_000, "indemnity_fen": 60_000, "days": 0, "steps": steps}
    return make(ClaimAssessed, **(_CLAIM | facts | changes))


def claim_approved(**changes: Any) -> ClaimApproved:
    return make(ClaimApproved, **(_CLAIM | {"approved_fen": 60_000} | changes))


def claim_rejected(**changes: Any) -> ClaimRejected:
    return make(ClaimRejected, **(_CLAIM | {"ground": "no_cover"} | changes))


def funds_verified(**changes: Any) -> FundsVerified:
    return make(FundsVerified, **(_CLAIM | {"amount_fen": 60_000} | changes))


def benefit_instructed(**changes: Any) -> BenefitInstructed:
    facts = {"instalment": 1, "batch": "B1", "amount_fen": 60_000, "payee": DIGEST}
    return make(BenefitInstructed, **(_CLAIM | facts | changes))


_PAYMENT = {"instalment": 1, "batch": "B1", "bank_account": BANK, "amount_fen": 60_000}


def benefit_paid(**changes: Any) -> BenefitPaid:
    return make(BenefitPaid, **(_CLAIM | _PAYMENT | changes))


def payment_failed(**changes: Any) -> PaymentFailed:
    return make(PaymentFailed, **(_CLAIM | _PAYMENT | changes))


def payment_cancelled(**changes: Any) -> PaymentCancelled:
    facts = {"instalment": 1, "batch": "B1", "amount_fen": 60_000}
    return make(PaymentCancelled, **(_CLAIM | facts | changes))


def payment_returned(**changes: Any) -> PaymentReturned:
    return make(PaymentReturned, **(_CLAIM | _PAYMENT | changes))
