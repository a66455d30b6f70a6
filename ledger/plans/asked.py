"""What was asked of a unit under one plan, and since when: what is unpaid is so since the oldest of it."""

from dataclasses import dataclass, field
from datetime import date

Days = tuple[date, date]  # the first and the last day of cover that something was asked for


@dataclass
class Asked:
    """Sums asked on their days, less what is due no more; in fen, added in the order of the record.

    Money settles what was asked first. What is due no more falls off what was asked last for the
    same days of cover, so that nobody's coming or going makes an older debt young.
    """

    by_days: dict[Days, dict[date, int]] = field(default_factory=dict)

    def add(self, days: Days, since: date, fen: int) -> None:
        """Ask for more."""
        own = self.by_days.setdefault(days, {})
        own[since] = own.get(since, 0) + fen

    def lessen(self, days: Days, fen: int) -> None:
        """Ask for so much less."""
        own = self.by_days.get(days, {})
        for since in sorted(own, reverse=True):
            less = min(fen, own[since])
            own[since] -= less
            fen -= less

    def unpaid_since(self, unpaid_fen: int) -> date | None:
        """Return since when the oldest is asked of which so much is unpaid; None: nothing is."""
        by_day: dict[date, int] = {}
        for own in self.by_days.values():
            for since, fen in own.items():
                by_day[since] = by_day.get(since, 0) + fen
        first = None
        for since, fen in sorted(by_day.items(), reverse=True):
            if unpaid_fen <= 0:
                break
            if fen:
                unpaid_fen, first = unpaid_fen - fen, since
        return first
