"""A real office's evidence bundle, the stand-alone verifier run on it, and what can be done to it."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from ledger.evidence.checkpoint import Checkpoint, sign
from ledger.evidence.note import ED25519, SigningKey
from ledger.evidence.tiles import entry_bundle, tile_path
from ledger.store import merkle
from tests.evidence.making import ORIGIN

FOREIGN = SigningKey(ORIGIN, ED25519, bytes(range(32)))


class Answer(NamedTuple):
    """What the verifier said."""

    code: int
    out: str


@dataclass(frozen=True)
class Bundle:
    """A bundle in a folder, and the key that its office handed over."""

    folder: Path
    key: str
    signing: SigningKey

    def copied(self, to: Path) -> "Bundle":
        shutil.copytree(self.folder, to)
        return replace(self, folder=to)

    def verified(self, *more: object, key: str | None = None, at: Path | None = None) -> Answer:
        """Run the stand-alone verifier: a bare Python, no environment, nothing but its one file."""
        return run_alone(at or self.folder, "--key", key or self.key, *more)

    @property
    def size(self) -> int:
        return int((self.folder / "checkpoint").read_text("utf-8").split("\n")[1])

    def entries(self) -> list[bytes]:
        """Return all events, read anew from the format's description."""
        found = []
        for n in range(-(-self.size // 256)):
            data = (self.folder / self.entry_file(n)).read_bytes()
            while data:
                length = int.from_bytes(data[:2], "big")
                found.append(data[2 : 2 + length])
                data = data[2 + length :]
        return found

    def entry_file(self, n: int) -> str:
        return tile_path("entries", n, min(256, self.size - 256 * n))

    def rewrite(self, entries: Sequence[bytes]) -> None:
        """Put other events into the bundle; what is too many goes into the last file."""
        files = -(-self.size // 256)
        for n in range(files):
            stop = None if n == files - 1 else (n + 1) * 256
            (self.folder / self.entry_file(n)).write_bytes(entry_bundle(entries[n * 256 : stop]))

    def seal(self, key: SigningKey) -> None:
        """Make tiles and checkpoint anew over the events, and sign with a key."""
        nodes, level = [merkle.leaf_hash(entry) for entry in self.entries()], 0
        root = merkle.root_of(nodes)
        while nodes:
            for n in range(-(-len(nodes) // 256)):
                part = nodes[n * 256 : (n + 1) * 256]
                path = self.folder / tile_path(level, n, len(part))
                path.write_bytes(b"".join(part))
            full = len(nodes) - len(nodes) % 256
            nodes = [merkle.root_of(nodes[at : at + 256]) for at in range(0, full, 256)]
            level += 1
        note = sign(Checkpoint(key.name, self.size, root), key)
        (self.folder / "checkpoint").write_bytes(note.written())

    def list_again(self) -> None:
        """Write the manifest anew, as whoever changed a file can."""
        manifest = self.folder / "manifest.sha256"
        manifest.unlink(missing_ok=True)
        files = sorted(p for p in self.folder.rglob("*") if p.is_file())
        lines = (
            f"{sha256(path.read_bytes()).hexdigest()}  {path.relative_to(self.folder).as_posix()}\n"
            for path in files
        )
        text = "".join(lines)
        manifest.write_text(text)


def run_alone(bundle: Path, *arguments: object) -> Answer:
    """Run a bundle's own verify.py where there is nothing else: no site, no environment."""
    program = bundle / "verify.py" if bundle.is_dir() else bundle.with_name("verify.py")
    done = subprocess.run(
        [sys.executable, "-I", "-S", program, bundle, *map(str, arguments)],
        cwd="/",
        env={},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert bool(done.stderr) == (done.returncode == 2), done.stderr  # it was wrongly called
    return Answer(done.returncode, done.stdout + done.stderr)


Spoiling = Callable[[Bundle, int], None]


def edited(bundle: Bundle, position: int) -> None:
    entries = bundle.entries()
    entries[position - 1] = entries[position - 1].replace(b"20", b"21", 1)
    bundle.rewrite(entries)


def deleted(bundle: Bundle, position: int) -> None:
    entries = bundle.entries()
    del entries[position - 1]
    bundle.rewrite(entries)


def inserted(bundle: Bundle, position: int) -> None:
    entries = bundle.entries()
    entries.insert(position - 1, b'{"never":"sealed"}')
    bundle.rewrite(entries)


def reordered(bundle: Bundle, position: int) -> None:
    entries = bundle.entries()
    other = len(entries) // 2
    entries[position - 1], entries[other] = entries[other], entries[position - 1]
    bundle.rewrite(entries)


def cut(bundle: Bundle, position: int) -> None:
    bundle.rewrite(bundle.entries()[: position - 1])


def tile_altered(bundle: Bundle, position: int) -> None:
    n, at = divmod(position - 1, 256)
    path = bundle.folder / tile_path(0, n, min(256, bundle.size - 256 * n))
    data = bytearray(path.read_bytes())
    data[at * 32] ^= 1
    path.write_bytes(data)
