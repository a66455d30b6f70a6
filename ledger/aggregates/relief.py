"""Relief beside the plans: schemes under a resolution, and grants decided by several hands."""

from datetime import date, timedelta
from typing import Any, Self, assert_never
from uuid import UUID

from ledger.aggregates.base import Aggregate
from ledger.aggregates.fund import Fund
from ledger.aggregates.member import Member
from ledger.aggregates.moment import Moment
from ledger.aggregates.relief_payee import payee_of
from ledger.aggregates.relief_steps import ANNOUNCED, APPROVED, PAID, REJECTED, REQUESTED, STEPS
from ledger.errors import (
    BeneficiaryDead,
    DocumentMissing,
    GrantBeforeItsTime,
    GrantCostsNothing,
    GrantExceedsCap,
    GrantNotReady,
    GrantResolutionNotOwn,
    LimitExceeded,
    NoticeStillRuns,
    NoticeTooShort,
    NotReliefFund,
    RelationNotAllowed,
    ResolutionUnnamed,
    SchemeIsClosed,
    ServiceExceedsGrant,
)
from ledger.events.relief_grant import (
    GrantAnnounced,
    GrantApproved,
    GrantPaid,
    GrantRejected,
    GrantRequested,
    GrantReturned,
    ReliefGrantEvent,
    ServiceRendered,
)
from ledger.events.relief_scheme import ReliefSchemeEvent, SchemeClosed, SchemeOpened


class ReliefScheme(Aggregate):
    """What an office grants beside its plans."""

    @classmethod
    def open(cls, stream: UUID, fund: Fund, at: Moment, **facts: Any) -> Self:
        """Set a scheme up, under a resolution, out of a fund for relief."""
        at.require("manager")
        if not at.resolution:
            raise ResolutionUnnamed(f"scheme {facts['scheme']}", "opening")
        if fund.kind != "relief":
            raise NotReliefFund(facts["scheme"], fund.code, fund.kind)
        return cls.begin(SchemeOpened, stream, at, fund=fund.code, **facts)

    def prepare(self) -> None:
        """Start open."""
        self.opened: SchemeOpened
        self.closed = False

    def close(self, at: Moment) -> None:
        """Grant nothing new, with reason; closing it again records nothing."""
        at.require("manager")
        at.require_reason(self.opened.scheme, "closing")
        if not self.closed:
            self.record(SchemeClosed, at, scheme=self.opened.scheme)

    def require_grantable(self, relation: str, cost_fen: int) -> None:
        """Refuse what the scheme does not grant, or not any more."""
        if self.closed:
            raise SchemeIsClosed(self.opened.scheme)
        self.require_within(relation, cost_fen)

    def require_within(self, relation: str, cost_fen: int) -> None:
        """Refuse what the scheme never granted; what was asked for before it closed is decided."""
        its = self.opened
        if relation not in its.relations:
            raise RelationNotAllowed(its.scheme, relation, ", ".join(its.relations))
        if its.cap_fen is not None and cost_fen > its.cap_fen:
            raise GrantExceedsCap(its.scheme, its.cap_fen, cost_fen)

    def require_for_the_dead(self, relation: str, died_on: date) -> None:
        """Refuse what is asked for the member after their death: only a condolence goes to the heir.

        What the scheme grants relatives, such as a child's schooling, it grants them still.
        """
        its = self.opened
        if relation == "member" and (its.kind != "condolence" or its.is_service):
            raise BeneficiaryDead(its.scheme, its.kind, died_on)

    def when(self, event: ReliefSchemeEvent) -> None:
        """Fold one fact into this scheme."""
        match event:
            case SchemeOpened():
                self.opened = event
            case SchemeClosed():
                self.closed = True
            case _:
                assert_never(event)


class ReliefGrant(Aggregate):
    """One grant, from request to payment or service."""

    @classmethod
    def request(
        cls,
        stream: UUID,
        scheme: ReliefScheme,
        at: Moment,
        *,
        died_on: date | None = None,
        **facts: Any,
    ) -> Self:
        """Ask for a grant under a scheme, on a ground; `died_on` is the day of the member's death."""
        at.require(STEPS["request"].role)
        at.require_grounded(facts["ground"], f"grant {facts['grant']}", "request")
        scheme.require_grantable(facts["relation"], facts["cost_fen"])
        if died_on is not None and at.effective_on > died_on:
            scheme.require_for_the_dead(facts["relation"], died_on)
        own = {"scheme": scheme.opened.scheme, "fund": scheme.opened.fund}
        return cls.begin(GrantRequested, stream, at, **own, **facts)

    def prepare(self) -> None:
        """Start before the request."""
        self.requested: GrantRequested
        self.state = REQUESTED
        self.stepped_on: date  # the latest day of a step that others rest on
        self.announced: GrantAnnounced | None = None
        self.approved_as: tuple[str, ...] = ()
        self.rendered = 0

    def announce(self, scheme: ReliefScheme, place: str, ends_on: date, at: Moment) -> None:
        """Put the grant on public notice, on its document, for as long as its scheme says."""
        self._require("announce", at)
        if at.document is None:
            raise DocumentMissing(f"grant {self.requested.grant}", "public notice")
        until = at.effective_on + timedelta(days=scheme.opened.notice_days or 0)
        if ends_on < until:
            raise NoticeTooShort(self.requested.grant, until, ends_on)
        self._step(GrantAnnounced, at, place=place, ends_on=ends_on)

    def approve(self, scheme: ReliefScheme, at: Moment) -> int:
        """Approve a grant by another than who asked, after its notice; fen.

        Where the scheme names no cap, its own resolution allows no sum: the grant rests on another.
        """
        its, rules = self.requested, scheme.opened
        self._require("approve", at)
        at.require_other_than(*its.hands, subject=its.grant, step="approval")
        scheme.require_within(its.relation, its.cost_fen)
        self._require_notice(rules.notice_days, at)
        limit = at.officer.approval_limit_fen
        if limit is not None and its.cost_fen > limit:
            raise LimitExceeded(at.officer.code, its.grant, limit, its.cost_fen)
        if rules.cap_fen is None and not at.resolution:
            raise ResolutionUnnamed(f"grant {its.grant}", "approval")
        if rules.cap_fen is None and at.resolution == rules.resolution:
            raise GrantResolutionNotOwn(its.grant, its.scheme, rules.resolution or "")
        self._step(GrantApproved, at, cost_fen=its.cost_fen)
        return its.cost_fen

    def _require_notice(self, days: int | None, at: Moment) -> None:
        if days is None:
            return
        notice = self.announced
        if notice is None:
            raise NoticeStillRuns(self.requested.grant, "its end")
        last = max(notice.ends_on, notice.effective_on + timedelta(days=days))
        if at.effective_on <= last:
            raise NoticeStillRuns(self.requested.grant, last.isoformat())

    def reject(self, ground: str, at: Moment) -> None:
        """Refuse a grant on a stated ground, by another than who asked."""
        its = self.requested
        self._require("reject", at)
        at.require_other_than(*its.hands, subject=its.grant, step="rejection")
        at.require_grounded(ground, f"grant {its.grant}", "rejection")
        self._step(GrantRejected, at, ground=ground)

    def pay(self, bank_account: str, member: Member, at: Moment) -> int:
        """Say that the bank paid a grant, on its document, by another than who approved; fen.

        It goes to the account of the member or heir; of a service, to its provider's.
        """
        its = self.requested
        self._require("pay", at)
        at.require_other_than(*self.approved_as, subject=its.grant, step="payment")
        if at.document is None:
            raise DocumentMissing(f"grant {its.grant}", "payment")
        if not its.cost_fen:
            raise GrantCostsNothing(its.grant)
        payee = payee_of(its.grant, member, at) if its.provider is None else None
        self._pay(GrantPaid, bank_account, at, payee=payee)
        return its.cost_fen

    def come_back(self, bank_account: str, at: Moment) -> int:
        """Take a paid grant back in that the bank returned (退票), with its reason; fen."""
        self._require("return", at)
        at.require_reason(self.requested.grant, "return of payment")
        self._pay(GrantReturned, bank_account, at)
        return self.requested.cost_fen

    def render(self, count: int, at: Moment) -> int:
        """Say that a service was rendered so often; return how often is left."""
        its = self.requested
        self._require("serve", at)
        left = (its.count or 0) - self.rendered
        if count > left:
            raise ServiceExceedsGrant(its.grant, left, count)
        self._step(ServiceRendered, at, count=count)
        return left - count

    def _require(self, step: str, at: Moment) -> None:
        starts, _, role, *_ = STEPS[step]
        at.require(role)
        if self.state not in starts:
            raise GrantNotReady(self.requested.grant, self.state, " or ".join(starts))
        if at.effective_on < self.stepped_on:
            raise GrantBeforeItsTime(self.requested.grant, at.effective_on, self.stepped_on)

    def _pay(self, event: Any, bank_account: str, at: Moment, **facts: Any) -> None:
        own = {"bank_account": bank_account, "amount_fen": self.requested.cost_fen}
        self._step(event, at, **own, **facts)

    def _step(self, event: Any, at: Moment, **facts: Any) -> None:
        asked = self.requested
        names = ("grant", "scheme", "fund", "beneficiary", "unit")
        self.record(event, at, **{name: getattr(asked, name) for name in names}, **facts)

    def when(self, event: ReliefGrantEvent) -> None:
        """Fold one fact into this grant; nothing rests on when a service was rendered."""
        if not isinstance(event, ServiceRendered):
            self.stepped_on = event.effective_on
        match event:
            case GrantRequested():
                self.requested = event
            case GrantAnnounced():
                self.state, self.announced = ANNOUNCED, event
            case GrantApproved():
                self.state, self.approved_as = APPROVED, event.hands
            case GrantRejected():
                self.state = REJECTED
            case GrantPaid():
                self.state = PAID
            case GrantReturned():
                self.state = APPROVED  # owed again
            case ServiceRendered():
                self.rendered += event.count
            case _:
                assert_never(event)
