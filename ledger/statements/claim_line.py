"""One claim of a member as a statement tells it, in one line."""

from dataclasses import dataclass
from datetime import date

from ledger.languages import Lang
from ledger.money import yuan
from ledger.statements.claim_persons import whose_words
from ledger.statements.sheet import Words


@dataclass(frozen=True)
class ClaimLine:
    """One claim of a member, as it stands."""

    claim: str
    plan: str
    period: str
    on: date  # of its latest step
    step: str  # the topic's word, such as claim_approved
    amount_fen: int | None
    said: Words
    next: Words
    why: Words | None = None  # the ground or the reason of the latest step
    owed_fen: int = 0  # to be paid back: what no benefit covers of an advance, or an overpayment
    insured: str | None = None  # whose loss it is, by the dependant's code; None: the member's own
    back_fen: int = 0  # of the benefit, what was overpaid and came back
    borne_fen: int = 0  # of what was to be paid back, what was written off
    lessened: Words | None = None  # that less was approved than assessed, and why

    def told(self, lang: Lang) -> str:
        """Say it in one line."""
        amount = "" if self.amount_fen is None else yuan(self.amount_fen)
        why = "" if self.why is None else self.why.said(lang)
        owed = yuan(self.owed_fen) if self.owed_fen else ""
        back = yuan(self.back_fen) if self.back_fen else ""
        borne = yuan(self.borne_fen) if self.borne_fen else ""
        less = self.lessened or Words("", "")
        whose = whose_words(self.insured) or Words("", "")
        if lang == "zh":
            owed = owed and f"；应退还 {owed}元"
            owed = (borne and f"；已核销不再追回 {borne}元") + owed
            owed = less.zh + (back and f"；多付部分已收回 {back}元") + owed
            amount, why = amount and f" {amount}元", why and f"（{why}）"
            of = whose.zh and f"，{whose.zh}"
            return (
                f"{self.claim}（{self.plan} {self.period}期{of}）：{self.on} {self.said.zh}{amount}{why}；"
                f"下一步：{self.next.zh}{owed}。"
            )
        owed = owed and f"; to be paid back: {owed} yuan"
        owed = (borne and f"; written off, and not asked back: {borne} yuan") + owed
        owed = less.en + (back and f"; overpaid, and came back: {back} yuan") + owed
        amount, why = amount and f" {amount} yuan", why and f" ({why})"
        of = whose.en and f", {whose.en}"
        return (
            f"{self.claim} ({self.plan}, period {self.period}{of}): {self.said.en}{amount} "
            f"on {self.on}{why}; next: {self.next.en}{owed}."
        )
