"""What bears on claims beside them: limits and days by terms or policy, a wage, the month's pool.

A plan's terms come first. Where they say nothing, the policy parameters `claim.second_review_over`
(in yuan) and `claim.appeal_days` hold; where neither does, there is no such rule.
"""

from collections.abc import Mapping
from datetime import date

from ledger.aggregates import Member
from ledger.aggregates.claim import Claim, PoolPart
from ledger.benefits import Base
from ledger.book import Book
from ledger.commands.policies import policy_on
from ledger.commands.selection import Selection
from ledger.languages import counted
from ledger.money import parse_yuan
from ledger.plans import PlanTerms
from ledger.plans.deadlines import days_late
from ledger.statements.sheet import Words

REVIEW_OVER, APPEAL_DAYS = "claim.second_review_over", "claim.appeal_days"


class Limits:
    """The limits of one command; what was read once is kept."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._policies: dict[tuple[str, date], str | None] = {}

    def terms(self, plan: str) -> PlanTerms:
        """Return the terms of a plan version."""
        return self._book.terms(plan)

    def review_above_fen(self, plan: str, on: date) -> int | None:
        """Return the benefit above which a second assessor must confirm; None: there is none."""
        stated = self._book.terms(plan).second_review_over_fen
        if stated is not None:
            return stated
        value = self._policy(REVIEW_OVER, on)
        return None if value is None else parse_yuan(value)

    def appeal_days(self, plan: str, on: date) -> int | None:
        """Return how many days a rejection can be appealed; None: no term is set."""
        stated = self._book.terms(plan).appeal_days
        if stated is not None:
            return stated
        value = self._policy(APPEAL_DAYS, on)
        return None if value is None else int(value)

    def _policy(self, parameter: str, on: date) -> str | None:
        if (parameter, on) not in self._policies:
            self._policies[parameter, on] = policy_on(self._book, parameter, on)
        return self._policies[parameter, on]


def told_late(book: Book, its: Claim) -> list[Words]:
    """Return what is to be said of a claim that just came in: that it was told late, or nothing."""
    said = late_notice(book.terms(its.plan), its)
    return [] if said is None else [said]


def late_notice(terms: PlanTerms, its: Claim) -> Words | None:
    """Say that a loss was told after the days of the terms; None: in time, or they set no term.

    No source says that a late notice loses the benefit: it is told to who decides, not refused.
    """
    if not days_late(terms, its.told_after):
        return None
    told, allowed = its.told_after, terms.notice_days
    return Words(
        f"报案逾期：事由结束后第 {told} 天告知，{terms.key} 的期限（notice_days）为 {allowed} 天；仍予受理",
        f"told late: {counted(told or 0, 'day')} after the end of the loss, where {terms.key} "
        f"allows {allowed} "
        "(notice_days); it is taken in all the same",
    )


def after_death(member: Member, claim: str) -> list[Words]:
    """Name the claims for losses after the death that a claim is for: somebody is to look at them."""
    if member.claim(claim).loss.trigger != "death":
        return []
    named = member.losses_after(claim)
    if not named:
        return []
    zh, en = "、".join(named), ", ".join(named)
    return [
        Words(
            f"案件 {zh} 的损失晚于所报身故日期，不能再批准；请核查",
            f"{en}: for a loss after this death, which cannot be approved any more; look into it",
        )
    ]


def no_longer_nothing(member: Member, claim: str, terms: PlanTerms) -> list[Words]:
    """Name the claims rejected at nothing that would come to something, for a benefit was taken back."""
    named = member.no_longer_nothing(claim, terms)
    if not named:
        return []
    zh, en = "、".join(named), ", ".join(named)
    return [
        Words(
            f"案件 {zh} 此前因应付为零被驳回，现有额度下应付不再为零；请核查，如有必要用 huzhu claim reopen 重新受理",
            f"{en}: rejected at nothing, and would come to something now; look into it, and reopen "
            "it with 'huzhu claim reopen' if need be",
        )
    ]


def benefit_back(member: Member, claim: str, terms: PlanTerms) -> list[Words]:
    """Name the claims that a person is to look into, for money of a benefit came back.

    They were rejected at nothing, and would come to something now; or, where the whole benefit came
    back, they were worked out on it: on the first stay's deductible, or on a period's account.
    """
    said = no_longer_nothing(member, claim, terms)
    named = member.resting_on_nothing(claim, terms)
    if named:
        zh, en = "、".join(named), ", ".join(named)
        said.append(
            Words(
                f"案件 {zh} 的互助金以案件 {claim} 为基础核定，而该案互助金已全部退回；请核查",
                f"{en}: worked out on claim {claim}, the whole benefit of which came back; "
                "look into it",
            )
        )
    return said


def bases_of(
    selection: Selection,
    wage_fen: int | None,
    pool_fen: int | None,
    parts: Mapping[str, PoolPart] | None = None,
) -> dict[str, Base]:
    """Return what each claim's benefit rests on; the claims of a list share the pool in its order.

    `parts` are those that claims keep of a pool that was shared out before.
    """
    if wage_fen is None and pool_fen is None:
        return {}
    given, count = {"wage_fen": wage_fen, "pool_fen": pool_fen}, len(selection.claims)
    bases = {}
    for number, ref in enumerate(selection.claims, 1):
        part = (parts or {}).get(ref.claim)
        place = (count, number) if part is None else (part.claims, part.place)
        shares = dict(zip(("pool_claims", "pool_place"), place, strict=True))
        bases[ref.claim] = Base.model_validate(given | shares)
    return bases
