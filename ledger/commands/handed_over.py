"""Cover that another office hands over to an office in full operation.

Once its take-over is complete, an office carries in nothing from before its book. A member who moves
here from another office is new to it, whenever that is: their cover comes in on the paper by which the
other office hands it over, with its limits, waiting and suspension, each row with the day of that. It
books nothing: the contribution is the other office's, which bore the risk until then and is paid.
"""

from datetime import date

from ledger.aggregates import Office, Unit
from ledger.errors import CoverOver, PrincipalStays, TakeOverOver
from ledger.intake.judge import Judged
from ledger.intake.takeover import CoverLine


def require_admitted(office: Office, judged: Judged[CoverLine]) -> None:
    """Refuse a whole list of cover that nobody handed over, at an office in full operation.

    Raises:
        TakeOverOver: the take-over is complete, and no row of the list has a day of hand-over.
    """
    if office.taken_over and not judged.problem_count and not moved(judged):
        raise TakeOverOver


def moved(judged: Judged[CoverLine]) -> int:
    """Return how many rows of a list are of cover that another office handed over."""
    return sum(line.handed_over_on is not None for line in judged.good)


def require_handed_over(line: CoverLine, unit: Unit, on: date) -> None:
    """Refuse a row that an office in full operation does not take in on a day.

    Raises:
        TakeOverOver: nobody handed the cover over.
        CoverOver: it is over on that day, and nothing is left to carry on.
        PrincipalStays: it says that a principal came along.
        UnitClosedAlready: the unit takes part no more.
    """
    if line.handed_over_on is None:
        raise TakeOverOver
    unit.require_open()
    if line.ends_on < on:
        raise CoverOver(line.plan, line.ends_on)
    if line.principal_fen:
        raise PrincipalStays(line.plan)
