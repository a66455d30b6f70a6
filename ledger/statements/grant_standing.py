"""Where a relief grant stands and what comes next, in words, for the member for whom it was asked."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from ledger.events import Event
from ledger.events.relief_grant import (
    GrantAnnounced,
    GrantApproved,
    GrantPaid,
    GrantRejected,
    GrantRequested,
    GrantReturned,
    ServiceRendered,
)
from ledger.events.relief_scheme import SchemeOpened
from ledger.languages import Lang, code_words
from ledger.money import yuan
from ledger.statements.claim_persons import NAME_HEIR
from ledger.statements.ground_words import ground_words
from ledger.statements.sheet import Words

SchemeOf = Callable[[str], SchemeOpened]

_SAID: Final[dict[type[Event], Words]] = {
    GrantRequested: Words("已申请", "requested"),
    GrantAnnounced: Words("已公示", "announced"),
    GrantApproved: Words("已批准", "approved"),
    GrantRejected: Words("不予批准", "rejected"),
    GrantPaid: Words("已付款", "paid"),
    GrantReturned: Words("款项被银行退回", "payment came back"),
}
_ANNOUNCE = Words("公示", "it is announced")
_DECIDE = Words("由审批人员作出决定", "an approver decides")
_PAY = Words("由出纳付款", "the cashier has it paid")
_PAY_PROVIDER = Words("由出纳向服务提供方付款", "the cashier has the provider paid")
_PAY_AGAIN = Words("核对收款账户后重新付款", "the account is checked, then the grant is paid again")
_NOTHING = Words("无", "nothing more")


@dataclass
class GrantLine:
    """One grant to a member, as it stands."""

    asked: GrantRequested
    scheme: SchemeOpened
    latest: Event  # the latest step that changed where it stands
    notice: GrantAnnounced | None = None
    rendered: int = 0  # how often a service was

    @property
    def state(self) -> str:
        """The word of its latest step, such as "approved"."""
        return self.latest.topic.split(".")[1]

    @property
    def left(self) -> int:
        """How often a service is still to be rendered."""
        return (self.asked.count or 0) - self.rendered

    def next(self, as_of: date, *, lacks_heir: bool) -> Words:
        """Say who acts next; `lacks_heir`: the member has died, and no heir is recorded."""
        match self.latest:
            case GrantRequested():
                return _ANNOUNCE if self.scheme.notice_days else _DECIDE
            case GrantAnnounced():
                return self._after_notice(as_of)
            case GrantApproved() | GrantReturned() if self.asked.provider is None:
                again = isinstance(self.latest, GrantReturned)
                return NAME_HEIR if lacks_heir else _PAY_AGAIN if again else _PAY
            case GrantApproved() | GrantReturned():
                return _both(self._service(), _PAY_PROVIDER if self.asked.cost_fen else None)
            case GrantPaid():
                return self._service() or _NOTHING
            case _:
                return _NOTHING

    def _after_notice(self, as_of: date) -> Words:
        notice = self.notice
        assert notice is not None, "a grant that was announced has its notice"
        days = timedelta(days=self.scheme.notice_days or 0)
        last = max(notice.ends_on, notice.effective_on + days)
        if self.scheme.notice_days is None or as_of > last:
            return _DECIDE
        return Words(
            f"公示至{last}，期满后{_DECIDE.zh}", f"its notice runs until {last}, then {_DECIDE.en}"
        )

    def _service(self) -> Words | None:
        if not self.left:
            return None
        return Words(
            f"服务尚有{self.left}次待提供（共{self.asked.count}次）",
            f"the service is rendered, {self.left} more of {self.asked.count} times",
        )

    def told(self, lang: Lang, as_of: date, *, lacks_heir: bool) -> str:
        """Say it in one line."""
        asked, said = self.asked, _SAID[type(self.latest)].said(lang)
        whom = code_words("relation", asked.relation, lang)
        ground = self.latest.ground if isinstance(self.latest, GrantRejected) else None
        why = "" if ground is None else ground_words(ground).said(lang)
        following = self.next(as_of, lacks_heir=lacks_heir).said(lang)
        on, name = self.latest.effective_on, self.scheme.name
        if lang == "zh":
            amount = f"{yuan(asked.cost_fen)}元" if asked.cost_fen else "免费服务"
            why = why and f"（{why}）"
            return (
                f"{asked.grant}（{name}，{asked.scheme}，对象：{whom}）：{on} {said} {amount}{why}；"
                f"下一步：{following}。"
            )
        amount = f"{yuan(asked.cost_fen)} yuan" if asked.cost_fen else "free of charge"
        why = why and f" ({why})"
        return (
            f"{asked.grant} ({name}, {asked.scheme}, for: {whom}): {said}, {amount}, on {on}{why}; "
            f"next: {following}."
        )


def grant_lines(events: Iterable[Event], scheme_of: SchemeOf) -> list[GrantLine]:
    """Return every grant whose steps these are, as its latest step left it, oldest first."""
    lines: dict[str, GrantLine] = {}
    for event in events:
        match event:
            case GrantRequested(grant=grant):
                lines[grant] = GrantLine(event, scheme_of(event.scheme), event)
            case ServiceRendered(grant=grant, count=count):
                lines[grant].rendered += count
            case GrantAnnounced(grant=grant):
                lines[grant].notice = event
                lines[grant].latest = event
            case GrantApproved() | GrantRejected() | GrantPaid() | GrantReturned():
                lines[event.grant].latest = event
            case _:
                pass  # no step of a grant
    return list(lines.values())


def _both(one: Words | None, other: Words | None) -> Words:
    """Say two things that come next, or the one that there is."""
    parts = [words for words in (one, other) if words is not None]
    if not parts:
        return _NOTHING
    return Words("；".join(words.zh for words in parts), "; ".join(words.en for words in parts))
