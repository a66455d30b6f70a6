"""The commands: `huzhu audit verify`, `key`, `checkpoint`, `cosign`, `prove` on an office's book."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from ledger import cli
from ledger.commands import audit, audit_record  # noqa: F401 - importing it adds the verbs
from ledger.commands.shared import Session
from ledger.evidence.checkpoint import read_signed
from ledger.evidence.damage import Kind, VerificationFailed
from ledger.evidence.proof import InclusionProof
from tests.commands import office as small
from tests.commands.office import SmallOffice
from tests.evidence.making import record

assert "verify" in audit.audit.commands


@pytest.fixture(scope="session")
def begun_office(tmp_path_factory: pytest.TempPathFactory) -> SmallOffice:
    folder = tmp_path_factory.mktemp("begun")
    office = small.begin(str(folder / "book.db"), folder)
    small.make_ready(office)
    return office


@pytest.fixture
def office(begun_office: SmallOffice, tmp_path: Path) -> SmallOffice:
    """An office before its first roster, with a key to sign with."""
    office = begun_office.copied(tmp_path / "office")
    office.do("lin", "audit", "key", "create")
    return office


def fails(office: SmallOffice, *arguments: object) -> VerificationFailed:
    """Run a command that must find damage."""
    line = office.line("lin", *arguments)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HUZHU_KEYS", str(office.keys))
        with pytest.raises(VerificationFailed) as failure:
            cli.invoke(line, Session(entropy=office.entropy))
    return failure.value


def grow(office: SmallOffice, count: int = 300, after: int = 0) -> None:
    with office.database() as database:
        record(database, count, after)


def test_a_real_book_is_whole(office: SmallOffice) -> None:
    said = office.do("lin", "audit", "verify")

    assert said.startswith(f"whole: {office.head()} events, hashed again from position 1, ")
    assert said.endswith(f"root {office.root().hex()}\n")


def test_it_says_so_in_chinese(office: SmallOffice) -> None:
    assert office.do("lin", "audit", "verify", lang="zh").startswith("账簿完好：")


def test_damage_is_raised_with_kind_and_position(office: SmallOffice) -> None:
    with closing(sqlite3.connect(office.book)) as connection:
        connection.execute("drop trigger event_no_update")
        connection.execute("update event set state = cast('{}' as blob) where position = 3")
        connection.commit()

    failure = fails(office, "audit", "verify")

    assert failure.damage.kind == Kind.COLUMN_ALTERED
    assert failure.damage.first is not None and failure.damage.first <= 3
    assert "第" in failure.sentence("zh")


def test_damage_is_shown_with_the_word_that_the_table_has_for_it(office: SmallOffice) -> None:
    with closing(sqlite3.connect(office.book)) as connection:
        connection.execute("drop trigger event_no_update")
        connection.execute("update event set topic = 'member.left.v1' where position = 3")
        connection.commit()

    for lang, place in (("en", "position 3: "), ("zh", "第3位")):
        answer = office.run("lin", "audit", "verify", lang=lang)
        assert (answer.code, answer.err.startswith(f"[column_altered] {place}")) == (4, True), (
            answer
        )


def test_the_key_is_printed_to_be_handed_over_and_again_on_asking(office: SmallOffice) -> None:
    shown = office.do("lin", "audit", "key", "show")

    assert shown.startswith("huzhu.example/CD+")
    assert (office.folder / "book.signer").stat().st_mode & 0o777 == 0o600


def test_a_key_is_made_once(office: SmallOffice) -> None:
    office.refuses("record.signing_key", "lin", "audit", "key", "create")


def test_a_witness_names_its_key_itself(office: SmallOffice) -> None:
    answer = office.run("lin", "audit", "key", "create", "--witness")

    assert (answer.code, "needs --name and --key" in answer.err) == (2, True)


def test_the_same_seed_gives_the_same_checkpoint(begun_office: SmallOffice, tmp_path: Path) -> None:
    made = []
    for name in ("a", "b"):
        office = begun_office.copied(tmp_path / name)
        office.do("lin", "audit", "key", "create")
        made.append(office.do("lin", "audit", "checkpoint"))

    assert made[0] == made[1]


def test_a_checkpoint_goes_to_standard_output_or_a_new_file(office: SmallOffice) -> None:
    out = office.folder / "kept" / "2015-01" / "2015-01.checkpoint"
    said = office.do("lin", "audit", "checkpoint", "--out", out)

    assert said.startswith(f"checkpoint written to {out}: position {office.head()}, root ")
    assert office.do("lin", "audit", "checkpoint").encode() == out.read_bytes()
    checkpoint = read_signed(out.read_bytes()).checkpoint
    found = (checkpoint.origin, checkpoint.size, checkpoint.root)
    assert found == ("huzhu.example/CD", office.head(), office.root())
    office.refuses("record.file_exists", "lin", "audit", "checkpoint", "--out", out)


def test_a_file_where_the_folder_should_be_is_told(office: SmallOffice) -> None:
    taken = office.paper("kept")

    answer = office.run("lin", "audit", "checkpoint", "--out", taken / "2015-01.checkpoint")

    assert (answer.code, "kept: Not a directory" in answer.err) == (2, True), answer


def test_a_restored_old_backup_is_neither_signed_nor_whole(office: SmallOffice) -> None:
    backup = office.folder / "backup.db"
    shutil.copy(office.book, backup)
    before = office.head()
    grow(office)
    office.do("lin", "audit", "checkpoint")
    for log in office.folder.glob("book.db-*"):
        log.unlink()
    shutil.copy(backup, office.book)

    for verb in ("checkpoint", "verify"):
        failure = fails(office, "audit", verb)
        assert failure.damage.kind == Kind.OLD_BACKUP
        assert (failure.damage.first, failure.damage.last) == (before + 1, before + 300)


def test_verification_goes_on_from_the_last_checkpoint(office: SmallOffice) -> None:
    office.refuses("record.checkpoint_missing", "lin", "audit", "verify", "--since-checkpoint")
    grow(office)
    office.do("lin", "audit", "checkpoint")
    start = office.head() // 256 * 256 + 1
    grow(office, 1, after=300)

    since = office.do("lin", "audit", "verify", "--since-checkpoint")

    assert f"hashed again from position {start}, in agreement with 1 checkpoint" in since
    assert "hashed again from position 1," in office.do("lin", "audit", "verify", "--from", "9")


def test_a_checkpoint_of_another_key_is_not_believed(office: SmallOffice, tmp_path: Path) -> None:
    out, other = tmp_path / "kept", tmp_path / "other.signer"
    office.do("lin", "audit", "key", "create", "--key", other)
    office.do("lin", "audit", "checkpoint", "--key", other, "--out", out)

    assert fails(office, "audit", "verify", "--checkpoint", out).damage.kind == Kind.FOREIGN_KEY


def test_a_checkpoint_is_believed_only_under_a_key_that_is_known(
    office: SmallOffice, tmp_path: Path
) -> None:
    out = tmp_path / "kept"
    office.do("lin", "audit", "checkpoint", "--out", out)
    key = office.do("lin", "audit", "key", "show").strip()
    (office.folder / "book.signer").unlink()

    office.refuses("record.log_key_unknown", "lin", "audit", "verify", "--checkpoint", out)
    said = office.do("lin", "audit", "verify", "--checkpoint", out, "--log-key", key)

    assert "in agreement with 1 checkpoint" in said


def test_what_is_no_checkpoint_is_refused(office: SmallOffice, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("nothing")

    given = ("--checkpoint", tmp_path / "kept")
    said = office.refuses("record.not_evidence", "lin", "audit", "verify", *given)

    assert "kept is not a signed checkpoint: it has no signature" in said


def test_an_event_is_proven_with_its_bytes_beside_it(office: SmallOffice, tmp_path: Path) -> None:
    out, entry = tmp_path / "3.tlog-proof", tmp_path / "3.json"
    office.refuses("record.checkpoint_missing", "lin", "audit", "prove", "3", "--out", out)
    office.do("lin", "audit", "checkpoint")

    office.do("lin", "audit", "prove", "3", "--out", out, "--entry", entry)

    assert InclusionProof.parse(out.read_bytes()).holds(entry.read_bytes())
    assert entry.read_bytes() == office.events()[2].stored()


def test_a_witness_follows_an_office_by_files_alone(office: SmallOffice, tmp_path: Path) -> None:
    def path(name: str) -> Path:
        return tmp_path / name

    log_key = office.do("lin", "audit", "key", "show").strip()
    witness = ("--key", path("witness.signer"))
    name = ("--name", "supervision.example/w1")
    office.do("lin", "audit", "key", "create", "--witness", *name, *witness)
    office.do("lin", "audit", "checkpoint", "--out", path("1"))
    cosign = ("audit", "cosign")
    office.refuses("record.log_key_unknown", "lin", *cosign, path("1"), *witness)
    office.do("lin", *cosign, path("1"), *witness, "--log-key", log_key, "--out", path("1.seen"))
    before = office.head()
    grow(office)
    office.do("lin", "audit", "checkpoint", "--out", path("2"))

    said = office.refuses("record.proof_missing", "lin", *cosign, path("2"), *witness)
    assert f"ask the office for 'huzhu audit prove --since {before}'" in said
    office.do("lin", "audit", "prove", "--since", before, "--out", path("2.proof"))
    office.do("lin", "audit", "prove", "--since", path("1.seen"), "--out", path("2.again"))
    assert path("2.again").read_bytes() == path("2.proof").read_bytes()
    office.do("lin", *cosign, path("2.proof"), *witness, "--out", path("2.seen"))

    names = [s.name for s in read_signed(path("2.seen").read_bytes()).note.signatures]
    assert names == ["huzhu.example/CD", "supervision.example/w1"]


def test_prove_takes_a_position_or_an_older_size(office: SmallOffice) -> None:
    office.do("lin", "audit", "checkpoint")

    for words in ((), ("3", "--since", "2")):
        assert office.run("lin", "audit", "prove", *words).code == 2
