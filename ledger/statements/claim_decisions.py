"""What a decision on a claim says beside its sum: by when it is paid, why it is less, how to appeal."""

from collections.abc import Iterator
from datetime import date

from ledger.events.claim import ClaimApproved, ClaimAssessed, ClaimEvent, ClaimRejected
from ledger.events.claim_life import BenefitRestored
from ledger.money import yuan
from ledger.statements.sheet import Words


def due_from(event: ClaimEvent) -> date | None:
    """Return the day from which working days of payment count after a step; None: as before it.

    What is owed again beside a sum that was unpaid before is paid with it, by that one's day.
    """
    if isinstance(event, BenefitRestored):
        return event.effective_on if event.left_fen == event.amount_fen else None
    return event.effective_on if isinstance(event, ClaimApproved) else None


class Lessened:
    """Follows which claims were approved at less than they were assessed at, and why."""

    def __init__(self) -> None:
        self.said: dict[str, Words] = {}
        self._assessed: dict[str, int] = {}

    def take_in(self, event: ClaimEvent) -> None:
        """Take in a step of a claim."""
        if isinstance(event, ClaimAssessed):
            self._assessed[event.claim] = event.benefit_fen
            self.said.pop(event.claim, None)
        elif isinstance(event, ClaimApproved):
            fen, why = self._assessed.get(event.claim, 0), event.reason
            if event.approved_fen < fen:
                self.said[event.claim] = Words(
                    f"；核定 {yuan(fen)}元，批准 {yuan(event.approved_fen)}元：{why or '未说明理由'}",
                    f"; assessed at {yuan(fen)} yuan, approved at {yuan(event.approved_fen)} yuan: "
                    f"{why or 'no reason is stated'}",
                )


def appeal_words(decided: ClaimApproved | ClaimRejected) -> Iterator[Words]:
    """Yield that a rejection can be appealed, and until when, where its last day is set."""
    if isinstance(decided, ClaimRejected):
        last = decided.appeal_ends_on
        yield Words(
            f"对本决定有异议的，可{f'在{last}前（含当日）' if last else ''}"
            "向本办事处申诉，由其他人员重新决定。",
            f"You may appeal to this office{f' until {last}' if last else ''}; "
            "others than before will decide.",
        )
