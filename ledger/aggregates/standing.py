"""Whether the cover that a unit's lists give stands still for arrears, and whom that keeps off them.

A unit stands suspended with one fund for one coverage period: that is what it owes, and what
`huzhu contribution suspend` decides on. What lifts it is payment and `huzhu contribution reinstate`,
or reinstatement by resolution. Until then nobody is added to its lists of that period, whether new
or renewing: their cover would run while everybody else's stands still, on contributions that nobody
pays. Afterwards a list is dated on the day of reinstatement or later, and covers from that day on,
for the days between stay uncovered for the whole unit.

Another coverage period is another account, with contributions of its own: it is not closed by arrears
of an earlier one. Who comes from cover that still stands still on its last day joins it anew.
"""

from datetime import date

from ledger.aggregates.moment import Moment
from ledger.aggregates.principal import Depositary
from ledger.errors import ListBeforeReinstatement, UnitSuspended
from ledger.events.standing import RemittanceReinstated, RemittanceSuspended


class Suspendable(Depositary):
    """The part of a unit's account that may stand suspended."""

    def prepare(self) -> None:
        """Start in good standing."""
        super().prepare()
        self.suspended_since: date | None = None  # set while nothing has lifted it
        self.runs_since: date | None = None  # the day on which the latest suspension was lifted

    def suspend(self, covers: int, at: Moment) -> None:
        """Say that so many covers stand still by this; of who stands suspended, nothing is said anew."""
        at.require("enrolment")
        at.require_reason(str(self.opened.unit), "suspension")
        if covers and self.suspended_since is None:
            self.record(RemittanceSuspended, at, covers=covers, **self._whose())

    def reinstate(self, covers: int, at: Moment) -> None:
        """Say that lists are open again, and how many covers run on by this.

        There may be none: whose cover stood still may have left. A day before the suspension lifts
        nothing.
        """
        at.require("enrolment")
        at.require_reason(str(self.opened.unit), "reinstatement")
        if self.suspended_since is not None and self.suspended_since <= at.effective_on:
            self.record(RemittanceReinstated, at, covers=covers, **self._whose())

    def require_running(self, on: date) -> None:
        """Refuse a list that is dated on a day while the unit stands suspended, or before it ran again.

        Raises:
            UnitSuspended: it stands suspended, from whatever day on: the list's cover runs past it.
            ListBeforeReinstatement: it did, and the list is dated before the day that lifted it.
        """
        if self.suspended_since is not None:
            raise UnitSuspended(**self._whose(), since=self.suspended_since)
        if self.runs_since is not None and on < self.runs_since:
            raise ListBeforeReinstatement(**self._whose(), since=self.runs_since)

    def _whose(self) -> dict[str, str]:
        its = self.opened
        return {"unit": str(its.unit), "fund": its.fund, "period": str(its.period)}

    def fold_standing(self, event: RemittanceSuspended | RemittanceReinstated) -> None:
        """Fold that the unit stands suspended, or no longer does."""
        if isinstance(event, RemittanceSuspended):
            self.suspended_since = event.effective_on
        else:
            self.suspended_since, self.runs_since = None, event.effective_on
