"""A bundle, its proofs and its cosignature, checked by two programs that this project did not write.

aics-tlog (Python 3.12 or newer) and Go's golang.org/x/mod/sumdb. Each test says what is missing where
it is skipped; docs/evidence.md says how to have them. openssl is in test_bundle.py.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from ledger.evidence.keyfile import load_key
from ledger.evidence.note import encoded
from ledger.evidence.proof import Extension, InclusionProof
from ledger.store.merkle import leaf_hash
from tests.commands import office as small
from tests.evidence.bundles import Bundle, edited, tile_altered
from tests.evidence.making import record

SOURCE = Path(__file__).with_name("foreign") / "main.go"
GO_LIBRARIES = (os.environ.get("GOPATH", ""), "/usr/share/gocode")
SUMDB = Path("src/golang.org/x/mod/sumdb/tlog")


class Evidence(NamedTuple):
    """What an office hands over: a bundle, a witness's key, an older checkpoint, a proof between."""

    bundle: Bundle
    witness: str
    older: Path
    growth: Path


@pytest.fixture(scope="session")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    folder = tmp_path_factory.mktemp("handed-over")
    office = small.begin(str(folder / "book.db"), folder)
    log_key = office.do("lin", "audit", "key", "create").splitlines()[0]
    witness = ("--key", folder / "w.signer")
    naming = ("--witness", "--name", "supervision.example/w1")
    witness_key = office.do("lin", "audit", "key", "create", *naming, *witness).splitlines()[0]
    with office.database() as database:
        record(database, 300)
    older, seen = folder / "older.checkpoint", folder / "seen.checkpoint"
    office.do("lin", "audit", "checkpoint", "--out", older)
    with office.database() as database:
        record(database, 400, after=300)
    offered = folder / "offered.checkpoint"
    office.do("lin", "audit", "checkpoint", "--out", offered)
    office.do("lin", "audit", "cosign", offered, *witness, "--log-key", log_key, "--out", seen)
    growth = folder / "growth.proof"
    office.do("lin", "audit", "prove", "--since", older, "--checkpoint", seen, "--out", growth)
    wanted = ("--checkpoint", seen, "--prove", "1", "--prove", "299", "--prove", "700")
    office.do("lin", "audit", "bundle", "--out", folder / "bundle", *wanted)
    key = load_key(folder / "book.signer")
    return Evidence(Bundle(folder / "bundle", log_key, key), witness_key, older, growth)


@pytest.fixture(scope="session")
def aics_tlog() -> str:
    program = shutil.which("aics-tlog")
    if program is None:
        pytest.skip("there is no aics-tlog: pip install aics-tlog, with Python 3.12 or newer")
    return program


@pytest.fixture(scope="session")
def go_check(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Build the program in `foreign/main.go` against the library that Debian installs."""
    go = shutil.which("go")
    library = next((path for path in GO_LIBRARIES if path and (Path(path) / SUMDB).exists()), None)
    if go is None or library is None:
        pytest.skip(
            "there is no Go with golang.org/x/mod: apt install golang-go golang-golang-x-mod-dev"
        )
    folder = tmp_path_factory.mktemp("go")
    surroundings = {"GOPATH": library, "GO111MODULE": "off", "GOCACHE": str(folder / "cache")}
    built = subprocess.run(
        [go, "build", "-o", folder / "check", SOURCE],
        env=os.environ | surroundings,
        capture_output=True,
        text=True,
    )
    assert built.returncode == 0, built.stderr
    return str(folder / "check")


def says(program: str, *arguments: object) -> tuple[bool, dict[str, Any]]:
    """Run aics-tlog; return whether it is content, and all that it says."""
    done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True)
    report = json.loads(done.stdout)
    assert (done.returncode == 0) == report["ok"], done
    return bool(report["ok"]), report


def test_aics_tlog_believes_checkpoint_and_cosignature(evidence: Evidence, aics_tlog: str) -> None:
    note = ("verify-checkpoint", "--note", evidence.bundle.folder / "checkpoint")
    keys = ("--log-key", evidence.bundle.key, "--witness-key", evidence.witness, "--quorum", 1)

    content, report = says(aics_tlog, *note, *keys)

    assert content, report
    assert report["size"] == evidence.bundle.size
    assert report["witnesses"] == ["supervision.example/w1"]


def test_aics_tlog_finds_every_kind_of_leaf_in_the_tiles(
    evidence: Evidence, aics_tlog: str
) -> None:
    bundle = evidence.bundle
    entries = bundle.entries()
    for position in (1, 256, 257, 512, bundle.size):
        given = ("--tiles", bundle.folder, "--log-key", bundle.key, "--index", position - 1)
        leaf = leaf_hash(entries[position - 1]).hex()

        content, report = says(aics_tlog, "verify-inclusion", *given, "--leaf-hash", leaf)
        wrong, _ = says(aics_tlog, "verify-inclusion", *given, "--leaf-hash", "00" * 32)

        assert (content, wrong) == (True, False), report


@pytest.mark.parametrize("position", [1, 299, 700])
def test_aics_tlog_follows_our_proofs(
    evidence: Evidence, aics_tlog: str, tmp_path: Path, position: int
) -> None:
    bundle, hashes, leaf = evidence.bundle, tmp_path / "hashes", tmp_path / "leaf"
    written = (bundle.folder / f"proofs/{position}.tlog-proof").read_bytes()
    proof = InclusionProof.parse(written)
    hashes.write_text("".join(f"{encoded(one)}\n" for one in proof.hashes))
    leaf.write_bytes(bundle.entries()[position - 1])
    given = ("--proof", hashes, "--leaf", leaf, "--checkpoint", bundle.folder / "checkpoint")

    right, report = says(aics_tlog, "verify-inclusion", *given, "--index", position - 1)
    wrong, _ = says(aics_tlog, "verify-inclusion", *given, "--index", position)

    assert (right, wrong) == (True, False), report


def test_aics_tlog_sees_that_the_record_only_grew(
    evidence: Evidence, aics_tlog: str, tmp_path: Path
) -> None:
    bundle, hashes = evidence.bundle, tmp_path / "hashes"
    given = ("--tiles", bundle.folder, "--log-key", bundle.key)
    content, report = says(
        aics_tlog, "verify-consistency", *given, "--old-checkpoint", evidence.older
    )
    assert content, report

    extension = Extension.parse(evidence.growth.read_bytes())
    hashes.write_text("".join(f"{encoded(one)}\n" for one in extension.hashes))
    old = evidence.older.read_text().splitlines()
    new = (bundle.folder / "checkpoint").read_text().splitlines()
    sizes = ("--old-size", old[1], "--new-size", new[1], "--proof", hashes)
    roots = ("--old-root", old[2], "--new-root", new[2])
    ours, report = says(aics_tlog, "verify-consistency", *sizes, *roots)
    forked = ("--old-root", new[2], "--new-root", new[2])
    assert ours, report
    assert not says(aics_tlog, "verify-consistency", *sizes, *forked)[0]


def test_aics_tlog_sees_a_tile_that_was_changed(
    evidence: Evidence, aics_tlog: str, tmp_path: Path
) -> None:
    bundle = evidence.bundle.copied(tmp_path / "bundle")
    tile_altered(bundle, 100)
    leaf = leaf_hash(bundle.entries()[0]).hex()
    given = ("--tiles", bundle.folder, "--log-key", bundle.key, "--index", 0, "--leaf-hash", leaf)

    assert not says(aics_tlog, "verify-inclusion", *given)[0]


def goes(program: str, bundle: Bundle, older: Path, *indices: int) -> tuple[int, list[str]]:
    arguments = [bundle.folder, bundle.key, older, *indices]
    done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True)
    return done.returncode, done.stdout.splitlines()


def test_go_believes_signature_tiles_proofs_and_growth(evidence: Evidence, go_check: str) -> None:
    bundle = evidence.bundle

    code, lines = goes(go_check, bundle, evidence.older, 0, 255, 256, 511, bundle.size - 1)

    assert (code, lines[-1]) == (0, f"WHOLE {bundle.size}"), lines
    assert sorted(lines[:-1]) == ["proven 1", "proven 299", "proven 700"]


@pytest.mark.parametrize("spoil", [edited, tile_altered])
def test_go_sees_what_was_changed(
    evidence: Evidence, go_check: str, tmp_path: Path, spoil: Any
) -> None:
    bundle = evidence.bundle.copied(tmp_path / "bundle")
    spoil(bundle, 299)

    code, lines = goes(go_check, bundle, evidence.older, 298)

    assert code == 1
    assert lines[-1].startswith("BAD:")
