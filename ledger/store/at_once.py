"""A small append as one message to a PostgreSQL server: lock, checks, rows, seal and commit.

Statements that arrive in one message, outside a transaction block, are one transaction, committed at
its end (PostgreSQL documentation, "Multiple Statements in a Simple Query"). The first locks the head.
The second is prepared once a connection; it begins, and so looks, only when the lock is held: what it
finds standing stands until the commit. It does what `ledger.store.append` does in several messages,
and nothing where something has moved: an insert of no rows.

The leaf hashes are made here; the server folds them into the edge that only it knows for certain.
"""

from collections.abc import Iterable
from typing import Any

from ledger.store import merkle
from ledger.store.batch import Batch
from ledger.store.conflicts import HeadMoved, stream_moved
from ledger.store.engine import Database
from ledger.store.listening import CHANNEL

ROWS_MAX = 19  # of a kind; from here on `COPY` costs less

LOCK = "execute huzhu_lock"
_LOCKING = "prepare huzhu_lock as select 1 from head for update"
_NAME = "huzhu_append"
_TYPES = (
    *("bigint", "uuid[]", "integer[]"),  # position of the head; streams that were read, at versions
    *("uuid[]", "integer[]", "text[]", "bytea[]", "bytea[]"),  # events, as they stand; leaf hashes
    *("text[]", "text[]", "uuid[]", "integer[]"),  # keys: kind, value, stream, index of the event
    # Commands: id, fingerprint, name, indexes of the first and the last event, result, moment.
    *("uuid[]", "bytea[]", "text[]", "integer[]", "integer[]", "text[]", "timestamptz[]"),
)
_HASH, _WIDTH = merkle.HASH_BYTES, merkle.TILE_WIDTH
_LAST = f"substring(edge from length(edge) - {_HASH - 1})"
_BUT_LAST = f"substring(edge for length(edge) - {_HASH})"
_ABOVE = f"sha256('\\x01'::bytea || {_LAST} || node)"

# `folding` goes up the edge as `merkle.grow` does: `rest` is the place of the node at its height, in
# binary the full subtrees to its left; with one just left of it, the two become their parent.
_STATEMENT = f"""prepare {_NAME} ({", ".join(_TYPES)}) as
with recursive moved as (
    select stream, version, found from unnest($2, $3) as read (stream, version),
        lateral (select max(originator_version) as found from event where originator_id = stream) as now
    where found is distinct from version
), stand as (
    select size, edge as held, cardinality($8) as more from head
    where ($1 is null or size = $1) and not exists (select from moved)
        and size / {_WIDTH} = (size + cardinality($8)) / {_WIDTH}
        and (size = 0 or exists (select from event where position = size))
        and not exists (select from event where position = size + 1)
), folding (done, rest, node, edge, size, more) as (
    select 0, size, ($8)[1], held, size, more from stand where more > 0
    union all
    select case when rest % 2 = 1 then done else done + 1 end,
        case when rest % 2 = 1 then rest / 2 else size + done + 1 end,
        case when rest % 2 = 1 then {_ABOVE} else ($8)[done + 2] end,
        case when rest % 2 = 1 then {_BUT_LAST} else edge || node end, size, more
    from folding where done < more
), rooting (edge, node) as (
    select {_BUT_LAST}, {_LAST} from folding where done = more
    union all
    select {_BUT_LAST}, {_ABOVE} from rooting where edge <> ''
), commands as (
    insert into command
    select id, fingerprint, name, size + 1 + first, size + 1 + last, result, at from stand,
        unnest($13, $14, $15, $16, $17, $18, $19)
            as new (id, fingerprint, name, first, last, result, at)
), events as (
    insert into event select size + n, id, version, topic, state from stand,
        unnest($4, $5, $6, $7) with ordinality as new (id, version, topic, state, n)
), keys as (
    insert into key select kind, value, id, size + 1 + n from stand,
        unnest($9, $10, $11, $12) as new (kind, value, id, n)
), heads as (
    update head set size = head.size + more, edge = folding.edge, root = rooting.node
    from folding, rooting where done = more and rooting.edge = ''
)
select head.size, stand.size is not null, stream, version, found,
    (select pg_notify('{CHANNEL}', current_schema())::text from stand where more > 0)
from head left join stand on true left join moved on true limit 1"""
_EXECUTE = f"execute {_NAME} ({', '.join(['%s'] * len(_TYPES))})"


def is_small(batch: Batch) -> bool:
    """Whether a batch can go in one message: few rows, and none of them personal."""
    few = max(len(batch.events), len(batch.keys), len(batch.commands)) <= ROWS_MAX
    vault = batch.vault
    personal = batch.shred or vault.data_keys or vault.sealed_fields or vault.blind
    return few and not personal


def append_at_once(database: Database, batch: Batch) -> range | None:
    """Record a small batch and return its positions; None: it fills a tile, and nothing was done.

    Nor is anything done where the head does not fit the events: who records it otherwise says so.

    Raises:
        HeadMoved, StreamMoved: as `ledger.store.append.append` does; nothing was recorded.
    """
    values = _values(batch)
    with database.in_messages() as connection:
        cursor = connection.cursor()
        if _NAME not in connection.info:
            # Planned once: with the values at hand, each message would be planned again.
            cursor.execute(f"set plan_cache_mode = force_generic_plan; {_LOCKING}; {_STATEMENT}")
            connection.info[_NAME] = True
        cursor.execute(f"{LOCK}; {_EXECUTE}", values)
        answer: Any = cursor.fetchone()
    if answer is None:  # there is no head
        return None
    size, stood, stream, expected, found, _ = answer
    if stood:
        return range(size + 1, size + 1 + len(batch.events))
    if batch.at not in (None, size):
        raise HeadMoved(f"the head was read at position {batch.at} and stands at {size}")
    if stream is not None:
        raise stream_moved(stream, expected, found)
    return None


def _values(batch: Batch) -> list[Any]:
    events, keys, commands = batch.events, batch.keys, batch.commands
    offsets = [range(len(events)) if new.offsets is None else new.offsets for new in commands]
    return [
        batch.at,
        _uuids(batch.unchanged),
        _numbers(batch.unchanged.values()),
        _uuids(event.originator_id for event in events),
        _numbers(event.originator_version for event in events),
        _texts(event.topic for event in events),
        _bytes(event.state for event in events),
        _bytes(merkle.leaf_hashes(event.state for event in events)),
        _texts(key.kind for key in keys),
        _texts(key.value for key in keys),
        _uuids(key.originator_id for key in keys),
        _numbers(key.offset for key in keys),
        _uuids(new.command_id for new in commands),
        _bytes(new.fingerprint for new in commands),
        _texts(new.name for new in commands),
        _numbers(own[0] if own else None for own in offsets),
        _numbers(own[-1] if own else None for own in offsets),
        _texts(new.result for new in commands),
        _texts(new.recorded_at.isoformat() for new in commands),
    ]


# Arrays are written as the server reads them: the driver would look at each value, and name its type.


def _uuids(values: Iterable[Any]) -> str:
    return "{" + ",".join([value.hex for value in values]) + "}"


def _numbers(values: Iterable[int | None]) -> str:
    return "{" + ",".join(["null" if value is None else str(value) for value in values]) + "}"


def _bytes(values: Iterable[bytes]) -> str:
    return "{" + ",".join([f'"\\\\x{value.hex()}"' for value in values]) + "}"


def _texts(values: Iterable[str]) -> str:
    escaped = [value.replace("\\", "\\\\").replace('"', '\\"') for value in values]
    return "{" + ",".join([f'"{value}"' for value in escaped]) + "}"
