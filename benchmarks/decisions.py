"""Single commands by one client: load the streams, decide, append, seal, sync."""

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, redirect_stdout
from statistics import median
from typing import Any

from benchmarks.figures import Figure, Run, each_timed, p99_ms, ratio
from benchmarks.office import do, person, recorded_since, units_of
from benchmarks.places import Place
from benchmarks.plain import plain_commits
from ledger.aggregates import Member, Moment
from ledger.book import Book
from ledger.commands.claim_limits import Limits
from ledger.commands.claim_steps import take_step
from ledger.commands.selection import ClaimRef, Selection
from ledger.commands.shared import Session
from ledger.drafting import Acting
from tests.commands.office import SETTLEMENTS, SmallOffice

_STAY = ("2015-02-10", "2015-02-20")
_WHOLE = 5  # commands that also open the book and let the projections catch up


def measure(place: Place, office: SmallOffice, size: int, runs: int) -> list[Figure]:
    """Approve claims one by one, each in a transaction of its own; then some by whole commands."""
    office.at(2015, 3, 5)
    count = max(_WHOLE, size // 40)
    ours: list[Run] = []
    plain: list[Run] = []
    whole: list[Run] = []
    waits: list[float] = []
    for run in range(runs):
        claims = assessed(office, f"B{run:04d}", run, size, count + _WHOLE, _STAY)
        before = office.head()
        with approving(office) as approve:
            waits += each_timed(approve, claims[:count])
        measured = Run(sum(waits[-count:]), *recorded_since(office, before))
        assert measured.events == count, "each command records its one decision"
        ours.append(measured)
        states = ["x" * (measured.size // count)] * count
        plain.append(Run(sum(plain_commits(place, states)), count, measured.size))
        whole.append(_by_whole_commands(office, claims[count:]))
    more = {"ms a command, median": 1_000 * median(waits), "ms a command, p99": p99_ms(waits)}
    ratios = {"plain insert and commit of one row": ratio(ours, plain)}
    return [
        Figure("single command, claim approve", place.database, tuple(ours), ratios, more),
        Figure("  plain insert and commit", place.database, tuple(plain)),
        Figure("whole command, with opening and catching up", place.database, tuple(whole)),
    ]


def assessed(
    office: SmallOffice, prefix: str, run: int, size: int, count: int, stay: tuple[str, str]
) -> list[str]:
    """File and assess claims of as many members of a run, over its units in turn."""
    people = [(u, k) for u, members in units_of(run, size) for k in members]
    assert count <= len(people), "a stay is claimed once"
    rows, numbers = [], []
    for n in range(count):
        name, id_number = person(*people[n * len(people) // count])
        numbers.append(f"{prefix}-{n:06d}")
        loss = ("CD-HOSP", "住院", *stay, "9000.00", "4000.00")
        rows.append((numbers[-1], "2015-03-01", id_number, name, *loss))
    path = office.file(f"settlement-{prefix}.csv", SETTLEMENTS, rows)
    do(office, "as", ("claim", "import", path))
    listed = office.paper(f"settlement-{prefix}.txt", "\n".join(numbers))
    do(office, "as", ("claim", "assess", "--from", listed))
    return numbers


@contextmanager
def approving(office: SmallOffice) -> Iterator[Callable[[str], None]]:
    """Open the book, and yield what approves one claim in a transaction of its own."""
    acting = Acting("ap", "demo:ap")
    session = Session(office.book, "ap", entropy=office.entropy)
    opened = Book.open(office.book, acting=acting, entropy=office.entropy, keys=office.keys)
    with closing(opened) as book, redirect_stdout(io.StringIO()):

        def approve(claim: str) -> None:
            limits = Limits(book)

            def step(member: Member, number: str, at: Moment) -> Any:
                plan = member.claim(number).plan
                above = limits.review_above_fen(plan, at.effective_on)
                terms = book.terms(plan)
                return member.approve_claim(number, None, at, review_above_fen=above, terms=terms)

            selection = Selection((ClaimRef(1, claim),), claim, (claim,))
            take_step(
                session, book, "claim approve", selection, step, inputs={"approved_fen": None}
            )

        yield approve


def _by_whole_commands(office: SmallOffice, claims: Sequence[str]) -> Run:
    """Approve as an officer does: open and check the book, approve, let projections catch up."""
    office.do("lin", "projection", "catch-up")
    before = office.head()
    taken = each_timed(lambda claim: office.do("ap", "claim", "approve", claim), claims)
    return Run(sum(taken), *recorded_since(office, before))
