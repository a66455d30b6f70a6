"""Whether a unit's list is still open: by when the unit began, and how long its present term runs."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from ledger.aggregates import Member, Moment, Remittance, Unit
from ledger.aggregates.debtor import Begun
from ledger.aggregates.enrolment import (
    Applicant,
    listed,
    loss_counts_from,
    require_change_in_time,
    require_window,
)
from ledger.aggregates.member import Entry
from ledger.book import Book
from ledger.commands.roster_parts import Terms
from ledger.commands.roster_start import days_of
from ledger.intake.roster import RosterLine
from ledger.plans import PlanKey, PlanTerms

_MONTHS_A_YEAR = 12


class Window(NamedTuple):
    """A unit's list under a plan, as it is open on the day on which a roster comes in."""

    entry: Entry
    unit: str
    since: date | None  # first day of cover of the unit's first roster in this period
    runs_until: date | None  # last day of the unit's present term, where one runs towards the next
    on: date

    def require_open(self, applicant: Applicant, shares: int, member: Member | None) -> None:
        """Refuse who comes onto the list too late."""
        terms, starts_on = self.entry.terms, self.entry.starts_on
        require_window(terms, applicant, self.since or starts_on, self.on)
        held = () if member is None else member.covers
        present = listed(terms, self.unit, starts_on, self.on, held)
        require_change_in_time(terms, self.runs_until, present, shares, self.on)


def window_of(
    book: Book,
    entry: Entry,
    unit: Unit,
    begun: Begun | None,
    members: Iterable[Member | None],
    on: date,
) -> Window | None:
    """Return how a unit's list is open on a day; None where the terms close no list.

    The present term is that of the unit's rosters of the periods before, or of the lists with which
    it was taken over. Of a plan whose terms set no day for changes then, the take-over says nothing
    of the unit: there it is known by whoever of `members` holds such cover.
    """
    joiners = entry.terms.joiners
    if joiners is None:
        return None
    since = None if begun is None else begun.starts_on
    until = None
    if joiners.change_days_before_end is not None:
        until = _runs_until(book, entry, unit, members, on)
    return Window(entry, unit.code, since, until, on)


def entry_for(
    terms: PlanTerms,
    plans: Mapping[PlanKey, PlanTerms],
    asked: Terms,
    lines: Sequence[RosterLine],
    account: Remittance | None,
    at: Moment,
) -> Entry:
    """Return what a roster enters its people into, and from which day their losses are covered.

    Raises:
        UnitSuspended, ListBeforeReinstatement: the unit's cover stands still, or did on that day.
    """
    if account is not None:
        account.require_running(at.effective_on)
    days = days_of(terms, asked.period, asked.said_start, lines, account, at)
    runs_from = None if account is None else account.runs_since
    entry = Entry(terms, *days, plans, runs_from=runs_from)
    begun = None if account is None else account.begun.get(terms.code)
    until = first_list_until(entry, begun)
    return entry._replace(counts_from=loss_counts_from(terms, *days, until, at.effective_on))


def first_list_until(entry: Entry, begun: Begun | None) -> date | None:
    """Return until when who comes onto a unit's list is of its first one; None: this is its first.

    The terms say for how many days it is open; where they don't, it is for the day it came in on.
    """
    if begun is None:
        return None
    joiners, came_in = entry.terms.joiners, begun.taken_in_on or begun.starts_on
    if joiners is None or joiners.days_after_start is None:
        return came_in
    return max(came_in, begun.starts_on + timedelta(days=joiners.days_after_start))


def _runs_until(
    book: Book, entry: Entry, unit: Unit, members: Iterable[Member | None], on: date
) -> date | None:
    """Return the last day of a unit's present term, where one runs on a day and ends before the next."""
    terms, year = entry.terms, int(entry.period.code)
    years = range(year - -(-terms.term_months // _MONTHS_A_YEAR), year)
    streams = [book.stream("remittance", unit.code, terms.fund, f"{each:04d}") for each in years]
    accounts = book.find_many(Remittance, streams).values()
    rosters = (account.runs_until.get(terms.code) for account in accounts)
    own = (listed(terms, unit.code, entry.starts_on, on, its.covers) for its in members if its)
    taken_over = unit.lists_until.get(terms.code, ())
    ends = [*rosters, *taken_over, *(cover.ends_on for cover in own if cover)]
    return max((day for day in ends if day and on <= day < entry.starts_on), default=None)
