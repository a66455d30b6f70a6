"""What claims have used of the limits of a plan's terms over a coverage period, and what is left."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from ledger.events import Event
from ledger.events.claim import insured_of
from ledger.events.claim_life import RecoveryReceived
from ledger.events.member import ClaimApproved, ClaimAssessed, ClaimFiled
from ledger.money import yuan
from ledger.plans import PlanTerms, plan_code
from ledger.statements.sheet import Words

_LIMITS = {
    "claims": Words("给付次数", "claims"),
    "benefits_fen": Words("互助金", "benefits"),
    "indemnity_fen": Words("费用补偿", "indemnity"),
    "days": Words("津贴天数", "days of allowance"),
}


class Used(NamedTuple):
    """What one insured person's claims under one plan and coverage period have used."""

    claims: int = 0
    paid_fen: int = 0
    indemnity_fen: int = 0
    days: int = 0


NOTHING = Used()


class Limit(NamedTuple):
    """A limit of the terms over a coverage period: fen, days or claims, and what is left of it."""

    what: str
    total: int
    used: int
    insured: str | None = None  # whose, by the dependant's code; None: the member's own

    @property
    def left(self) -> int:
        """What is left."""
        return max(0, self.total - self.used)


def used_by_claims(events: Iterable[Event]) -> dict[tuple[str, str], dict[str | None, Used]]:
    """Return what approved claims used, less what came back, by plan code and coverage period.

    Limits are counted for each insured person: a dependant by code, None for the member.
    """
    whose: dict[str, str | None] = {}
    assessed: dict[str, ClaimAssessed] = {}
    granted: set[str] = set()
    found: dict[tuple[str, str], dict[str | None, Used]] = {}
    for event in events:
        if isinstance(event, ClaimFiled):
            whose[event.claim] = insured_of(event.insured, event.insured_code)
        elif isinstance(event, ClaimAssessed):
            assessed[event.claim] = event
        elif isinstance(event, ClaimApproved):
            its = assessed[event.claim]
            used, insured = _of_cover(found, event), whose.get(event.claim)
            goes_on = not granted.isdisjoint(its.joins or ())  # one stay counts once
            before = used.get(insured, NOTHING)
            used[insured] = _after(before, its, event.approved_fen, goes_on=goes_on)
            granted.add(event.claim)
        elif isinstance(event, RecoveryReceived) and event.debt == "overpayment":
            used, insured = _of_cover(found, event), whose.get(event.claim)
            used[insured] = _given_back(used.get(insured, NOTHING), event.amount_fen)
    return found


def _of_cover(
    found: dict[tuple[str, str], dict[str | None, Used]], event: ClaimApproved | RecoveryReceived
) -> dict[str | None, Used]:
    return found.setdefault((plan_code(event.plan), event.period), {})


def _after(before: Used, its: ClaimAssessed, approved_fen: int, *, goes_on: bool) -> Used:
    return Used(
        before.claims + (not goes_on),
        before.paid_fen + approved_fen,
        before.indemnity_fen + min(its.indemnity_fen, approved_fen),
        before.days + its.days,
    )


def _given_back(before: Used, fen: int) -> Used:
    """Take off an overpaid benefit that came back; of the indemnity's own cap it frees least."""
    other = before.paid_fen - before.indemnity_fen
    indemnity = before.indemnity_fen - max(0, fen - other)
    return before._replace(paid_fen=max(0, before.paid_fen - fen), indemnity_fen=max(0, indemnity))


def limits(terms: PlanTerms, used: Used, insured: str | None = None) -> list[Limit]:
    """Return the limits that terms set over a coverage period, and what one person used of each."""
    found = []
    if terms.claims_per_term is not None:
        found.append(Limit("claims", terms.claims_per_term, used.claims, insured))
    if terms.cap_term_fen is not None:
        found.append(Limit("benefits_fen", terms.cap_term_fen, used.paid_fen, insured))
    for rule in terms.benefits:
        cap: Any = getattr(rule, "cap_term_fen", None)
        days: Any = getattr(rule, "max_days_term", None)
        if cap is not None:
            found.append(Limit("indemnity_fen", cap, used.indemnity_fen, insured))
        if days is not None:
            found.append(Limit("days", days, used.days, insured))
    return found


def limits_told(found: Sequence[Limit]) -> Iterator[Words]:
    """Say what is left of each limit of a cover."""
    is_shared = any(limit.insured is not None for limit in found)
    for limit in found:
        yield _limit_words(limit, is_shared=is_shared)


def _limit_words(limit: Limit, *, is_shared: bool) -> Words:
    """Say what is left of a limit; whose it is, where dependants have used some as well."""
    name = _LIMITS[limit.what]
    if limit.what.endswith("_fen"):
        left, total, used = (yuan(fen) for fen in (limit.left, limit.total, limit.used))
        unit = Words("元", " yuan")
    else:
        left, total, used = (str(n) for n in (limit.left, limit.total, limit.used))
        unit = Words("天" if limit.what == "days" else "次", "")
    whose = _whose(limit.insured) if is_shared else Words("", "")
    return Words(
        f"{whose.zh}本保障期{name.zh}剩余{left}{unit.zh}（上限{total}{unit.zh}，已用{used}{unit.zh}）",
        f"{whose.en}{name.en} left in this coverage period: {left}{unit.en} "
        f"(limit {total}{unit.en}, used {used}{unit.en})",
    )


def _whose(insured: str | None) -> Words:
    """Name whose limit it is: the member's own, or that of a dependant by code."""
    if insured is None:
        return Words("会员本人：", "the member: ")
    return Words(f"家属 {insured}：", f"dependant {insured}: ")
