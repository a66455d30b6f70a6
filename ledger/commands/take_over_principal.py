"""Principal that a list of cover names: a sum a person in the file, one a unit and term in the record.

The money is in the fund's opening balance, which is entered before such a list comes in.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from ledger.aggregates import Aggregate, Fund, Moment, Remittance
from ledger.aggregates.principal import Term
from ledger.book import Book
from ledger.errors import LedgerError, PrincipalAboveTerms
from ledger.intake.judge import Judged
from ledger.intake.takeover import CoverLine
from ledger.plans import PlanKey, PlanTerms

Version = Callable[[CoverLine], PlanKey]


class Whose(NamedTuple):
    """Whose people a principal is held for, in which fund, and for which term of cover."""

    fund: str
    unit: str
    period: str
    term: Term


class Named(NamedTuple):
    """What lines of a list name together."""

    members: int
    fen: int


class ListedPrincipal:
    """Brings in the principal that lists of cover name, no more than the funds' balances hold."""

    def __init__(self, book: Book, version: Version) -> None:
        self._book, self._version = book, version
        self._listed: dict[str, dict[str, int]] = {}  # by fund and list, of this command

    def require_held(self, judged: Judged[CoverLine]) -> None:
        """Refuse a list before anything of it is recorded, where funds hold less than it names.

        Raises:
            PrincipalNotHeld: it names more, together with the lists before it.
        """
        for fund, named in self._by_fund(judged).items():
            lists = self._listed.setdefault(fund, {})
            lists[judged.table.sha256] = named.fen
            self._book.get(Fund, "fund", fund).require_principal(lists)

    def taken_over(self, judged: Judged[CoverLine], at: Moment) -> list[Aggregate]:
        """Return the funds and units' accounts that a list's principal is said of; mostly none."""
        funds: list[Aggregate] = []
        for code, named in self._by_fund(judged).items():
            fund = self._book.get(Fund, "fund", code)
            fund.take_over_principal(judged.table.sha256, named.members, named.fen, at)
            funds.append(fund)
        return [*funds, *self._accounts(judged, at)] if funds else []

    def _accounts(self, judged: Judged[CoverLine], at: Moment) -> Iterator[Remittance]:
        book, each = self._book, at.but(document=None)  # the funds' facts hold the document
        accounts: dict[tuple[str, str, str], Remittance] = {}
        found = sorted(self._named(judged).items())
        keys = {(its.unit, its.fund, its.period) for its, _ in found}
        streams = {book.stream("remittance", *key): key for key in sorted(keys)}
        known = book.find_many(Remittance, streams)
        for stream, (unit, fund, period) in streams.items():
            account = known.get(stream) or Remittance.open(stream, fund, each, unit, period)
            accounts[unit, fund, period] = account
        for its, named in found:
            account = accounts[its.unit, its.fund, its.period]
            account.carry_in_principal(its.term, named.members, named.fen, each)
        yield from accounts.values()

    def _by_fund(self, judged: Judged[CoverLine]) -> dict[str, Named]:
        sums: dict[str, Named] = {}
        for its, named in sorted(self._named(judged).items()):
            before = sums.get(its.fund, Named(0, 0))
            sums[its.fund] = Named(before.members + named.members, before.fen + named.fen)
        return sums

    def _named(self, judged: Judged[CoverLine]) -> dict[Whose, Named]:
        """Return what a list names; one without the column is not gone through."""
        sums: dict[Whose, Named] = {}
        columns = [column.name for column in judged.table.columns]
        if judged.table.layout.places[columns.index("principal")] < 0:
            return sums
        for line in judged.good:
            if not line.principal_fen:
                continue
            try:
                plan = self._version(line)
                fund = self._book.terms(plan).fund
            except LedgerError:
                continue  # the row is refused for it
            term = Term(plan, line.starts_on, line.ends_on)
            whose = Whose(fund, line.unit, line.period, term)
            before = sums.get(whose, Named(0, 0))
            sums[whose] = Named(before.members + 1, before.fen + line.principal_fen)
        return sums


def require_within(terms: PlanTerms, line: CoverLine) -> None:
    """Refuse more principal than the terms ask for so many shares.

    Raises:
        PrincipalAboveTerms: the list names more.
    """
    most_fen = line.shares * (terms.refundable_fen or 0)
    if line.principal_fen > most_fen:
        raise PrincipalAboveTerms(terms.key, most_fen, line.principal_fen)
