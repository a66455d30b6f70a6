"""Refusals: every way in which a rule can say no, with a stable code and one clear sentence.

Each subject has a module. The order of classes there is the order in which docs list them. A refusal
names the rule and the thing, never a person.
"""

from ledger.errors.admission import (
    AgeNotAdmitted,
    AlreadyEnrolled,
    BasicInsuranceMissing,
    CompanionMissing,
    EmploymentNotAdmitted,
    PlansExclusive,
    SexNotAdmitted,
    SharesDiffer,
    TooManyShares,
)
from ledger.errors.base import LedgerError
from ledger.errors.claim_cover import (
    ClaimWhileSuspended,
    DependantMissing,
    DependantUnnamed,
    InsideWaitingPeriod,
    InsuredContradicted,
    InsuredNotAdmitted,
    LossAfterDeparture,
    LossBeforeJoining,
    NameDiffers,
    NotCovered,
    NotCoveredAt,
    NoticeOfAnother,
)
from ledger.errors.claim_filing import (
    AccidentAfterLoss,
    AccidentNotCovered,
    ConditionNotListed,
    DiedBefore,
    DischargeMissing,
    FiledTooEarly,
    FiledTwice,
    FuneralBeforeDeath,
    GradedLate,
    LossAfterDeath,
    LossNotYet,
    PaperClaimed,
    StaysOverlap,
    TimeBarred,
    TriggerNotInPlan,
)
from ledger.errors.claim_grounds import (
    GroundContradicted,
    GroundMisplaced,
    GroundUnassessed,
)
from ledger.errors.claim_money import (
    AdvanceExceedsBill,
    DemandExceeded,
    FindingOpen,
    GrantedOnFreed,
    NothingOwed,
    OverpaymentExceedsBenefit,
    OverpaymentStands,
    RecoveryExceedsDebt,
)
from ledger.errors.claim_steps import (
    AppealDecided,
    AppealTooLate,
    AssessmentStale,
    BaseMissing,
    BeforeItsTime,
    BenefitExceedsAssessment,
    DecidedOnIt,
    DueDayPast,
    EvidenceMissing,
    JoinedLater,
    NothingToApprove,
    PoolMonthOutside,
    PoolSharedOut,
    ReviewMissing,
    TermMissing,
    TermStillRuns,
    WrongStage,
)
from ledger.errors.contributions import (
    GraceRuns,
    ListBeforeReinstatement,
    NothingDue,
    NothingHeld,
    PartsDiffer,
    PrincipalAboveTerms,
    PrincipalAccountMissing,
    PrincipalNotDue,
    StillOwed,
    UnitSuspended,
)
from ledger.errors.enrolment import (
    BandContradicted,
    ContributionUnknown,
    CoverOver,
    FundingFixed,
    JoiningOver,
    ListChangesOver,
    NewFormMonth,
    ParticipationTooLow,
    PaymentMissing,
    PrincipalStays,
    StartOutsidePeriod,
    StartTooEarly,
    TooFewPersons,
)
from ledger.errors.files import (
    FileChanged,
    FilesRefused,
    RowsRefused,
    WorkerLost,
)
from ledger.errors.funds import (
    OpeningBalanceTwice,
    PrincipalNotHeld,
    Unbalanced,
    WrongFund,
)
from ledger.errors.members import (
    AlreadyGone,
    ClaimOpenAfter,
    ConsentRefusedBefore,
    CoverBeginsLater,
    CoverStandsStill,
    DeathContradicted,
    DependantIsMember,
    DependantKnown,
    DependantTwice,
    DetailsMissing,
    EnrolmentClaimed,
    NothingToCorrect,
    NumberCorrected,
    RosterNameDiffers,
    RosterTwoNames,
)
from ledger.errors.months import (
    EarlierMonthOpen,
    MonthBeforeBook,
    MonthClosed,
    MonthNotOpen,
)
from ledger.errors.office import (
    LastLogin,
    LastManager,
    LimitExceeded,
    LoginNotTheirs,
    OfficerUnknown,
    PolicyUnfit,
    PolicyUnknown,
    ReasonMissing,
    ResolutionLater,
    ResolutionMissing,
    ResolutionUnnamed,
    RoleMissing,
    SameHands,
    TakeOverOver,
)
from ledger.errors.payments import (
    AccountAfterDeath,
    AccountMissing,
    AmountDiffers,
    BankFileUnwritten,
    BatchBeforeItsTime,
    BatchNotReady,
    FundsShort,
    HeirBeforeDeath,
    HeirKnown,
    HeirMissing,
    HeirTooEarly,
    PayeeChanged,
    ReturnIncomplete,
    SeveralBatches,
    ValueDateTooEarly,
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
    RecordDamaged,
    TextUnfit,
    Unknown,
)
from ledger.errors.relief import (
    BeneficiaryDead,
    GrantBeforeItsTime,
    GrantCostsNothing,
    GrantExceedsCap,
    GrantHeirMissing,
    GrantNotReady,
    GrantResolutionNotOwn,
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
