"""Where a claim stands and what comes next, in words, for the person whose claim it is."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import Final, NamedTuple

from ledger.events import Event
from ledger.events.claim import ClaimFiled, ClaimRejected
from ledger.events.claim_life import (
    AdvanceOffset,
    ClaimNotified,
    ClaimReopened,
    EvidenceReceived,
    OverpaymentOffset,
    RejectionOverturned,
)
from ledger.events.member import ClaimEvent
from ledger.events.unpaid import UNPAID_TOPICS
from ledger.plans import PlanTerms
from ledger.plans.deadlines import pay_by
from ledger.statements.claim_debts import came_back, more_borne, more_owed
from ledger.statements.claim_decisions import Lessened, due_from
from ledger.statements.claim_line import ClaimLine
from ledger.statements.claim_persons import (
    NAME_HEIR,
    PAST_DEATH,
    insured_by,
    lacks_heir,
    past_death,
)
from ledger.statements.ground_words import ground_words
from ledger.statements.sheet import Words


class Standing(NamedTuple):
    """What a step made of a claim, who acts next, and which of its fields is the amount."""

    said: Words
    next: Words
    amount: str | None = None


_ASSESS = Words("由初审人员核定互助金", "an assessor works the benefit out")
_DECIDE = Words("由审批人员作出决定", "an approver decides")
_PAY_AGAIN = Words(
    "核对收款账户后重新付款", "the account is checked, then the benefit is paid again"
)
_NOTHING = Words("无", "nothing more")
_APPLY = Words("提交申请和材料", "the application and its papers are handed in")
_BRING = Words("补交所缺材料", "the missing papers are handed in")

_SETTLED = Standing(
    Words("已批准，由垫付款抵清", "approved, all of it paid by the advance"), _NOTHING, "amount_fen"
)
_KEPT_BACK = Standing(
    Words("款项未付出，全部抵减多付款", "not paid out, all of it was overpaid"), _NOTHING
)
# Steps after which a claim is still to be decided: what was advanced on it is not asked back yet.
_UNDECIDED = frozenset(
    (
        *("claim_filed", "evidence_requested", "evidence_received", "claim_assessed"),
        *("claim_reviewed", "claim_appealed", "rejection_overturned", "claim_reopened"),
        "approval_revoked",
    )
)
# Steps after which somebody is still to approve a claim.
_TO_APPROVE = (_UNDECIDED | {"claim_notified"}) - {"claim_appealed"}
# Steps after which a benefit could be paid.
_PAYABLE = frozenset(
    {
        "funds_verified",
        "payment_failed",
        "payment_cancelled",
        "payment_returned",
        "overpayment_offset",
    }
)

# By topic. A step that is not here changes nothing for the claimant, such as an urgent mark.
STANDINGS: Final[dict[str, Standing]] = {
    "member.claim_notified.v1": Standing(Words("已报案", "notified"), _APPLY),
    "member.claim_filed.v1": Standing(Words("已受理", "filed"), _ASSESS),
    "member.evidence_requested.v1": Standing(Words("待补交材料", "waiting for papers"), _BRING),
    "member.evidence_received.v1": Standing(Words("材料已补交", "papers received"), _ASSESS),
    "member.claim_assessed.v1": Standing(Words("已核定", "assessed"), _DECIDE, "benefit_fen"),
    "member.claim_reviewed.v1": Standing(Words("已复审", "reviewed"), _DECIDE, "benefit_fen"),
    "member.claim_approved.v1": Standing(
        Words("已批准", "approved"),
        Words("由财务核实资金", "the finance officer verifies the funds"),
        "approved_fen",
    ),
    "member.advance_offset.v1": Standing(
        Words("已批准，扣除垫付款后应付", "approved, left to pay after the advance"),
        Words("由财务核实资金", "the finance officer verifies the funds"),
        "left_fen",
    ),
    "member.claim_rejected.v1": Standing(
        Words("不予给付", "rejected"), Words("如有异议可以申诉", "an appeal is open")
    ),
    "member.claim_appealed.v1": Standing(
        Words("已申诉", "appealed"),
        Words("由其他人员重新决定", "others than before decide the appeal"),
    ),
    "member.rejection_upheld.v1": Standing(
        Words("申诉后维持不予给付", "rejected on appeal"), _NOTHING
    ),
    "member.rejection_overturned.v1": Standing(
        Words("申诉成立，重新处理", "appeal upheld, open again"), _ASSESS
    ),
    "member.claim_withdrawn.v1": Standing(Words("已撤回", "withdrawn"), _NOTHING),
    "member.claim_time_barred.v1": Standing(Words("逾期放弃", "time-barred"), _NOTHING),
    "member.claim_reopened.v1": Standing(Words("已重新受理", "reopened"), _ASSESS),
    "member.approval_revoked.v1": Standing(
        Words("批准已撤销，重新处理", "approval taken back, open again"), _ASSESS
    ),
    "member.funds_verified.v1": Standing(
        Words("资金已核实", "funds verified"),
        Words("编入付款批次", "it goes into a payment batch"),
        "amount_fen",
    ),
    "member.benefit_instructed.v1": Standing(
        Words("已编入付款批次", "payment instructed"),
        Words(
            "批次经第二人放行后由银行付款", "a second person releases the batch, then the bank pays"
        ),
        "amount_fen",
    ),
    "member.benefit_paid.v1": Standing(Words("已付款", "paid"), _NOTHING, "amount_fen"),
    "member.payment_failed.v1": Standing(
        Words("付款未成功", "payment failed"), _PAY_AGAIN, "amount_fen"
    ),
    "member.payment_cancelled.v1": Standing(
        Words("付款批次已撤销", "taken out of its payment batch"),
        Words("重新编入付款批次", "it goes into another payment batch"),
        "amount_fen",
    ),
    "member.payment_returned.v1": Standing(
        Words("款项被银行退回", "payment came back"), _PAY_AGAIN, "amount_fen"
    ),
    "member.overpayment_offset.v1": Standing(
        Words("款项未付出，抵减多付款后应付", "not paid out, left to pay after what was overpaid"),
        _PAY_AGAIN,
        "left_fen",
    ),
    "member.benefit_restored.v1": Standing(
        Words("误追回的互助金应付还，应付", "asked back in error and owed again, left to pay"),
        Words("由财务核实资金", "the finance officer verifies the funds"),
        "left_fen",
    ),
}


def _why(event: ClaimEvent) -> Words | None:
    ground = getattr(event, "ground", None)
    if ground is not None:
        return ground_words(ground)
    return None if event.reason is None else Words(event.reason, event.reason)


def _next(event: ClaimEvent, as_of: date, due: date | None) -> Words:
    """Return who acts next after a step; the same step may leave a claim at several stages.

    `due` is the last day on which the benefit is paid in time, by the working days of the terms.
    """
    its = _acts_next(event, as_of)
    if due is None or event.topic not in UNPAID_TOPICS or its == _NOTHING:
        return its
    if due < as_of:
        return Words(f"{its.zh}，原应最迟{due}付款", f"{its.en}; it was to be paid by {due}")
    return Words(f"{its.zh}，最迟{due}付款", f"{its.en}; it is to be paid by {due}")


def _acts_next(event: ClaimEvent, as_of: date) -> Words:
    match event:
        case EvidenceReceived(missing=missing) if missing:
            return _BRING
        case ClaimReopened(stage="notified"):
            return _APPLY
        case AdvanceOffset(left_fen=0):
            return _SETTLED.next
        case OverpaymentOffset(left_fen=0):
            return _KEPT_BACK.next
        case RejectionOverturned(stage="assessed"):
            return _DECIDE
        case ClaimRejected(appeal_ends_on=date() as last) if as_of > last:
            return _NOTHING
        case ClaimRejected(appeal_ends_on=date() as last):
            return Words(f"如有异议可在{last}前（含当日）申诉", f"an appeal is open until {last}")
        case _:
            return STANDINGS[event.topic].next


def claim_lines(
    events: Iterable[Event], as_of: date, terms_of: Callable[[str], PlanTerms]
) -> list[ClaimLine]:
    """Return every claim of a member by its latest step that changed where it stands.

    Whether an appeal is open is told by `as_of`. An advance is asked back once the claim has ended.
    """
    latest: dict[str, ClaimLine] = {}
    less, told = Lessened(), list(events)
    owed, back, borne = (defaultdict[str, int](int) for _ in range(3))
    due: dict[str, date | None] = {}
    whose: dict[str, str | None] = {}
    for event in told:
        if not isinstance(event, ClaimEvent):
            continue
        owed[event.claim] += more_owed(event)
        back[event.claim] += came_back(event)
        borne[event.claim] += more_borne(event)
        less.take_in(event)
        if event.topic not in STANDINGS:
            continue
        if isinstance(event, ClaimFiled | ClaimNotified):
            whose[event.claim] = insured_by(event)
        if since := due_from(event):
            due[event.claim] = pay_by(terms_of(event.plan), since)
        its, who = _line(event, as_of, due.get(event.claim)), whose.get(event.claim)
        latest[event.claim] = replace(its, insured=who)
    if lacks_heir(told):
        latest = {claim: _for_an_heir(line) for claim, line in latest.items()}
    _stop_past_death(told, latest)
    return [
        replace(
            line,
            owed_fen=0 if line.step in _UNDECIDED else owed[line.claim],
            back_fen=back[line.claim],
            borne_fen=borne[line.claim],
            lessened=less.said.get(line.claim),
        )
        for line in latest.values()
    ]


def _stop_past_death(told: list[Event], latest: dict[str, ClaimLine]) -> None:
    """Say of claims for a loss after the same person's death that they go no further."""
    for claim in past_death(told) & latest.keys():
        if latest[claim].step in _TO_APPROVE:
            latest[claim] = replace(latest[claim], next=PAST_DEATH)


def _line(event: ClaimEvent, as_of: date, due: date | None) -> ClaimLine:
    """Return a claim as a step left it."""
    its = STANDINGS[event.topic]
    if isinstance(event, AdvanceOffset | OverpaymentOffset) and not event.left_fen:
        its = _SETTLED if isinstance(event, AdvanceOffset) else _KEPT_BACK
    return ClaimLine(
        event.claim,
        event.plan,
        event.period,
        event.effective_on,
        event.topic.split(".")[1],
        None if its.amount is None else getattr(event, its.amount),
        its.said,
        _next(event, as_of, due),
        _why(event),
    )


def _for_an_heir(line: ClaimLine) -> ClaimLine:
    """Say that a benefit which could be paid waits for an heir to be recorded."""
    return replace(line, next=NAME_HEIR) if line.step in _PAYABLE else line
