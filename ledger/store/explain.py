"""Why a batch could not be recorded: looked up after it was rolled back, in order of precedence."""

from collections.abc import Hashable, Iterable
from uuid import UUID

from ledger.errors import KeyTaken
from ledger.store.batch import Batch
from ledger.store.conflicts import CommandKnown, StreamMoved
from ledger.store.engine import Database
from ledger.store.reading import Reading
from ledger.store.refusals import PersonKnown


def explain(database: Database, batch: Batch) -> Exception | None:
    """Name the row that was already there, or that the batch holds twice.

    A known command comes first: its caller answers from it, whatever else clashes. A moved stream
    comes before a key: the command is decided again, and may then refuse with its own reason.
    """
    with database.reading() as connection:
        read = Reading(connection, database.dialect)
        for known in read.commands([new.command_id for new in batch.commands]).values():
            return CommandKnown(known)
        return _stream_moved(read, batch) or _key_taken(read, batch) or _person_known(read, batch)


def _stream_moved(read: Reading, batch: Batch) -> StreamMoved | None:
    first: dict[UUID, int] = {}
    for event in batch.events:
        stream, version = event.originator_id, event.originator_version
        assert isinstance(stream, UUID), "streams of a book are named by UUIDs"
        first[stream] = min(first.get(stream, version), version)
    for stream, found in read.versions(list(first)).items():
        if found >= first[stream]:
            return StreamMoved(f"stream {stream} already has version {first[stream]}")
    if _twice((event.originator_id, event.originator_version) for event in batch.events) is None:
        return None
    return StreamMoved("the batch holds one version of a stream twice")


def _key_taken(read: Reading, batch: Batch) -> KeyTaken | None:
    for kind in dict.fromkeys(key.kind for key in batch.keys):
        values = [key.value for key in batch.keys if key.kind == kind]
        for value, owner in read.owners(kind, values).items():
            return KeyTaken(kind, value, owner)
    owners: dict[tuple[str, str], UUID] = {}
    for key in batch.keys:
        if (key.kind, key.value) in owners:
            return KeyTaken(key.kind, key.value, owners[key.kind, key.value])
        owners[key.kind, key.value] = key.originator_id
    return None


def _person_known(read: Reading, batch: Batch) -> PersonKnown | None:
    blind = batch.vault.blind
    for kind in dict.fromkeys(row.kind for row in blind):
        digests = [row.digest for row in blind if row.kind == kind]
        for owner in read.members(kind, digests).values():
            return PersonKnown(kind, owner)
    owners: dict[tuple[str, bytes], UUID] = {}
    for row in blind:
        if (row.kind, row.digest) in owners:
            return PersonKnown(row.kind, owners[row.kind, row.digest])
        owners[row.kind, row.digest] = row.originator_id
    return None


def _twice(values: Iterable[Hashable]) -> Hashable | None:
    seen: set[Hashable] = set()
    for value in values:
        if value in seen:
            return value
        seen.add(value)
    return None
