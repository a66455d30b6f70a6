"""The record verified whole, and single events of it proven, all over its length."""

from functools import partial
from statistics import median

from benchmarks.figures import Figure, Run, each_timed, p99_ms, timed
from benchmarks.office import recorded_since
from benchmarks.places import Place
from ledger.evidence.checkpoint import Signed, read_signed, sign
from ledger.evidence.note import ED25519, SigningKey
from ledger.evidence.tree import head_of, inclusion
from ledger.evidence.verifying import verify
from ledger.store.address import BookAddress
from ledger.store.engine import Database
from ledger.store.recorder import BookRecorder
from tests.commands.office import SmallOffice

PROOFS = 200  # a run


def measure(place: Place, office: SmallOffice, runs: int) -> list[Figure]:
    """Verify everything that was recorded, and prove events under its head."""
    events, size = recorded_since(office, 0)
    verified, proven = [], []
    waits: list[float] = []
    longest = 0
    with Database.open(BookAddress.parse(office.book)) as database:
        recorder = BookRecorder(database)
        signed = _signed(recorder)
        for _ in range(runs):
            verified.append(Run(timed(partial(_verify, database, events)), events, size))
            written: list[bytes] = []
            took = each_timed(partial(_prove, recorder, signed, written), _positions(events))
            proven.append(Run(sum(took), len(took), sum(map(len, written))))
            longest = max(longest, *map(len, written))
            waits += took
    more = {
        "ms a proof, median": 1_000 * median(waits),
        "ms a proof, p99": p99_ms(waits),
        "bytes, the longest proof": float(longest),
    }
    return [
        Figure("verification of the whole record", place.database, tuple(verified)),
        Figure("proof of one event", place.database, tuple(proven), more=more),
    ]


def _positions(events: int) -> list[str]:
    """Spread positions over the record, and leave no order that a cache could use."""
    step = 1 + (events * 618 // 1_000)  # the golden section strews evenly
    return [str(1 + n * step % events) for n in range(PROOFS)]


def _signed(recorder: BookRecorder) -> Signed:
    key = SigningKey("huzhu.example/BENCH", ED25519, bytes(32))
    with recorder.reading() as read:
        return read_signed(sign(head_of(read, key.name), key).written())


def _verify(database: Database, events: int) -> None:
    assert verify(database).size == events, "the whole record is verified"


def _prove(recorder: BookRecorder, signed: Signed, written: list[bytes], position: str) -> None:
    with recorder.reading() as read:
        proof, _ = inclusion(read, int(position), signed)
    written.append(proof.written())
