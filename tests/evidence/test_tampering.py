"""Whatever is done to a stored record is found and named, with the first position it can have hit."""

import pytest

from ledger.evidence import diagnosis, parallel, scan, verifying
from ledger.evidence.checkpoint import Checkpoint
from ledger.evidence.damage import Damage, Kind, VerificationFailed
from ledger.store.engine import Database
from ledger.store.recorder import BookRecorder
from tests.evidence import attacks
from tests.evidence.attacks import CASES, MATRIX
from tests.evidence.conftest import SIZE, OpenBook
from tests.evidence.making import Attack, Attacked, attacked, checkpoint_of, record


@pytest.mark.parametrize(("name", "position"), CASES)
def test_tampering_is_found_and_named(name: str, position: int, open_attack: Attacked) -> None:
    case = MATRIX[name]
    case.attack(open_attack, position)

    damage = open_attack.damage()

    assert damage is not None and damage.kind == case.kind, damage
    assert damage.first is not None
    assert damage.first <= case.found(position) <= (damage.last or damage.first), damage


def test_in_a_full_tile_the_very_position_is_named(open_attack: Attacked) -> None:
    attacks.edited(open_attack, 300)

    assert open_attack.damage() == Damage(Kind.EDITED, 300)


def test_in_the_ragged_end_the_span_is_that_of_one_sealed_hash(open_attack: Attacked) -> None:
    attacks.edited(open_attack, 650)

    assert open_attack.damage() == Damage(Kind.EDITED, 641, 672)


@pytest.mark.parametrize("since", [0, 1, 255, 256, 300, 512, 699, 700, 10_000])
def test_an_untouched_book_is_whole(recorder: BookRecorder, since: int) -> None:
    sizes = (1, 255, 256, 300, 512, 700)
    checkpoints = [checkpoint_of(recorder, size) for size in sizes]

    done = verifying.verify(recorder.database, checkpoints, since)

    assert (done.size, done.checkpoints) == (SIZE, len(sizes))
    assert done.root == recorder.head().root
    assert done.hashed_from == min(since, SIZE) // 256 * 256 + 1


@pytest.mark.parametrize("size", [1, 2, 3, 255, 256, 257, 511, 513])
@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_a_book_of_any_size_is_whole(new_book: OpenBook, dialect: str, size: int) -> None:
    database = new_book(dialect)
    record(database, size)

    assert verifying.verify(database).size == size


def test_an_empty_book_is_whole(new_book: OpenBook) -> None:
    assert verifying.verify(new_book("sqlite")).size == 0


def test_the_tiles_above_the_first_level_are_held_too(new_book: OpenBook) -> None:
    database = new_book("sqlite")
    record(database, 65_536 + 300)
    assert verifying.verify(database).size == 65_836

    with attacked(database) as attack:
        attack.run("update tile set hashes = ? where level = 1", b"x" * 8192)
        assert attack.damage() == Damage(Kind.TILE_ALTERED, 1, 65_536, "tile 1")
    with attacked(database) as attack:
        attack.run("delete from tile where level = 1")
        assert attack.damage() == Damage(Kind.TILE_ALTERED, 1, 65_536, "tile 1")


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_several_processes_find_what_one_finds(
    new_book: OpenBook, dialect: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = new_book(dialect)
    recorder = record(database, 3 * 256 + 10)
    kept = [checkpoint_of(recorder, size) for size in (300, 770)]
    monkeypatch.setattr(parallel, "PART", 256)
    monkeypatch.setattr(verifying, "processes_for", lambda *_: 2)
    told: list[tuple[int, int]] = []

    done = verifying.verify(database, kept, told=lambda *reached: told.append(reached))
    assert (done.size, done.root) == (778, recorder.head().root)
    assert told == [(256, 778), (512, 778), (768, 778), (778, 778)]

    with attacked(database) as attack:
        attacks.edited(attack, 600)
        attack.keep()
    with pytest.raises(VerificationFailed) as failure:
        verifying.verify(database)
    assert failure.value.damage == Damage(Kind.EDITED, 600)


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_several_processes_miss_no_stream_that_was_broken_and_sealed_again(
    new_book: OpenBook, dialect: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = new_book(dialect)
    record(database, 3 * 256 + 10)
    monkeypatch.setattr(parallel, "PART", 256)
    monkeypatch.setattr(verifying, "processes_for", lambda *_: 2)
    with attacked(database) as attack:
        rows = attack.rows()
        del rows[99]
        attack.rewrite(rows)
        attack.forget(len(rows))
        attack.reseal()
        alone = attack.damage()
        attack.keep()

    with pytest.raises(VerificationFailed) as failure:
        verifying.verify(database)

    assert failure.value.damage == alone
    assert failure.value.damage.kind == Kind.DELETED


# --- a forger who seals again: only what was kept elsewhere tells ---


def test_a_history_rewritten_and_sealed_again_is_a_fork(
    recorder: BookRecorder, open_attack: Attacked
) -> None:
    kept = [checkpoint_of(recorder, size) for size in (300, 700)]
    attacks.edited(open_attack, 600)
    open_attack.reseal()

    assert open_attack.damage() is None  # nothing in the database can tell
    assert open_attack.damage(*kept) == Damage(Kind.FORK, 301, 700)


@pytest.mark.parametrize("attack", [attacks.put_in, attacks.exchanged(200), attacks.edited])
def test_any_history_but_the_signed_one_is_a_fork(
    recorder: BookRecorder, open_attack: Attacked, attack: Attack
) -> None:
    kept = checkpoint_of(recorder)
    attack(open_attack, 100)
    open_attack.reseal()

    damage = open_attack.damage(kept)

    assert damage is not None and damage.kind == Kind.FORK


@pytest.mark.parametrize("size", [1, 256, 300, 512, 699])
def test_an_old_backup_is_found_by_a_checkpoint(
    recorder: BookRecorder, open_attack: Attacked, size: int
) -> None:
    kept = checkpoint_of(recorder)
    attacks.cut(open_attack, size + 1)
    open_attack.forget(size)
    open_attack.reseal()

    assert open_attack.damage() is None
    assert open_attack.damage(kept) == Damage(Kind.OLD_BACKUP, size + 1, SIZE)


@pytest.mark.parametrize("size", [1, 256, 300, 512, 699])
def test_a_tail_cut_and_sealed_again_is_given_away_by_what_is_left_over(
    open_attack: Attacked, size: int
) -> None:
    attacks.cut(open_attack, size + 1)
    open_attack.reseal()

    assert open_attack.damage() == Damage(Kind.TAIL_CUT, size + 1, SIZE)


@pytest.mark.parametrize("position", [1, 100, 300, 650])
def test_a_deletion_that_was_sealed_again_leaves_a_gap_in_its_stream(
    open_attack: Attacked, position: int
) -> None:
    attacks.renumbered(open_attack, position)
    open_attack.reseal()
    open_attack.forget(SIZE - 1)

    damage = open_attack.damage()

    assert damage is not None and damage.kind == Kind.DELETED
    assert damage.first == position + 39  # the next of its stream, one place up


def test_events_before_a_checkpoint_rest_on_their_tiles(
    recorder: BookRecorder, open_attack: Attacked
) -> None:
    kept = checkpoint_of(recorder, 600)
    attacks.edited(open_attack, 100)
    assert open_attack.damage(kept, since=600) is None  # not hashed again

    attacks.tile_root(open_attack, 100)
    damage = open_attack.damage(kept, since=600)

    assert damage is not None and damage.kind in {Kind.HEAD_ALTERED, Kind.TILE_ALTERED}


# --- controls: a verifier without one of its checks must miss what that check is for ---


def _nothing(*_: object) -> None:
    return None


def _agrees(*_: object) -> bool:
    return True


CONTROLS: dict[str, tuple[object, str, object, Attack, int]] = {
    "gapless": (scan, "gapless", _agrees, attacks.cut, 513),
    "columns": (scan, "columns_agree", _agrees, attacks.topic, 300),
    "leaves and tiles": (scan, "as_sealed", _agrees, attacks.tile_root, 300),
    "the ragged end": (diagnosis, "at_head", _nothing, attacks.edited, 650),
    "behind the head": (diagnosis, "at_head", _nothing, attacks.put_in, SIZE + 1),
    "the head": (diagnosis, "at_head", _nothing, attacks.head_root, SIZE),
    "surplus tiles": (verifying, "upper_tiles", _nothing, attacks.tile_more, 513),
}


@pytest.mark.parametrize("name", CONTROLS)
def test_a_verifier_without_a_check_misses_its_kind(
    name: str, open_attack: Attacked, monkeypatch: pytest.MonkeyPatch
) -> None:
    module, check, blind, attack, position = CONTROLS[name]
    attack(open_attack, position)
    sighted = open_attack.damage()
    assert sighted is not None

    monkeypatch.setattr(module, check, blind)

    try:
        found = open_attack.damage()
    except (AssertionError, KeyError):
        found = None  # it breaks on what it was not kept from, and names nothing
    assert found != sighted


def test_a_verifier_that_asks_no_checkpoint_misses_forks_and_old_backups(
    recorder: BookRecorder, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: Checkpoint = checkpoint_of(recorder)
    monkeypatch.setattr(verifying, "older", _nothing)
    monkeypatch.setattr(verifying, "continued", _nothing)
    monkeypatch.setattr(verifying, "leftovers", _nothing)
    monkeypatch.setattr(verifying, "streams", _nothing)

    for attack in (attacks.edited, attacks.renumbered):
        with attacked(database) as open_attack:
            attack(open_attack, 100)
            open_attack.reseal()
            assert open_attack.damage(kept) is None
