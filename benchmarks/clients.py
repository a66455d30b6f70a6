"""Single commands by many clients: processes that record in one book at once, each its own claims."""

import gc
import multiprocessing
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from queue import Empty
from statistics import median
from time import perf_counter
from typing import Any, NamedTuple

from benchmarks.decisions import approving, assessed
from benchmarks.figures import COLLECTIONS, Figure, Run, p99_ms, ratio
from benchmarks.office import recorded_since
from benchmarks.places import Place
from ledger.errors import Contended
from ledger.events import restore
from ledger.events.claim import ClaimApproved
from ledger.store.batch import Recorded
from ledger.store.recorder import BookRecorder
from ledger.store.refusals import BookBusy
from tests.commands.office import SmallOffice

CLIENTS = 8
CLAIMS_MIN = 4  # a client; with the one that goes first, no more claims than people
START_SECONDS_MAX = 120  # until every client has its book open
ATTEMPTS_MAX = 100  # of a client, at one command
_CHILDREN = multiprocessing.get_context("forkserver")
_CHILDREN.set_forkserver_preload(["benchmarks.clients"])
_STAY = ("2015-02-22", "2015-02-26")


class Told(NamedTuple):
    """What a client said of its commands; moments are those of the machine's steady clock."""

    began: float
    ended: float
    waits: list[float]
    refused: int  # attempts that found the book busy, or a stream moved too often


class Kept(NamedTuple):
    """What a record holds of the commands that clients were told were done."""

    lost: int
    doubled: int
    foreign: int  # events that nobody was told of
    gaps: int  # events that do not stand at the position that their number in the row gives

    @property
    def is_whole(self) -> bool:
        """Whether each command was recorded once, and nothing else was."""
        return not any(self)


def measure(place: Place, office: SmallOffice, size: int, runs: int) -> list[Figure]:
    """Let one client approve claims, then eight at once as many each, one after the other in each run."""
    each = max(CLAIMS_MIN, size // 40)
    taken: dict[int, list[Run]] = {1: [], CLIENTS: []}
    told: dict[int, list[Told]] = {1: [], CLIENTS: []}
    kept: list[Kept] = []
    for run in range(runs):
        claims = assessed(office, f"P{run:04d}", run, size, each * (1 + CLIENTS), _STAY)
        for count, own in ((1, claims[:each]), (CLIENTS, claims[each:])):
            before = office.head()
            said = at_once(office, [own[n::count] for n in range(count)])
            seconds = max(one.ended for one in said) - min(one.began for one in said)
            taken[count].append(Run(seconds, *recorded_since(office, before)))
            told[count] += said
            with office.database() as database:
                kept.append(kept_of(BookRecorder(database).read(before), before, own))
            assert kept[-1].is_whole, f"{count} clients at once: {kept[-1]}"
    more = _spread(told[CLIENTS]) | {
        "refusals as busy or contended, each asked again": float(
            sum(one.refused for one in told[CLIENTS])
        ),
        "commands lost": float(sum(found.lost for found in kept)),
        "commands doubled": float(sum(found.doubled for found in kept)),
    }
    many, one = tuple(taken[CLIENTS]), tuple(taken[1])
    beside = {"one client, just before": ratio(many, one)}
    name = f"single commands, {CLIENTS} clients at once"
    return [
        Figure(name, place.database, many, beside, more),
        Figure("  single commands, one client", place.database, one, more=_spread(told[1])),
    ]


def kept_of(rows: Iterable[Recorded], before: int, claims: Sequence[str]) -> Kept:
    """Compare what stands after a position with the claims whose approval was acknowledged."""
    asked, approved = set(claims), Counter[str]()
    foreign = gaps = 0
    for expected, row in enumerate(rows, before + 1):
        gaps += row.position != expected
        event = restore(row.topic, row.state)
        if isinstance(event, ClaimApproved) and event.claim in asked:
            approved[event.claim] += 1
        else:
            foreign += 1
    lost = len(asked - approved.keys())
    return Kept(lost, approved.total() - len(approved), foreign, gaps)


def at_once(office: SmallOffice, shares: Sequence[Sequence[str]]) -> list[Told]:
    """Let each share of claims be approved by a process of its own; all begin at the same moment."""
    gate = _CHILDREN.Barrier(len(shares), timeout=START_SECONDS_MAX)
    told: Any = _CHILDREN.Queue()
    clients = [
        _CHILDREN.Process(target=_client, args=(office, share, gate, told), daemon=True)
        for share in shares
    ]
    for client in clients:
        client.start()
    heard: list[Told] = []
    while len(heard) < len(clients):
        try:
            heard.append(told.get(timeout=1))
        except Empty:
            assert not any(client.exitcode for client in clients), "a client failed, as it said"
    for client in clients:
        client.join()
    return heard


def _client(office: SmallOffice, claims: Sequence[str], gate: Any, told: Any) -> None:
    gc.set_threshold(*COLLECTIONS)
    waits: list[float] = []
    refused = 0
    with approving(office) as approve:
        gc.collect()
        gate.wait()
        began = perf_counter()
        for claim in claims:
            start = perf_counter()
            refused += persistently(approve, claim)
            waits.append(perf_counter() - start)
        told.put(Told(began, perf_counter(), waits, refused))


def persistently(approve: Callable[[str], None], claim: str) -> int:
    """Approve a claim, asking again where nothing was recorded; return how often that was."""
    for refused in range(ATTEMPTS_MAX):
        try:
            approve(claim)
        except (BookBusy, Contended):
            continue
        return refused
    raise TimeoutError(f"claim {claim} was refused {ATTEMPTS_MAX} times")


def _spread(told: Sequence[Told]) -> dict[str, float]:
    waits = [wait for one in told for wait in one.waits]
    return {"ms a command, median": 1_000 * median(waits), "ms a command, p99": p99_ms(waits)}
