"""Refusals: every way in which a rule can say no, with a stable code and one clear sentence.

Each subject has a module. The order of classes there is the order in which docs list them. A refusal
names the rule and the thing, never a person.
"""

from ledger.errors.base import LedgerError
from ledger.errors.claim_filing import (
    ClaimWhileSuspended,
    ConditionNotListed,
    DependantMissing,
    DependantUnnamed,
    DiedBefore,
    FiledTooEarly,
    FiledTwice,
    InsideWaitingPeriod,
    InsuredNotAdmitted,
    LossAfterDeparture,
    LossNotYet,
    NotCovered,
    NotCoveredAt,
    PaperClaimed,
    TimeBarred,
    TriggerNotInPlan,
)
from ledger.errors.claim_steps import (
    AdvanceExceedsBill,
    AppealDecided,
    AppealTooLate,
    AssessmentStale,
    BaseMissing,
    BeforeItsTime,
    BenefitExceedsAssessment,
    DueDayPast,
    EvidenceMissing,
    GroundContradicted,
    NothingOwed,
    NothingToApprove,
    OverpaymentExceedsBenefit,
    RecoveryExceedsDebt,
    ReviewMissing,
    TermMissing,
    TermStillRuns,
    WrongStage,
)
from ledger.errors.contributions import (
    GraceRuns,
    NothingDue,
    NothingHeld,
    PartsDiffer,
    StillOwed,
)
from ledger.errors.enrolment import (
    AgeNotAdmitted,
    AlreadyEnrolled,
    BandContradicted,
    BasicInsuranceMissing,
    CompanionMissing,
    ContributionUnknown,
    EmploymentNotAdmitted,
    FundingFixed,
    JoiningOver,
    ListChangesOver,
    NewFormMonth,
    ParticipationTooLow,
    PaymentMissing,
    PlansExclusive,
    SexNotAdmitted,
    SharesDiffer,
    StartOutsidePeriod,
    StartTooEarly,
    TooFewPersons,
    TooManyShares,
)
from ledger.errors.files import (
    FileChanged,
    FilesRefused,
    RowsRefused,
    WorkerLost,
)
from ledger.errors.funds import (
    OpeningBalanceTwice,
    Unbalanced,
    WrongFund,
)
from ledger.errors.members import (
    AlreadyGone,
    ClaimOpenAfter,
    ConsentRefusedBefore,
    CoverBeginsLater,
    CoverStandsStill,
    DependantKnown,
    EnrolmentClaimed,
)
from ledger.errors.months import (
    EarlierMonthOpen,
    MonthBeforeBook,
    MonthClosed,
    MonthNotOpen,
)
from ledger.errors.office import (
    LastManager,
    LimitExceeded,
    LoginNotTheirs,
    OfficerUnknown,
    PolicyUnfit,
    PolicyUnknown,
    ReasonMissing,
    ResolutionMissing,
    ResolutionUnnamed,
    RoleMissing,
    SameHands,
    TakeOverOver,
)
from ledger.errors.payments import (
    AccountMissing,
    AmountDiffers,
    BankFileUnwritten,
    BatchNotReady,
    FundsShort,
    HeirMissing,
    HeirTooEarly,
    ReturnIncomplete,
    SeveralBatches,
    WrongBatch,
)
from ledger.errors.plans import (
    EditionAdopted,
    PlanNotInForce,
    TermsIncomplete,
    VersionPublished,
)
from ledger.errors.record import (
    CommandReused,
    Contended,
    DateAhead,
    DocumentMissing,
    KeyTaken,
    NotYetRecorded,
    PositionAhead,
    TextUnfit,
    Unknown,
)
from ledger.errors.relief import (
    GrantBeforeItsTime,
    GrantCostsNothing,
    GrantExceedsCap,
    GrantHeirMissing,
    GrantNotReady,
    NoticeStillRuns,
    NoticeTooShort,
    NotReliefFund,
    RelationNotAllowed,
    SchemeIsClosed,
    ServiceExceedsGrant,
)
from ledger.errors.units import (
    HeadcountMissing,
    UnitClosedAlready,
)
