"""The recorder alone: ready-made events, sealed and durable, beside the stock recorder and plain rows."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import partial
from uuid import uuid4

from eventsourcing.persistence import ApplicationRecorder, StoredEvent
from eventsourcing.utils import Environment
from eventsourcing_sqlalchemy.factory import SQLAlchemyFactory
from sqlalchemy import Engine

from benchmarks.figures import Figure, Run, ratio, timed
from benchmarks.places import SYNCHRONOUS_FULL, Place, expect_durable
from benchmarks.plain import plain_writing
from ledger.entropy import SystemEntropy, time_ordered_id
from ledger.events.member import Enrolled
from ledger.store.address import BookAddress
from ledger.store.batch import Batch
from ledger.store.engine import Database
from ledger.store.migrate import create_book, migrate
from ledger.store.recorder import BookRecorder

BATCH_EVENTS = 5_000
STATE_BYTES = 420
Batches = list[list[StoredEvent]]


def measure(place: Place, size: int, runs: int) -> list[Figure]:
    """Write the same events in three ways, one after the other in each run."""
    address = BookAddress.parse(place.of("recorder"))
    migrate(address)
    ours: list[Run] = []
    stock: list[Run] = []
    plain: list[Run] = []
    with Database.open(address) as database, _stock(place) as theirs:
        create_book(database, uuid4())
        expect_durable(database)
        own = BookRecorder(database)
        for _ in range(runs):
            batches = ready_made(size)
            states = sum(len(event.state) for batch in batches for event in batch)
            ours.append(Run(timed(partial(append_all, own, batches)), size, states))
            stock.append(Run(timed(partial(_theirs, theirs, batches)), size, states))
            plain.append(Run(plain_writing(place, batches), size, states))
        assert own.head().size == size * runs, "every event of every run is on record"
    name = "text COPY" if place.server else "executemany"
    ratios = {
        "stock eventsourcing-sqlalchemy recorder": ratio(ours, stock),
        f"plain {name} of the same bytes": ratio(ours, plain),
    }
    return [
        Figure("recorder, ready-made events", place.database, tuple(ours), ratios),
        Figure("  stock recorder, the same events", place.database, tuple(stock)),
        Figure(f"  plain {name}, the same bytes", place.database, tuple(plain)),
    ]


def ready_made(size: int) -> Batches:
    """Make enrolments of new streams, about as long as the demo's longest, in batches."""
    entropy = SystemEntropy()
    now = datetime(2015, 1, 5, 2, tzinfo=UTC)
    command = uuid4()

    def made(reason: str) -> Enrolled:
        return Enrolled(
            originator_id=time_ordered_id(entropy, entropy.now()),
            originator_version=1,
            timestamp=now,
            effective_on=date(2015, 1, 1),
            booked_on=date(2015, 1, 5),
            recorded_by="en",
            authenticated_as="os:en",
            command_id=command,
            plan="CD-HOSP@2015",
            period="2015",
            unit="U00123",
            shares=1,
            contribution_fen=6_000,
            ends_on=date(2015, 12, 31),
            age=34,
            renewal=True,
            reason=reason,
        )

    padding = "x" * (STATE_BYTES - len(made("").stored()))
    events = [_stored(made(padding)) for _ in range(size)]
    return [events[at : at + BATCH_EVENTS] for at in range(0, size, BATCH_EVENTS)]


def _stored(event: Enrolled) -> StoredEvent:
    topic = event.topic
    return StoredEvent(event.originator_id, event.originator_version, topic, event.stored())


def append_all(recorder: BookRecorder, batches: Sequence[list[StoredEvent]]) -> None:
    """Append each batch in a transaction of its own."""
    for batch in batches:
        recorder.append(Batch(events=batch))


def _theirs(recorder: ApplicationRecorder, batches: Sequence[list[StoredEvent]]) -> None:
    for batch in batches:
        recorder.insert_events(batch)


@contextmanager
def _stock(place: Place) -> Iterator[ApplicationRecorder]:
    settings = {"SQLALCHEMY_URL": place.stock}
    if place.server:
        settings["SQLALCHEMY_SCHEMA"] = f"{place.schema}_plain"
    factory = SQLAlchemyFactory(Environment("stock", settings))
    recorder: ApplicationRecorder = factory.application_recorder()
    engine = factory.datastore.engine
    assert isinstance(engine, Engine), "it was given an address"
    if not place.server:
        with engine.connect() as connection:
            assert connection.exec_driver_sql("pragma synchronous").scalar() == SYNCHRONOUS_FULL
    try:
        yield recorder
    finally:
        engine.dispose()
