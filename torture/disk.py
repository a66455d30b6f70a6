"""A disk that may lose whatever was not synced, in any order, and tear what it was writing."""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from torture.syscalls import Operation

SECTOR_BYTES = 512  # what a disk writes whole
Fate = Callable[[Operation], bytes | None]  # what became of an unsynced write: its bytes, or None


@dataclass
class _Inode:
    """A file's content: what is on disk for good, and what was asked since, in order."""

    durable: bytearray
    pending: list[Operation] = field(default_factory=list)

    def sync(self) -> None:
        """Have everything on disk."""
        for operation in self.pending:
            _apply(self.durable, operation, operation.data)
        self.pending.clear()

    def after(self, fate: Fate, keeps_size: Callable[[], bool]) -> bytes:
        """Return what is there after the power was cut."""
        left = bytearray(self.durable)
        for operation in self.pending:
            if operation.kind == "truncate":
                if keeps_size():
                    _apply(left, operation, b"")
            elif (data := fate(operation)) is not None:
                _apply(left, operation, data)
        return bytes(left)


class Disk:
    """A folder on a disk: names and contents are each durable, or on their way."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self._live = {name: _Inode(bytearray(content)) for name, content in files.items()}
        self._durable = dict(self._live)
        self._names: list[tuple[str, _Inode | None]] = []  # changes of names not yet durable

    def do(self, operation: Operation) -> None:
        """Take one operation."""
        name = operation.name
        match operation.kind:
            case "create":
                if name not in self._live:
                    self._live[name] = _Inode(bytearray())
                    self._names.append((name, self._live[name]))
            case "unlink":
                del self._live[name]
                self._names.append((name, None))
            case "sync" if not name:
                self._durable = dict(self._live)
                self._names.clear()
            case "sync":
                self._live[name].sync()
            case "write" | "truncate":
                self._live[name].pending.append(operation)
            case "acknowledge":
                pass

    @property
    def pending(self) -> int:
        """How many operations power loss may undo."""
        return len(self._names) + sum(len(inode.pending) for inode in self._inodes())

    def dropped(self) -> dict[str, bytes]:
        """Return the files if nothing unsynced arrived."""
        return self._cut(0, lambda _: None, lambda: False)

    def kept(self) -> dict[str, bytes]:
        """Return the files if all that was asked arrived."""
        return self._cut(len(self._names), lambda operation: operation.data, lambda: True)

    def torn(self, chance: Random) -> dict[str, bytes]:
        """Return the files if some writes arrived, some did not, and some in part."""
        share = chance.random()

        def fate(operation: Operation) -> bytes | None:
            draw = chance.random()
            if draw < share:
                return operation.data
            return _in_part(operation.data, chance) if chance.random() < 0.5 else None

        names = chance.randint(0, len(self._names))
        return self._cut(names, fate, lambda: chance.random() < share)

    def _inodes(self) -> list[_Inode]:
        known = [*self._durable.values(), *self._live.values()]
        return list({id(inode): inode for inode in known}.values())

    def _cut(self, names: int, fate: Fate, keeps_size: Callable[[], bool]) -> dict[str, bytes]:
        """Return the files if so many changes of names became durable, in their order."""
        there: dict[str, _Inode | None] = dict(self._durable)
        there.update(self._names[:names])
        return {n: inode.after(fate, keeps_size) for n, inode in there.items() if inode}


def _apply(content: bytearray, operation: Operation, data: bytes) -> None:
    if operation.kind == "truncate":
        del content[operation.offset :]
        content.extend(bytes(operation.offset - len(content)))
        return
    if len(content) < operation.offset:
        content.extend(bytes(operation.offset - len(content)))
    content[operation.offset : operation.offset + len(data)] = data


def _in_part(data: bytes, chance: Random) -> bytes | None:
    """Return the beginning of a write, whole sectors of it; or nothing."""
    sectors = len(data) // SECTOR_BYTES
    if sectors == 0:
        return data[: chance.randint(0, len(data))] or None
    return data[: chance.randint(0, sectors) * SECTOR_BYTES] or None
