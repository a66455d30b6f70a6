"""What claims have used of the limits of a plan's terms over a coverage period, and what is left."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ledger.benefits import (
    NOTHING_USED,
    Assessment,
    Loss,
    Usage,
    classes_paid,
    given_back,
    taken_again,
)
from ledger.benefits.sharing import cap_used
from ledger.benefits.usages import UsageKey, add_paid_elsewhere
from ledger.codes import TRIGGERS
from ledger.events import Event
from ledger.events.claim import insured_of
from ledger.events.claim_life import (
    ApprovalRevoked,
    BenefitRestored,
    OverpaymentOffset,
    RecoveryReceived,
)
from ledger.events.member import ClaimApproved, ClaimAssessed, ClaimFiled, CoverCarriedIn
from ledger.money import yuan
from ledger.plans import (
    Allowance,
    FixedSum,
    Indemnity,
    LossShare,
    PerDiem,
    PlanTerms,
    plan_code,
)
from ledger.statements.sheet import Words

_LIMITS = {
    "claims": Words("给付次数", "claims"),
    "benefits_fen": Words("互助金", "benefits"),
    "indemnity_fen": Words("费用补偿", "indemnity"),
    "damage_fen": Words("损失补助", "share of damage"),
    "days": Words("津贴天数", "days of allowance"),
    "months": Words("津贴月数", "months of allowance"),
    "classes": Words("每类限一次的给付", "classes paid once"),
    "classes_life": Words("每类限首次的给付", "classes paid once"),
}
_UNITS = {
    "days": Words("天", ""),
    "months": Words("个月", ""),
    "classes": Words("类", ""),
    "classes_life": Words("类", ""),
}
_PERIOD, _LIFE = Words("本保障期", "in this coverage period"), Words("终身", "in a life")


class Limit(NamedTuple):
    """A limit of the terms over a coverage period: fen, days, months or claims, and what is left."""

    what: str
    total: int
    used: int
    insured: str | None = None  # whose, by the dependant's code; None: the member's own
    trigger: str | None = None  # the kind of loss, where the limit is of its benefit alone

    @property
    def left(self) -> int:
        """What is left."""
        return max(0, self.total - self.used)


@dataclass(slots=True)
class _Counted:
    """One claim, as far as limits rest on it."""

    insured: str | None
    loss: Loss
    assessed: ClaimAssessed | None = None
    kept_fen: int = 0  # granted, less what came back because it was overpaid


def used_by_claims(events: Iterable[Event]) -> dict[UsageKey, Usage]:
    """Return what approved claims used, less what came back, as the engine counts it.

    Limits are counted by plan code and coverage period for each insured person: a dependant by
    code, None for the member.
    """
    claims: dict[str, _Counted] = {}
    found: dict[UsageKey, Usage] = {}
    for event in events:
        match event:
            case ClaimFiled():
                whose = insured_of(event.insured, event.insured_code)
                claims[event.claim] = _Counted(whose, event.loss)
            case ClaimAssessed():
                claims[event.claim].assessed = event
            case ClaimApproved(approved_fen=fen):
                _use(found, event, claims, fen)
            case RecoveryReceived(debt="overpayment", amount_fen=fen):
                _use(found, event, claims, -fen)
            case ApprovalRevoked(approved_fen=fen):
                _use(found, event, claims, -fen)
            case OverpaymentOffset(owed_fen=owed, written_off_fen=borne):
                _use(found, event, claims, -owed - borne)
            case BenefitRestored(amount_fen=fen):
                _use(found, event, claims, fen)
            case CoverCarriedIn():
                paid = (*(event.used_conditions or ()), *(event.earlier_conditions or ()))
                if paid:  # classes that are paid once in a life stay paid in every later period
                    add_paid_elsewhere(found, plan_code(event.plan), paid)
            case _:
                pass
    return found


def _use(
    found: dict[UsageKey, Usage],
    event: ClaimApproved | ApprovalRevoked | RecoveryReceived | OverpaymentOffset | BenefitRestored,
    claims: Mapping[str, _Counted],
    more_fen: int,
) -> None:
    """Count what was granted on a claim, or is owed again; where it is negative, what came back."""
    its = claims[event.claim]
    assessed = its.assessed
    assert assessed is not None, "no benefit is granted without an assessment"
    key = plan_code(event.plan), event.period, its.insured
    before = found.get(key, NOTHING_USED)
    counted = [each.loss for each in _joined(event.claim, assessed, claims) if each.kept_fen]
    parts = assessed.indemnity_fen, assessed.days, assessed.condition, assessed.damage_fen or 0
    its_own = Assessment(assessed.benefit_fen, (), None, *parts)
    kept = its.kept_fen
    if more_fen > 0:
        found[key] = taken_again(before, its.loss, its_own, kept, more_fen, counted)
    else:
        found[key] = given_back(before, its.loss, its_own, kept, -more_fen, counted)
    its.kept_fen += more_fen


def _joined(
    claim: str, assessed: ClaimAssessed, claims: Mapping[str, _Counted]
) -> Iterator[_Counted]:
    """Yield the claims whose stays count as one with a claim's."""
    for code, other in claims.items():
        theirs = other.assessed
        if code in (assessed.joins or ()) or (theirs and claim in (theirs.joins or ())):
            yield other


def limits(terms: PlanTerms, used: Usage, insured: str | None = None) -> list[Limit]:
    """Return the limits that terms set, and what one person used of each.

    Of classes that are paid once, a limit is told once one was paid.
    """
    found = []
    if terms.claims_per_term is not None:
        found.append(Limit("claims", terms.claims_per_term, used.claims, insured))
    if terms.cap_term_fen is not None:
        found.append(Limit("benefits_fen", terms.cap_term_fen, used.paid_fen, insured))
    for rule in terms.benefits:
        trigger = rule.trigger
        match rule:
            case Indemnity(cap_term_fen=int(cap)):
                found.append(Limit("indemnity_fen", cap, cap_used(rule, used), insured))
            case LossShare(cap_term_fen=int(cap)):
                found.append(Limit("damage_fen", cap, cap_used(rule, used), insured, trigger))
            case PerDiem(max_days_term=int(days)):
                found.append(Limit("days", days, used.days.get(trigger, 0), insured, trigger))
            case Allowance(max_months_term=int(months)):
                spent = min(months, used.months.get(trigger, 0))  # more may have been claimed
                found.append(Limit("months", months, spent, insured, trigger))
            case FixedSum():
                found += _once(rule, used, insured)
            case _:
                pass
    return found


def _once(rule: FixedSum, used: Usage, insured: str | None) -> Iterator[Limit]:
    """Yield how many classes of a rule are left, where each is paid once and some were paid."""
    listed = {line.code for line in rule.lines}
    paid = listed.intersection(classes_paid(rule, used))
    if paid:
        what = "classes_life" if rule.paid_over == "life" else "classes"
        yield Limit(what, len(listed), len(paid), insured, rule.trigger)


def limits_told(found: Sequence[Limit]) -> Iterator[Words]:
    """Say what is left of each limit of a cover."""
    is_shared = any(limit.insured is not None for limit in found)
    kinds: dict[str, set[str | None]] = {}
    for limit in found:
        kinds.setdefault(limit.what, set()).add(limit.trigger)
    for limit in found:
        yield _limit_words(limit, is_shared=is_shared, is_one=len(kinds[limit.what]) == 1)


def _limit_words(limit: Limit, *, is_shared: bool, is_one: bool) -> Words:
    """Say what is left of a limit.

    Whose it is, is said where dependants have used some as well; for what loss, of classes always,
    else where there are several of the kind.
    """
    name = _LIMITS[limit.what]
    if limit.trigger is not None and (not is_one or limit.what.startswith("classes")):
        on = TRIGGERS[limit.trigger]
        name = Words(f"{name.zh}（{on[0]}）", f"{name.en} ({on[1]})")
    if limit.what.endswith("_fen"):
        left, total, used = (yuan(fen) for fen in (limit.left, limit.total, limit.used))
        unit = Words("元", " yuan")
    else:
        left, total, used = (str(n) for n in (limit.left, limit.total, limit.used))
        unit = _UNITS.get(limit.what, Words("次", ""))
    whose = _whose(limit.insured) if is_shared else Words("", "")
    over = _LIFE if limit.what == "classes_life" else _PERIOD
    return Words(
        f"{whose.zh}{over.zh}{name.zh}剩余{left}{unit.zh}（上限{total}{unit.zh}，已用{used}{unit.zh}）",
        f"{whose.en}{name.en} left {over.en}: {left}{unit.en} "
        f"(limit {total}{unit.en}, used {used}{unit.en})",
    )


def _whose(insured: str | None) -> Words:
    """Name whose limit it is: the member's own, or that of a dependant by code."""
    if insured is None:
        return Words("会员本人：", "the member: ")
    return Words(f"家属 {insured}：", f"dependant {insured}: ")
