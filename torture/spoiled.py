"""Ways to spoil an evidence bundle, each with what its own verifier must call it."""

from pathlib import Path
from random import Random
from typing import NamedTuple

from ledger.evidence.checkpoint import Checkpoint, sign
from ledger.evidence.keyfile import load_key
from tests.commands import office as small
from tests.evidence import bundles
from tests.evidence.bundles import FOREIGN, Bundle
from tests.evidence.making import record
from torture.site import SQLITE, Site

ADDED = 600  # invented events behind the office's own, so that there are several tiles
EARLY = "early.checkpoint"


class Spoiled(NamedTuple):
    """What was done to a bundle, the words that must be found, and what the verifier is told more."""

    words: str
    more: tuple[object, ...] = ()


def sealed(site: Site) -> Bundle:
    """Write a bundle of an office's book, with a checkpoint kept from before beside it."""
    office = site.copied(site.ready(SQLITE), "sealed")
    small.enrol(office)
    office.do("lin", "audit", "key", "create")
    office.do("lin", "audit", "checkpoint", "--out", office.folder / EARLY)
    with office.database() as database:
        record(database, ADDED)
    office.do("lin", "audit", "checkpoint")
    out = office.folder / "bundle"
    proofs = ("--prove", "1", "--prove", "300")
    office.do("lin", "audit", "bundle", "--out", out, "--as-of", "2015-03-31", *proofs)
    key = load_key(office.folder / "book.signer")
    return Bundle(out, str(key.verifier), key)


def spoil(kind: str, bundle: Bundle, whole: Bundle, chance: Random) -> Spoiled:
    """Do one thing to a bundle, somewhere."""
    at = chance.randint(1, bundle.size - 1)
    early = whole.folder.parent / EARLY
    match kind:
        case "edited":
            bundles.edited(bundle, at)
            return Spoiled(f"edited: position {at}\n")
        case "deleted":
            bundles.deleted(bundle, at)
            return Spoiled(f"deleted: position {at}\n")
        case "inserted":
            bundles.inserted(bundle, at)
            return Spoiled(f"inserted: position {at}\n")
        case "reordered":
            middle = len(bundle.entries()) // 2 + 1
            at = chance.choice([n for n in range(1, bundle.size) if n != middle])
            bundles.reordered(bundle, at)
            return Spoiled(f"reordered: position {min(at, middle)}\n")
        case "tail cut":
            bundles.cut(bundle, at)
            bundle.list_again()
            return Spoiled(f"tail cut: positions {at} to {bundle.size}")
        case "tile altered":
            bundles.tile_altered(bundle, at)
            return Spoiled("tile altered: tile/0")
        case "foreign key":
            return _sealed_again(bundle, at, foreign=True)
        case "fork":
            size = int(early.read_text("utf-8").split("\n")[1])
            _sealed_again(bundle, min(at, size), foreign=False)
            return Spoiled("fork: positions 1 to", ("--since", early))
        case "old backup":
            later = _later(whole)
            return Spoiled("old backup: positions", ("--since", later))
        case _:
            return _file_spoiled(kind, bundle, chance)


KINDS = (
    "edited", "deleted", "inserted", "reordered", "tail cut", "tile altered", "foreign key", "fork",
    "old backup", "forged signature", "proof altered", "file edited", "file deleted", "file inserted",
)  # fmt: skip


def _sealed_again(bundle: Bundle, at: int, *, foreign: bool) -> Spoiled:
    bundles.edited(bundle, at)
    bundle.seal(FOREIGN if foreign else bundle.signing)
    if foreign:
        (bundle.folder / "keys/log.vkey").write_text(f"{FOREIGN.verifier}\n")
    for path in bundle.folder.glob("proofs/*"):
        path.unlink()
    bundle.list_again()
    return Spoiled("foreign key: checkpoint")


def _later(whole: Bundle) -> Path:
    """Return a checkpoint of the same log, signed when it was one event longer."""
    path = whole.folder.parent / "later.checkpoint"
    note = sign(Checkpoint(whole.signing.name, whole.size + 1, b"r" * 32), whole.signing)
    path.write_bytes(note.written())
    return path


def _file_spoiled(kind: str, bundle: Bundle, chance: Random) -> Spoiled:
    others = ["digests.json", "VERIFY.md", "statements/loss-ratio.zh.txt"]
    name = chance.choice(others)
    path = bundle.folder / name
    match kind:
        case "forged signature":
            path = bundle.folder / "checkpoint"
            changed = path.read_bytes().replace(b"\n%d\n" % bundle.size, b"\n300\n")
            path.write_bytes(changed)
            bundle.list_again()
            return Spoiled("forged signature: checkpoint")
        case "proof altered":
            path = bundle.folder / "proofs/300.tlog-proof"
            path.write_bytes(path.read_bytes().replace(b"index 299", b"index 298"))
            bundle.list_again()
            return Spoiled("edited: proofs/300.tlog-proof does not prove its event")
        case "file edited":
            path.write_bytes(path.read_bytes() + b" ")
            return Spoiled(f"edited: the file {name} ")
        case "file deleted":
            path.unlink()
            return Spoiled(f"deleted: the file {name} ")
        case _:
            (bundle.folder / "statements/more.txt").touch()
            return Spoiled("inserted: the file statements/more.txt")
