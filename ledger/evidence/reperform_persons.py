"""Who a member's claims are about, as re-performance knows it: covered, alive, and in whose place."""

from datetime import date

from ledger.aggregates.claim_causes import cover_day
from ledger.aggregates.enrolment import Cover
from ledger.aggregates.member import Member
from ledger.events.claim import insured_of
from ledger.events.member import ClaimFiled
from ledger.evidence.reperform_frame import Frame
from ledger.evidence.reperform_limits import LimitsAgain
from ledger.plans import plan_code


class PersonAgain(LimitsAgain):
    """Keeps a member's cover and whose death is on record, beside the limits."""

    def __init__(self, frame: Frame) -> None:
        super().__init__(frame)
        self._member: Member | None = None  # folds cover alone
        # Since which positions a death is on record and no heir, and since which not (any more).
        self._heirless: list[tuple[int, date | None]] = []

    def _heir_missing(self) -> bool:
        """Tell whether the member's death is on record, and no heir."""
        member = self._member
        return self._death_of(None) is not None and (member is None or member.heir is None)

    def _look_for_heir(self, position: int) -> None:
        """Keep where it changed whether a death is on record to which no heir is."""
        death = self._death_of(None) if self._heir_missing() else None
        if death != (self._heirless[-1][1] if self._heirless else None):
            self._heirless.append((position, death))

    def _death_of(self, insured: str | None) -> date | None:
        """Return the day of a person's death that is on record by now; None is the member."""
        days = [
            its.loss.occurred_on
            for its in self.claims.values()
            if its.loss is not None
            and its.loss.trigger == "death"
            and its.insured == insured
            and not its.leaves_nothing
        ]
        if insured is None and self._died_on is not None:
            return self._died_on
        return min(days, default=None)

    @property
    def _died_on(self) -> date | None:
        gone = None if self._member is None else self._member.departed
        return gone.on if gone is not None and gone.how == "died" else None

    @property
    def _covers(self) -> list[Cover]:
        return [] if self._member is None else self._member.covers

    def _cover_on(self, event: ClaimFiled) -> Cover | None:
        code = plan_code(event.plan)
        whose = insured_of(event.insured, event.insured_code)
        day = cover_day(event.loss, self._death_of(whose))
        covers = self._covers
        return next((c for c in covers if plan_code(c.plan) == code and c.on(day)), None)
