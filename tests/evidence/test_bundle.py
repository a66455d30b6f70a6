"""An evidence bundle is checked by a bare Python, by openssl and sha256sum; what is done to it is named."""

import json
import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from ledger.evidence.keyfile import load_key
from ledger.evidence.note import VerifierKey
from ledger.evidence.proof import InclusionProof
from tests.commands import office as small
from tests.commands.office import SmallOffice
from tests.evidence import bundles
from tests.evidence.bundles import FOREIGN, Bundle, Spoiling, run_alone
from tests.evidence.making import record

ADDED = 600  # invented events behind the office's own, so that there are several tiles
DAY = "2015-03-31"


@pytest.fixture(scope="session")
def sealed_office(tmp_path_factory: pytest.TempPathFactory) -> SmallOffice:
    folder = tmp_path_factory.mktemp("sealed")
    office = small.begin(str(folder / "book.db"), folder)
    small.make_ready(office)
    small.enrol(office)
    office.do("lin", "audit", "key", "create")
    office.do("lin", "audit", "checkpoint", "--out", folder / "early.checkpoint")
    with office.database() as database:
        record(database, ADDED)
    office.do("lin", "audit", "checkpoint")
    proofs = ["--prove", "1", "--prove", "300", "--prove", office.head()]
    office.do("lin", "audit", "bundle", "--out", folder / "bundle", "--as-of", DAY, *proofs)
    office.do("lin", "audit", "bundle", "--out", folder / "bundle.zip", "--as-of", DAY, *proofs)
    return office


@pytest.fixture
def whole(sealed_office: SmallOffice) -> Bundle:
    """The bundle as it was written; no test changes it."""
    key = load_key(sealed_office.folder / "book.signer")
    return Bundle(sealed_office.folder / "bundle", str(key.verifier), key)


@pytest.fixture
def bundle(whole: Bundle, tmp_path: Path) -> Bundle:
    """A copy of it, to spoil."""
    return whole.copied(tmp_path / "bundle")


def test_an_untouched_bundle_is_whole_to_a_bare_python(whole: Bundle) -> None:
    answer = whole.verified("--since", whole.folder.parent / "early.checkpoint")

    assert answer.code == 0, answer.out
    assert answer.out.endswith("WHOLE\n")
    assert f": {whole.size} events, root " in answer.out
    assert "3 proofs lead to their events" in answer.out


def test_a_zipped_bundle_is_whole_too(whole: Bundle, tmp_path: Path) -> None:
    shutil.copy(whole.folder.parent / "bundle.zip", tmp_path)
    shutil.copy(whole.folder / "verify.py", tmp_path)

    answer = whole.verified(at=tmp_path / "bundle.zip")

    assert (answer.code, answer.out.splitlines()[-1]) == (0, "WHOLE")


def test_without_a_key_it_says_that_the_key_is_the_bundles_own(whole: Bundle) -> None:
    answer = run_alone(whole.folder)

    assert answer.code == 0
    assert "(by the key in the bundle!)" in answer.out


def test_folder_and_zip_hold_the_same_and_the_zip_is_the_same_each_time(
    sealed_office: SmallOffice, whole: Bundle, tmp_path: Path
) -> None:
    again = tmp_path / "again.zip"
    proofs = ["--prove", "1", "--prove", "300", "--prove", sealed_office.head()]
    sealed_office.do("lin", "audit", "bundle", "--out", again, "--as-of", DAY, *proofs)

    assert again.read_bytes() == (sealed_office.folder / "bundle.zip").read_bytes()
    with zipfile.ZipFile(again) as archive:
        for name in archive.namelist():
            assert archive.read(name) == (whole.folder / name).read_bytes()


def test_a_bundle_appears_whole_or_not_at_all(sealed_office: SmallOffice, tmp_path: Path) -> None:
    out = tmp_path / "none"

    refusal = sealed_office.refuses(
        "record.position_not_covered", "lin", "audit", "bundle", "--out", out, "--prove", "99999"
    )

    assert "position 99999 is not under the checkpoint" in refusal
    assert list(tmp_path.iterdir()) == []


def test_a_bundle_never_replaces_anything(sealed_office: SmallOffice, whole: Bundle) -> None:
    sealed_office.refuses("record.file_exists", "lin", "audit", "bundle", "--out", whole.folder)


def test_no_personal_data_leaves_the_book(whole: Bundle) -> None:
    name, id_number = small.person(0, 1)

    for path in whole.folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert name.encode() not in content
            assert id_number.encode() not in content
            assert small.account(0, 1).encode() not in content


def test_the_statements_and_digests_are_those_of_the_book(
    sealed_office: SmallOffice, whole: Bundle
) -> None:
    claims = json.loads((whole.folder / "digests.json").read_text("utf-8"))

    assert claims["digests"] == sealed_office.digests()
    sheet = (whole.folder / "statements/balance-sheet.en.txt").read_text("utf-8")
    at = ("--as-of", DAY, "--known-at", claims["known_at"])
    assert sheet == sealed_office.do("lin", "report", "balance-sheet", *at)


def test_a_proof_in_the_bundle_stands_by_itself(whole: Bundle) -> None:
    proof = InclusionProof.parse((whole.folder / "proofs/300.tlog-proof").read_bytes())

    assert proof.holds(whole.entries()[299])


@pytest.mark.parametrize("text", ["VERIFY.md", "VERIFY.zh.md"])
@pytest.mark.parametrize("program", ["openssl", "sha256sum"])
def test_the_commands_that_it_names_accept_it_and_only_as_it_is(
    whole: Bundle, bundle: Bundle, text: str, program: str
) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    (block,) = re.findall(r"```sh\n(.*?)```", (whole.folder / text).read_text("utf-8"), re.DOTALL)

    def run(folder: Path) -> int:
        surroundings = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
        command = ["sh", "-e", "-c", block]
        return subprocess.run(command, cwd=folder, env=surroundings, capture_output=True).returncode

    assert run(whole.folder) == 0
    checkpoint = bundle.folder / "checkpoint"
    if program == "openssl":
        checkpoint.write_bytes(checkpoint.read_bytes().replace(b"\n", b"x\n", 1))
        bundle.list_again()
    else:
        bundles.edited(bundle, 1)
    assert run(bundle.folder) != 0


# --- the tamper matrix ---

MATRIX: dict[str, tuple[Spoiling, str]] = {
    "edited": (bundles.edited, "edited: position {}"),
    "deleted": (bundles.deleted, "deleted: position {}"),
    "inserted": (bundles.inserted, "inserted: position {}"),
    "reordered": (bundles.reordered, "reordered: position {}"),
    "tile altered": (bundles.tile_altered, "tile altered: tile/0"),
}


@pytest.mark.parametrize("lists_again", [False, True])
@pytest.mark.parametrize("position", [1, 2, 255, 256, 257, 300])
@pytest.mark.parametrize("name", MATRIX)
def test_tampering_with_a_bundle_is_found_and_named(
    bundle: Bundle, name: str, position: int, *, lists_again: bool
) -> None:
    spoil, words = MATRIX[name]
    spoil(bundle, position)
    if lists_again:
        bundle.list_again()

    answer = bundle.verified()

    assert answer.code == 4
    assert words.format(position) in answer.out


@pytest.mark.parametrize("left", [0, 1, 255, 256, 300])
def test_a_bundle_whose_tail_was_cut_says_from_where(bundle: Bundle, left: int) -> None:
    bundles.cut(bundle, left + 1)
    bundle.list_again()

    answer = bundle.verified()

    assert (answer.code, f"tail cut: positions {left + 1} to {bundle.size}" in answer.out) == (
        4,
        True,
    )


def test_a_bundle_with_an_event_behind_its_end_is_found(bundle: Bundle) -> None:
    bundles.inserted(bundle, bundle.size + 1)
    bundle.list_again()

    assert f"inserted: position {bundle.size + 1}" in bundle.verified().out


@pytest.mark.parametrize("name", ["digests.json", "statements/loss-ratio.zh.txt", "VERIFY.md"])
def test_a_file_that_the_signature_does_not_reach_is_held_by_the_manifest(
    bundle: Bundle, name: str
) -> None:
    path = bundle.folder / name
    path.write_bytes(path.read_bytes() + b" ")
    assert f"edited: the file {name} " in bundle.verified().out

    path.unlink()
    assert f"deleted: the file {name} " in bundle.verified().out


def test_a_file_that_nobody_listed_is_found(bundle: Bundle) -> None:
    (bundle.folder / "statements/more.txt").touch()

    assert "inserted: the file statements/more.txt" in bundle.verified().out


@pytest.mark.parametrize(
    "name", ["checkpoint", "manifest.sha256", "tile/0/000", "tile/entries/000", "tile/1/000.p/{}"]
)
def test_a_bundle_without_one_of_its_files_is_refused(bundle: Bundle, name: str) -> None:
    path = bundle.folder / name.format(bundle.size // 256)
    path.unlink()

    answer = bundle.verified()

    assert answer.code == 4
    assert "deleted" in answer.out


def test_an_upper_tile_that_was_altered_is_found(bundle: Bundle) -> None:
    name = f"tile/1/000.p/{bundle.size // 256}"
    (bundle.folder / name).write_bytes(b"x" * 32 * (bundle.size // 256))
    bundle.list_again()

    assert f"tile altered: {name}" in bundle.verified().out


def test_a_proof_that_was_altered_is_found(bundle: Bundle) -> None:
    path = bundle.folder / "proofs/300.tlog-proof"
    path.write_bytes(path.read_bytes().replace(b"index 299", b"index 298"))
    bundle.list_again()

    assert "edited: proofs/300.tlog-proof does not prove its event" in bundle.verified().out


def test_a_checkpoint_whose_text_was_changed_is_forged(bundle: Bundle) -> None:
    path = bundle.folder / "checkpoint"
    path.write_bytes(path.read_bytes().replace(b"\n%d\n" % bundle.size, b"\n300\n"))
    bundle.list_again()

    assert "forged signature: checkpoint" in bundle.verified().out


def test_a_bundle_sealed_again_by_another_key_is_foreign(bundle: Bundle) -> None:
    bundles.edited(bundle, 300)
    bundle.seal(FOREIGN)
    (bundle.folder / "keys/log.vkey").write_text(f"{FOREIGN.verifier}\n")
    for path in bundle.folder.glob("proofs/*"):
        path.unlink()
    bundle.list_again()

    assert run_alone(bundle.folder).code == 0  # it fits itself: only the key handed over tells
    assert "foreign key: checkpoint" in bundle.verified().out


def test_a_bundle_of_another_book_is_told_apart(bundle: Bundle) -> None:
    other = VerifierKey("huzhu.example/MZ", 1, FOREIGN.verifier.public)

    answer = bundle.verified(key=str(other))

    assert answer.code == 4
    assert "other book: the bundle is of huzhu.example/CD" in answer.out


def test_a_history_that_the_office_itself_rewrote_is_a_fork_to_who_kept_a_checkpoint(
    bundle: Bundle, whole: Bundle
) -> None:
    bundles.edited(bundle, 2)
    bundle.seal(bundle.signing)
    for path in bundle.folder.glob("proofs/*"):
        path.unlink()
    bundle.list_again()

    assert bundle.verified().code == 0  # its owner's key signed it
    answer = bundle.verified("--since", whole.folder.parent / "early.checkpoint")
    assert "fork: positions 1 to " in answer.out


def test_a_bundle_older_than_the_checkpoint_that_was_kept_is_an_old_backup(
    sealed_office: SmallOffice, whole: Bundle, tmp_path: Path
) -> None:
    early = sealed_office.folder / "early.checkpoint"
    sealed_office.do("lin", "audit", "bundle", "--out", tmp_path / "old", "--checkpoint", early)

    answer = whole.verified("--since", whole.folder / "checkpoint", at=tmp_path / "old")

    assert answer.code == 4
    assert (
        f"old backup: positions {whole.size - ADDED + 1} to {whole.size} are missing" in answer.out
    )


def test_a_witness_whose_word_is_wanted_must_have_signed(
    sealed_office: SmallOffice, whole: Bundle, tmp_path: Path
) -> None:
    witness, cosigned = tmp_path / "witness.signer", tmp_path / "cosigned"
    name = ("--name", "supervision.example/w1")
    made = sealed_office.do("lin", "audit", "key", "create", "--witness", *name, "--key", witness)
    key = made.splitlines()[0]
    sealed_office.do(
        "lin",
        *("audit", "cosign", whole.folder / "checkpoint"),
        *("--key", witness, "--log-key", whole.key, "--out", cosigned),
    )
    sealed_office.do("lin", "audit", "bundle", "--out", tmp_path / "seen", "--checkpoint", cosigned)

    assert (
        "seen by supervision.example/w1 at 20"
        in whole.verified("--witness", key, at=tmp_path / "seen").out
    )
    answer = whole.verified("--witness", key)
    assert (answer.code, "is not signed by supervision.example/w1" in answer.out) == (4, True)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_truncated_zip_is_refused_in_plain_words(
    whole: Bundle, tmp_path: Path, share: float
) -> None:
    content = (whole.folder.parent / "bundle.zip").read_bytes()
    (tmp_path / "bundle.zip").write_bytes(content[: int(len(content) * share)])
    shutil.copy(whole.folder / "verify.py", tmp_path)

    answer = whole.verified(at=tmp_path / "bundle.zip")

    assert answer.code == 4
    assert "NOT AS IT WAS SIGNED: edited: a file cannot be read" in answer.out


@pytest.mark.parametrize("option", ["--key", "--witness"])
@pytest.mark.parametrize("spoilt", ["", "huzhu.example/CD", "{}x", "x{}"])
def test_a_mistyped_key_is_a_call_gone_wrong_and_says_nothing_of_the_bundle(
    whole: Bundle, option: str, spoilt: str
) -> None:
    key = (whole.folder / "keys" / "log.vkey").read_text("utf-8").strip()

    answer = run_alone(whole.folder, option, spoilt.format(key))

    assert answer.code == 2
    assert f"{option} takes a whole verifier key" in answer.out
    assert "SIGNED" not in answer.out


@pytest.mark.parametrize("words", [("--since", "/no/such.checkpoint"), ("--key",)])
def test_what_is_not_there_to_be_compared_is_a_call_gone_wrong(
    whole: Bundle, words: tuple[str, ...]
) -> None:
    assert run_alone(whole.folder, *words).code == 2


def test_the_verifier_imports_nothing_of_ours(whole: Bundle) -> None:
    text = (whole.folder / "verify.py").read_text("utf-8")
    imported = set(re.findall(r"^(?:from|import) (\w+)", text, re.MULTILINE))

    assert imported == {
        *("__future__", "argparse", "base64", "hashlib", "pathlib", "sys", "time", "typing"),
        "zipfile",
    }
