"""Evidence bundles: all that an auditor needs to check a record without the book, the office or us.

Sources: C2SP tlog-tiles (layout); the manifest has the form that `sha256sum -c` reads.
"""

import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Protocol

from ledger.evidence.checkpoint import Signed
from ledger.evidence.damage import Kind, failed
from ledger.evidence.note import VerifierKey
from ledger.evidence.refusals import FileExists
from ledger.evidence.tiles import tile_files
from ledger.evidence.tree import asked, inclusion
from ledger.projections.digest import digest
from ledger.statements.balance_sheet import balance_sheet
from ledger.statements.facts import Facts, facts_of
from ledger.statements.loss_ratio import loss_ratio
from ledger.statements.render import as_json, as_text
from ledger.statements.sheet import Sheet
from ledger.statements.trial_balance import trial_balance
from ledger.store.recorder import BookRecorder
from ledger.store.tree import StoredTree

Told = Callable[[int], None]  # files written

_TEXTS = ("VERIFY.md", "VERIFY.zh.md", "verify.py")
_STATEMENTS: dict[str, Callable[[Facts], Sheet]] = {
    "balance-sheet": balance_sheet,
    "trial-balance": trial_balance,
    "loss-ratio": loss_ratio,
}
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)  # the same content gives the same bytes


@dataclass(frozen=True)
class Wanted:
    """What a bundle is to hold besides the record itself."""

    signed: Signed
    log_key: VerifierKey
    as_of: date  # of the statements
    positions: Sequence[int] = ()  # events to prove


class _Target(Protocol):
    def write(self, name: str, content: bytes) -> None: ...


def write_bundle(record: BookRecorder, wanted: Wanted, out: Path, told: Told | None = None) -> int:
    """Write a bundle into a folder, or a zip where the name ends so; return how many files it has.

    It appears whole or not at all.

    Raises:
        FileExists: there is something of that name.
        PositionNotCovered: an event to prove is not under the checkpoint.
        VerificationFailed: the stored tree is not the one that was signed.
    """
    if out.exists():
        raise FileExists(str(out))
    _expect_signed(record, wanted.signed)
    out.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}."))
    try:
        if out.suffix == ".zip":
            made = work / out.name
            with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
                count = _fill(_Zip(archive), record, wanted, told)
            made.replace(out)
        else:
            made = work / "bundle"
            count = _fill(_Folder(made), record, wanted, told)
            made.replace(out)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return count


def _expect_signed(record: BookRecorder, signed: Signed) -> None:
    checkpoint = signed.checkpoint
    with record.reading() as read:
        head = read.head()
        if head.size < checkpoint.size:
            raise failed(Kind.OLD_BACKUP, head.size + 1, checkpoint.size)
        if asked(StoredTree(read, checkpoint.size).root) != checkpoint.root:
            raise failed(Kind.FORK, 1, checkpoint.size)


def _fill(target: _Target, record: BookRecorder, wanted: Wanted, told: Told | None) -> int:
    manifest = []
    for name, content in _contents(record, wanted):
        target.write(name, content)
        manifest.append((name, sha256(content).hexdigest()))
        if told is not None:
            told(len(manifest))
    lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(manifest))
    target.write("manifest.sha256", lines.encode())
    return len(manifest) + 1


def _contents(record: BookRecorder, wanted: Wanted) -> Iterator[tuple[str, bytes]]:
    yield "checkpoint", wanted.signed.note.written()
    yield "keys/log.vkey", f"{wanted.log_key}\n".encode()
    for name in _TEXTS:
        yield name, files("ledger.evidence").joinpath(name).read_bytes()
    for position in sorted(set(wanted.positions)):
        with record.reading() as read:
            proof, _ = inclusion(read, position, wanted.signed)
        yield f"proofs/{position}.tlog-proof", proof.written()
    yield from _claims(record, wanted)
    yield from tile_files(record, wanted.signed.checkpoint.size)


def _claims(record: BookRecorder, wanted: Wanted) -> Iterator[tuple[str, bytes]]:
    """Draw up the statements as known at the checkpoint, or where a projection that lags stands."""
    known = wanted.signed.checkpoint.size
    with facts_of(record.database, wanted.as_of, known) as facts:
        known_at = facts.knowledge.known_at
        for name, draw in _STATEMENTS.items():
            sheet = draw(facts)
            yield f"statements/{name}.zh.txt", as_text(sheet, "zh").encode()
            yield f"statements/{name}.en.txt", as_text(sheet, "en").encode()
            yield f"statements/{name}.json", as_json(sheet, "en").encode()
    claims = {
        "known_at": known_at,
        "as_of": wanted.as_of.isoformat(),
        "digests": digest(record.database, known_at),
    }
    yield "digests.json", (json.dumps(claims, indent=2, sort_keys=True) + "\n").encode()


class _Folder:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._made: set[Path] = set()

    def write(self, name: str, content: bytes) -> None:
        path = self._path / name
        if path.parent not in self._made:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._made.add(path.parent)
        path.write_bytes(content)


class _Zip:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    def write(self, name: str, content: bytes) -> None:
        info = zipfile.ZipInfo(name, _ZIP_TIME)
        info.external_attr = 0o644 << 16
        self._archive.writestr(info, content, zipfile.ZIP_DEFLATED)
