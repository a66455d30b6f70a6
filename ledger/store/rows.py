"""Rows that both databases store alike."""

from collections.abc import Iterator

from ledger.store.batch import Batch, CommandRow


def command_rows(batch: Batch, first: int) -> Iterator[CommandRow]:
    """Place each command of a batch, whose events start at position `first`."""
    for new in batch.commands:
        offsets = range(len(batch.events)) if new.offsets is None else new.offsets
        yield CommandRow(
            new.command_id,
            new.fingerprint,
            new.name,
            first + offsets[0] if offsets else None,
            first + offsets[-1] if offsets else None,
            new.result,
            new.recorded_at,
        )
