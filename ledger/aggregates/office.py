"""The office: who may do what, by which resolution, and which month is open."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final, Self, assert_never
from uuid import UUID

from ledger.aggregates.base import Aggregate
from ledger.aggregates.moment import Moment, Officer
from ledger.aggregates.way_in import require_way_in
from ledger.errors import (
    EarlierMonthOpen,
    KeyTaken,
    LoginNotTheirs,
    MonthBeforeBook,
    MonthNotOpen,
    OfficerUnknown,
    PolicyUnfit,
    PolicyUnknown,
    ResolutionLater,
    ResolutionMissing,
    ResolutionUnnamed,
    TakeOverOver,
    Unknown,
)
from ledger.events import Document
from ledger.events.member import DATA_CLASSES
from ledger.events.office import (
    BankAccountRegistered,
    CoversCarriedIn,
    OfficeEvent,
    OfficeOpened,
    OfficerAppointed,
    OfficerDismissed,
    PeriodClosed,
    PeriodReopened,
    PeriodReopeningProposed,
    PeriodSoftClosed,
    PolicySet,
    ResolutionPassed,
    StatisticsCarriedIn,
    TakeOverCompleted,
)
from ledger.periods import month_of, month_start, next_month

OPEN, SOFT_CLOSED, CLOSED = "open", "soft-closed", "closed"
RETENTION: Final = "privacy.retention_years"  # and this for one class of data, as ….bank
# The policy parameters that rules read, and the form of their values.
POLICY_FORMS: Final[Mapping[str, str]] = {
    "claim.appeal_days": "days",
    "claim.second_review_over": "yuan",
    "contribution.grace_days": "days",
    RETENTION: "years",
    **{f"{RETENTION}.{kind}": "years" for kind in DATA_CLASSES},
}
_FORMS: Final = {
    "days": r"[0-9]{1,4}",
    "yuan": r"[0-9]{1,9}(\.[0-9]{1,2})?",
    "years": r"[0-9]{1,2}|100",
}


class Office(Aggregate):
    """One office, or one company's fund: the owner of a book."""

    @classmethod
    def open(cls, stream: UUID, at: Moment, **facts: Any) -> Self:
        """Begin a book. Whoever opens it is its first manager."""
        office = cls.begin(OfficeOpened, stream, at, **facts)
        officer = at.officer
        office.record(
            OfficerAppointed,
            at,
            officer=officer.code,
            roles=tuple(sorted(officer.roles)),
            logins=tuple(sorted(officer.logins)),
        )
        return office

    def prepare(self) -> None:
        """Start without officers, resolutions or closed months."""
        self.opened: OfficeOpened
        self.officers: dict[str, Officer] = {}
        self.resolutions: dict[str, date] = {}  # when each was passed
        self.bank_accounts: dict[str, BankAccountRegistered] = {}
        self.months: dict[str, str] = {}  # those that are not open
        self.reopening_proposed: dict[str, tuple[str, str]] = {}  # by whom, under which login
        self.taken_over = False

    # --- who acts ---

    def officer(self, code: str, login: str) -> Officer:
        """Return an officer who acts under one of their logins."""
        officer = self.officers.get(code)
        if officer is None:
            raise OfficerUnknown(code)
        if login not in officer.logins:
            raise LoginNotTheirs(code, login)
        return officer

    def booked_on(self, effective_on: date) -> date:
        """Return the day whose books a fact enters: its own, or the first open one after it."""
        day = max(effective_on, self.opened.effective_on)
        while self.months.get(month_of(day), OPEN) != OPEN:
            day = month_start(next_month(month_of(day)))
        return day

    def bank_account(self, code: str, fund: str) -> BankAccountRegistered:
        """Return a registered special account of a fund."""
        account = self.bank_accounts.get(code)
        if account is None or account.fund != fund:
            raise Unknown("bank account", f"{code} of fund {fund}")
        return account

    # --- decisions ---

    def appoint(self, officer: Officer, at: Moment) -> None:
        """Give an officer roles, a limit and logins; a later appointment replaces it."""
        at.require("manager")
        require_way_in(officer.code, self.officers, self.officers | {officer.code: officer}, at)
        self.record(
            OfficerAppointed,
            at,
            officer=officer.code,
            roles=tuple(sorted(officer.roles)),
            approval_limit_fen=officer.approval_limit_fen,
            logins=tuple(sorted(officer.logins)),
        )

    def dismiss(self, officer: str, at: Moment) -> None:
        """End an officer's powers."""
        at.require("manager")
        at.require_reason(officer, "dismissal")
        if officer not in self.officers:
            raise OfficerUnknown(officer)
        left = {code: its for code, its in self.officers.items() if code != officer}
        require_way_in(officer, self.officers, left, at)
        self.record(OfficerDismissed, at, officer=officer)

    def resolve(self, number: str, title: str, body: str, at: Moment) -> None:
        """Record a resolution of the deciding body."""
        at.require("manager")
        if number in self.resolutions:
            raise KeyTaken("resolution", number, self.id)
        self.record(ResolutionPassed, at, number=number, title=title, body=body)

    def require_resolution(self, number: str | None, on: date) -> None:
        """Refuse unless a resolution is on record, and was passed by the day of what rests on it."""
        if number is None:
            raise ResolutionUnnamed("the office", "decision")
        if number not in self.resolutions:
            raise ResolutionMissing(number)
        if on < self.resolutions[number]:
            raise ResolutionLater(number, self.resolutions[number], on)

    def set_policy(self, parameter: str, value: str, citation: str, at: Moment) -> None:
        """Set a parameter that a rule reads, and none prescribes, to a value of its form."""
        at.require("manager")
        form = POLICY_FORMS.get(parameter)
        if form is None:
            raise PolicyUnknown(parameter, ", ".join(POLICY_FORMS))
        if not re.fullmatch(_FORMS[form], value):
            raise PolicyUnfit(parameter, form, value)
        self.record(PolicySet, at, parameter=parameter, value=value, citation=citation)

    def register_bank_account(
        self, bank_account: str, fund: str, bank: str, purpose: str, at: Moment
    ) -> None:
        """Register a special account of one fund."""
        at.require("manager")
        if bank_account in self.bank_accounts:
            raise KeyTaken("bank account", bank_account, self.id)
        facts = {"bank_account": bank_account, "fund": fund, "bank": bank, "purpose": purpose}
        self.record(BankAccountRegistered, at, **facts)

    def carry_in_statistics(self, years: tuple[dict[str, Any], ...], at: Moment) -> None:
        """Bring in what was published before the book began; it stays apart from the record."""
        at.require("manager")
        self.require_taking_over()
        self.record(StatisticsCarriedIn, at, years=years)

    def carry_in_covers(self, covers: int, listed: Document, at: Moment, moved: int = 0) -> None:
        """Say that a list of cover in force is in the book; `moved` are from another office."""
        at.require("enrolment")
        if moved < covers:
            self.require_taking_over()
        self.record(CoversCarriedIn, at, covers=covers, listed=listed)

    def complete_take_over(self, at: Moment, **counts: int) -> None:
        """Say that the running office is in the book; nothing from before is carried in after that."""
        at.require("manager")
        self.require_taking_over()
        self.record(TakeOverCompleted, at, **counts)

    def require_taking_over(self) -> None:
        """Refuse to carry anything in once the take-over is complete."""
        if self.taken_over:
            raise TakeOverOver

    # --- months ---

    def state_of(self, month: str) -> str:
        """Return a month's state: open, soft-closed or closed."""
        return self.months.get(month, OPEN)

    def require_month(self, month: str) -> None:
        """Refuse a month from before the book began."""
        first = month_of(self.opened.effective_on)
        if month < first:
            raise MonthBeforeBook(month, first)

    def soft_close(self, month: str, at: Moment) -> None:
        """Stop postings into a month, so that its figures can be drawn up."""
        at.require("finance")
        self.require_month(month)
        self._require_state(month, OPEN)
        self._require_earlier(month, SOFT_CLOSED, CLOSED)
        self.record(PeriodSoftClosed, at, month=month)

    def close(self, month: str, position: int, digests: dict[str, str], at: Moment) -> None:
        """Close a soft-closed month on figures known up to a position, by their digests."""
        at.require("finance")
        self._require_state(month, SOFT_CLOSED)
        self._require_earlier(month, CLOSED)
        self.record(PeriodClosed, at, month=month, position=position, digests=digests)

    def propose_reopening(self, month: str, at: Moment) -> None:
        """Ask that the latest month that is not open take postings again; another must agree."""
        at.require("finance")
        at.require_reason(month, "reopening")
        self._require_latest(month)
        self.record(PeriodReopeningProposed, at, month=month)

    def reopen(self, month: str, at: Moment) -> None:
        """Agree to a proposed reopening, as another person than who proposed it."""
        at.require("manager")
        proposal = self.reopening_proposed.get(month)
        if proposal is None:
            raise Unknown("proposal to reopen", month)
        by, login = proposal
        at.require_other_than(by, login, subject=month, step="reopening")
        self._require_latest(month)
        self.record(PeriodReopened, at, month=month, proposed_by=by, proposed_as=login)

    def _require_latest(self, month: str) -> None:
        if self.state_of(month) == OPEN:
            raise MonthNotOpen(month, OPEN, "closed or soft-closed")
        following = next_month(month)
        if self.state_of(following) != OPEN:
            raise MonthNotOpen(following, self.state_of(following), OPEN)

    def _require_earlier(self, month: str, *states: str) -> None:
        """Refuse unless every month of the book before this one is in such a state."""
        earlier = month_of(self.opened.effective_on)
        while earlier < month:
            if self.state_of(earlier) not in states:
                raise EarlierMonthOpen(month, earlier)
            earlier = next_month(earlier)

    def _require_state(self, month: str, needed: str) -> None:
        if self.state_of(month) != needed:
            raise MonthNotOpen(month, self.state_of(month), needed)

    def when(self, event: OfficeEvent) -> None:
        """Fold one fact into this office."""
        match event:
            case OfficeOpened():
                self.opened = event
            case OfficerAppointed(officer=code):
                self.officers[code] = Officer(
                    code, frozenset(event.roles), event.approval_limit_fen, frozenset(event.logins)
                )
            case OfficerDismissed(officer=code):
                del self.officers[code]
            case ResolutionPassed(number=number):
                self.resolutions[number] = event.effective_on
            case BankAccountRegistered(bank_account=code):
                self.bank_accounts[code] = event
            case PeriodSoftClosed(month=month):
                self.months[month] = SOFT_CLOSED
            case PeriodClosed(month=month):
                self.months[month] = CLOSED
            case PeriodReopeningProposed(month=month):
                self.reopening_proposed[month] = event.recorded_by, event.authenticated_as
            case PeriodReopened(month=month):
                del self.months[month], self.reopening_proposed[month]
            case TakeOverCompleted():
                self.taken_over = True
            case PolicySet() | StatisticsCarriedIn() | CoversCarriedIn():
                pass  # these bear on reports and checks, not on any decision of the office
            case _:
                assert_never(event)
