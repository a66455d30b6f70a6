"""Check an evidence bundle, with Python alone.

    python3 -I -S verify.py [BUNDLE] [--key KEY] [--witness KEY] [--since FILE]

Needs Python 3.9 or newer, and nothing else: no network, no database, no other file of the program
that wrote the bundle. BUNDLE is a folder or a zip, unless said the one this file lies in. KEY is a
verifier key as it was handed over, such as huzhu.example/CD+1234abcd+Af…; without it the key in the
bundle is used, which proves only that the bundle fits itself. FILE is a checkpoint kept from before.
Exit code: 0 whole, 4 not as it was signed, 2 wrongly called.

Sources: RFC 6962 (tree), RFC 8032 (Ed25519), C2SP signed-note, tlog-checkpoint, tlog-cosignature,
tlog-tiles, tlog-proof.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import sys
import time
import zipfile
from pathlib import Path
from typing import NamedTuple, NoReturn

WIDTH, HASH = 256, 32
P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
Point = tuple[int, int, int, int]


class Bad(Exception):
    """Something is not as it was signed: the kind of damage, and where."""


class Note(NamedTuple):
    """A checkpoint: its text, its first three lines, and the signatures under it."""

    text: str
    origin: str
    size: int
    root: bytes
    signatures: list[tuple[str, bytes]]  # name; key id and signature


class Key(NamedTuple):
    """A verifier key."""

    name: str
    id: bytes
    type: int
    public: bytes


def bad(kind: str, where: str = "") -> NoReturn:
    """Stop with a finding."""
    raise Bad(f"{kind}: {where}" if where else kind)


def sha(data: bytes) -> bytes:
    """Return the SHA-256."""
    return hashlib.sha256(data).digest()


# --- Ed25519 (RFC 8032, section 6) ---


def add(a: Point, b: Point) -> Point:
    """Add two points of the curve."""
    m, n = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    c, d = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = n - m, d - c, d + c, n + m
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number: int, point: Point) -> Point:
    """Add a point to itself, so many times."""
    total = (0, 1, 1, 0)
    while number:
        if number & 1:
            total = add(total, point)
        point, number = add(point, point), number >> 1
    return total


def point_of(data: bytes) -> Point | None:
    """Read a point, or return None where the bytes are none."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    xx = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(xx, (P + 3) // 8, P)
    if (x * x - xx) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - xx) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = point_of((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Tell whether a key signed a message."""
    if len(public) != 32 or len(signature) != 64:
        return False
    a, r, s = point_of(public), point_of(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= Q:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % Q
    assert BASE is not None
    left, right = times(s, BASE), add(r, times(h, a))
    return not any((left[i] * right[2] - right[i] * left[2]) % P for i in (0, 1))


# --- the tree (RFC 6962, section 2.1) ---


def root_of(nodes: list[bytes]) -> bytes:
    """Return the root over neighbouring hashes: an odd one rises until it finds its neighbour."""
    if not nodes:
        return sha(b"")
    while len(nodes) > 1:
        odd = nodes[-1:] if len(nodes) % 2 else []
        nodes = [sha(b"\x01" + a + b) for a, b in zip(nodes[::2], nodes[1::2])] + odd  # noqa: B905 - also for Python 3.9
    return nodes[0]


def included(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes | None:
    """Return the root that an audit path leads to (RFC 9162, section 2.1.3.2)."""
    at, last = index, size - 1
    for node in path:
        if last == 0:
            return None
        if at & 1 or at == last:
            leaf = sha(b"\x01" + node + leaf)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            leaf = sha(b"\x01" + leaf + node)
        at, last = at >> 1, last >> 1
    return leaf if last == 0 else None


# --- files ---


class Bundle:
    """The files of a bundle, in a folder or a zip."""

    def __init__(self, path: Path) -> None:
        self.zip = zipfile.ZipFile(path) if path.is_file() else None
        self.path = path
        if self.zip:
            listed = [n for n in self.zip.namelist() if not n.endswith("/")]
            self.names = set(listed)
            if len(listed) > len(self.names):
                bad("inserted", "the zip holds two files of one name")
        else:
            files = (f for f in path.rglob("*") if f.is_file())
            self.names = {f.relative_to(path).as_posix() for f in files}

    def read(self, name: str) -> bytes:
        """Return a file's bytes."""
        if name not in self.names:
            bad("deleted", f"the file {name} is missing")
        return self.zip.read(name) if self.zip else (self.path / name).read_bytes()


def tile_path(level: object, n: int, width: int) -> str:
    """Return where tlog-tiles keeps a tile."""
    text = str(n).zfill(-(-len(str(n)) // 3) * 3)
    groups = [text[i : i + 3] for i in range(0, len(text), 3)]
    path = "".join(f"x{group}/" for group in groups[:-1]) + groups[-1]
    return f"tile/{level}/{path}" + ("" if width == WIDTH else f".p/{width}")


def tiles(level: object, count: int) -> list[str]:
    """Return the paths of a level's tiles, the last one perhaps partial."""
    return [tile_path(level, at // WIDTH, min(WIDTH, count - at)) for at in range(0, count, WIDTH)]


def note_of(data: bytes, name: str) -> Note:
    """Read a signed checkpoint."""
    try:
        text, blank, lines = data.decode().rpartition("\n\n")
        origin, size, root = text.split("\n")[:3]
        signatures = []
        for line in lines.rstrip("\n").split("\n"):
            dash, signer, code = line.split(" ")
            assert dash == "—" and blank
            signatures.append((signer, base64.b64decode(code, validate=True)))
        return Note(text + "\n", origin, int(size), base64.b64decode(root), signatures)
    except (AssertionError, ValueError):
        bad("edited", f"{name} is not a signed checkpoint")


def key_of(text: str) -> Key:
    """Read a verifier key; its id must be its own."""
    try:
        name, key_id, code = text.strip().split("+", 2)
        data = base64.b64decode(code, validate=True)
        assert sha(f"{name}\n".encode() + data)[:4].hex() == key_id
        return Key(name, bytes.fromhex(key_id), data[0], data[1:])
    except (AssertionError, ValueError, IndexError):
        bad("edited", "a verifier key is malformed")


def is_key(text: str) -> bool:
    """Tell whether a text is a whole verifier key."""
    try:
        return bool(key_of(text).public)
    except Bad:
        return False


def check_signature(note: Note, key: Key, name: str) -> int:
    """Check a key's signature under a checkpoint; return a witness's time, or 0."""
    own = [data[4:] for signer, data in note.signatures if (signer, data[:4]) == (key.name, key.id)]
    if not own:
        bad("foreign key", f"{name} is not signed by {key.name}")
    seconds, message = 0, note.text
    for signature in own:
        if key.type == 4:
            seconds, signature = int.from_bytes(signature[:8], "big"), signature[8:]  # noqa: PLW2901
            message = f"cosignature/v1\ntime {seconds}\n{note.text}"
        if not signed(key.public, message.encode(), signature):
            bad("forged signature", f"{name}, of {key.name}")
    return seconds


def entries_of(bundle: Bundle, size: int) -> list[bytes]:
    """Return the leaf hash of every event in the bundle, in order, whatever is missing."""
    leaves = []
    for name in tiles("entries", size):
        data, at = bundle.read(name) if name in bundle.names else b"", 0
        while at < len(data):
            length = int.from_bytes(data[at : at + 2], "big")
            entry = data[at + 2 : at + 2 + length]
            leaves.append(sha(b"\x00" + entry))
            at += 2 + length
    return leaves


def sealed_of(bundle: Bundle, size: int) -> list[bytes]:
    """Return the leaf hashes in the tiles of level 0."""
    found: list[bytes] = []
    for name in tiles(0, size):
        data = bundle.read(name)
        if len(data) != HASH * min(WIDTH, size - len(found)):
            bad("tile altered", name)
        found += (data[i : i + HASH] for i in range(0, len(data), HASH))
    return found


def check_entries(leaves: list[bytes], sealed: list[bytes], note: Note) -> None:
    """Name the first event that is not the one that was sealed at its position."""
    if root_of(leaves) == note.root and len(leaves) == note.size:
        if leaves != sealed:
            bad("tile altered", "tile/0 does not hold the events' hashes")
        return
    pairs = zip(leaves, sealed)  # noqa: B905 - also for Python 3.9
    at = next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(leaves), len(sealed)))
    if at == len(leaves) == len(sealed):
        bad("fork", "events and tiles fit each other, and not the checkpoint")
    if at == len(leaves):
        bad("tail cut", f"positions {at + 1} to {note.size} are missing")
    if at == len(sealed):
        bad("inserted", f"position {at + 1} is behind the end")
    still, known = sealed[at] in set(leaves), leaves[at] in set(sealed)
    if still:
        kind = "inserted" if len(leaves) > note.size else "reordered"
    else:
        kind = "deleted" if known else "edited"
    bad(kind, f"position {at + 1}")


def check_tiles(bundle: Bundle, nodes: list[bytes]) -> None:
    """Compare every tile above the leaves with what the leaves make."""
    level = 0
    while len(nodes) >= WIDTH:
        full = len(nodes) - len(nodes) % WIDTH
        nodes, level = [root_of(nodes[i : i + WIDTH]) for i in range(0, full, WIDTH)], level + 1
        for n, name in enumerate(tiles(level, len(nodes))):
            if bundle.read(name) != b"".join(nodes[n * WIDTH : (n + 1) * WIDTH]):
                bad("tile altered", name)


def check_proofs(bundle: Bundle, leaves: list[bytes], key: Key) -> int:
    """Check every proof: its checkpoint's signature, and its way from the event to the root."""
    names = [name for name in bundle.names if name.endswith(".tlog-proof")]
    for name in sorted(names):
        head, _, checkpoint = bundle.read(name).partition(b"\n\n")
        note = note_of(checkpoint, name)
        check_signature(note, key, name)
        try:
            lines = head.decode().split("\n")
            lines = [line for line in lines[1:] if not line.startswith("extra ")]
            index, path = int(lines[0].split("index ")[1]), list(map(base64.b64decode, lines[1:]))
            root = included(leaves[index], index, note.size, path)
        except (ValueError, IndexError):
            root = None
        if root != note.root:
            bad("edited", f"{name} does not prove its event")
    return len(names)


def check_manifest(bundle: Bundle) -> None:
    """Compare every file with the manifest: what the signature does not reach is held here."""
    lines = bundle.read("manifest.sha256").decode().splitlines()
    listed = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    for name in sorted(listed.keys() | bundle.names - {"manifest.sha256"}):
        if name not in bundle.names:
            bad("deleted", f"the file {name} is missing")
        if name not in listed:
            bad("inserted", f"the file {name} is not in the manifest")
        if sha(bundle.read(name)).hex() != listed[name]:
            bad("edited", f"the file {name} is not the one in the manifest")


def check(bundle: Bundle, given: argparse.Namespace) -> list[str]:
    """Check everything; return what to say of a bundle that is whole."""
    note = note_of(bundle.read("checkpoint"), "checkpoint")
    key = key_of(given.key or bundle.read("keys/log.vkey").decode())
    if note.origin != key.name:
        bad("other book", f"the bundle is of {note.origin}, the key of {key.name}")
    check_signature(note, key, "checkpoint")
    said = [f"{note.origin}: {note.size} events, root {base64.b64encode(note.root).decode()}"]
    said.append(f"signed by {key.name}" + ("" if given.key else " (by the key in the bundle!)"))
    for text in given.witness:
        witness = key_of(text)
        moment = time.gmtime(check_signature(note, witness, "checkpoint"))
        said.append(f"seen by {witness.name} at {time.strftime('%Y-%m-%dT%H:%M:%SZ', moment)}")
    leaves = entries_of(bundle, note.size)
    check_entries(leaves, sealed_of(bundle, note.size), note)
    check_tiles(bundle, leaves)
    if given.since:
        old = note_of(Path(given.since).read_bytes(), "the older checkpoint")
        if old.origin != note.origin:
            bad("other book", f"the older checkpoint is of {old.origin}")
        check_signature(old, key, "the older checkpoint")
        if old.size > note.size:
            bad("old backup", f"positions {note.size + 1} to {old.size} are missing")
        if root_of(leaves[: old.size]) != old.root:
            bad("fork", f"positions 1 to {old.size} are not those of the older checkpoint")
        said.append(f"continues the checkpoint of {old.size} events")
    said.append(f"{check_proofs(bundle, leaves, key)} proofs lead to their events")
    check_manifest(bundle)
    return [*said, f"{len(bundle.names)} files are those of the manifest"]


def main() -> int:
    """Check a bundle as the shell asks."""
    parser = argparse.ArgumentParser(description="Check an evidence bundle.")
    parser.add_argument("bundle", nargs="?", type=Path, default=Path(__file__).parent)
    parser.add_argument("--key", help="the book's verifier key, as it was handed over")
    parser.add_argument("--witness", action="append", default=[], help="a witness's verifier key")
    parser.add_argument("--since", help="a checkpoint kept from before")
    given = parser.parse_args()
    keys = [("--witness", text) for text in given.witness]
    for option, text in [*keys, *([] if given.key is None else [("--key", given.key)])]:
        if not is_key(text):
            parser.error(
                f"{option} takes a whole verifier key, as it was handed over; {text!r} is none"
            )
    for path in (given.bundle, *([] if given.since is None else [given.since])):
        if not Path(path).exists():
            parser.error(f"there is no {path}")
    try:
        for line in check(Bundle(given.bundle), given):
            sys.stdout.write(f"{line}\n")
    except Bad as finding:
        sys.stdout.write(f"NOT AS IT WAS SIGNED: {finding}\n")
        return 4
    except (OSError, UnicodeDecodeError, zipfile.BadZipFile) as error:
        sys.stdout.write(f"NOT AS IT WAS SIGNED: edited: a file cannot be read ({error})\n")
        return 4
    sys.stdout.write("WHOLE\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
