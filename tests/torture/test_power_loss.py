"""Power loss on SQLite: what was acknowledged is there, and settings that lose it are caught."""

from pathlib import Path
from random import Random

import pytest

from torture import power_loss, syscalls
from torture.disk import SECTOR_BYTES, Disk
from torture.report import Report
from torture.site import Site
from torture.syscalls import ACKNOWLEDGED, Operation

PAGE = 4096


def write(name: str, offset: int, data: bytes) -> Operation:
    return Operation("write", name, offset, data)


def test_no_acknowledged_commit_is_lost_and_weaker_settings_are_caught(
    on_sqlite: Site, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    if reason := syscalls.missing():
        pytest.skip(reason)
    monkeypatch.setattr(power_loss, "STATES", 45)

    power_loss.run(report, on_sqlite, 1)

    assert report.is_clean, report.lines()
    assert report.counts["states"] >= 30
    assert report.controls == {"synchronous=NORMAL": True, "synchronous=OFF": True}


def test_what_was_not_synced_may_be_gone_or_there() -> None:
    disk = Disk({"a": b"old"})
    disk.do(write("a", 0, b"new"))
    assert (disk.dropped(), disk.kept()) == ({"a": b"old"}, {"a": b"new"})

    disk.do(Operation("sync", "a"))
    assert disk.dropped() == {"a": b"new"}
    assert disk.pending == 0


def test_a_file_is_there_for_good_only_once_its_folder_was_synced() -> None:
    disk = Disk({})
    for operation in (Operation("create", "a"), write("a", 2, b"x"), Operation("sync", "a")):
        disk.do(operation)
    assert (disk.dropped(), disk.kept()) == ({}, {"a": b"\0\0x"})

    disk.do(Operation("sync", ""))
    disk.do(Operation("unlink", "a"))
    assert (disk.dropped(), disk.kept()) == ({"a": b"\0\0x"}, {})


def test_a_truncation_may_be_undone_until_it_is_synced() -> None:
    disk = Disk({"a": b"content"})
    disk.do(Operation("truncate", "a", 3))
    assert (disk.dropped(), disk.kept()) == ({"a": b"content"}, {"a": b"con"})


def test_a_torn_write_leaves_whole_sectors_of_it() -> None:
    disk = Disk({"a": bytes(2 * PAGE)})
    disk.do(write("a", 0, b"1" * PAGE))
    disk.do(write("a", PAGE, b"2" * PAGE))

    torn = {disk.torn(Random(seed))["a"] for seed in range(200)}

    assert len(torn) > 10
    for content in torn:
        for start in range(0, 2 * PAGE, SECTOR_BYTES):
            sector = content[start : start + SECTOR_BYTES]
            assert sector in (bytes(SECTOR_BYTES), sector[:1] * SECTOR_BYTES)


def test_what_strace_writes_is_read_as_operations(tmp_path: Path) -> None:
    def shown(text: str) -> str:
        return "".join(f"\\x{byte:02x}" for byte in text.encode())

    book, acks = shown(f"{tmp_path}/book.db"), shown(f"{tmp_path}/{ACKNOWLEDGED}")
    other, folder = shown("/etc/hostname"), shown(str(tmp_path))
    lines = [
        f'12  openat(AT_FDCWD<{folder}>, "{book}", O_RDWR|O_CREAT|O_CLOEXEC, 0644) = 3<{book}>',
        f'12  openat(AT_FDCWD<{folder}>, "{other}", O_RDWR|O_CREAT, 0644) = 4<{other}>',
        f'12  pwrite64(3<{book}>, "{shown("abc")}", 3, 4096) = 3',
        f'12  pwrite64(3<{book}>, "{shown("abc")}", 3, 0) = -1 ENOSPC (No space left on device)',
        f"12  fdatasync(3<{book}>) = 0",
        f"12  fsync(5<{folder}>) = 0",
        f'12  write(6<{acks}>, "{shown("17")}", 2) = 2',
        f"12  ftruncate(3<{book}>, 8192) = 0",
        f'12  unlink("{book}") = 0',
        "12  +++ exited with 0 +++",
    ]
    names = {"book.db", ACKNOWLEDGED, ""}

    found = list(syscalls._operations(lines, tmp_path, names))

    assert found == [
        Operation("create", "book.db"),
        write("book.db", 4096, b"abc"),
        Operation("sync", "book.db"),
        Operation("sync", ""),
        Operation("acknowledge", ACKNOWLEDGED, 17),
        Operation("truncate", "book.db", 8192),
        Operation("unlink", "book.db"),
    ]


def test_a_call_that_the_recorder_does_not_know_is_not_passed_over(tmp_path: Path) -> None:
    book = "".join(f"\\x{byte:02x}" for byte in f"{tmp_path}/book.db".encode())

    with pytest.raises(AssertionError, match="pwritev of book"):
        list(syscalls._operations([f"pwritev(3<{book}>, [], 1, 0) = 3"], tmp_path, {"book.db"}))
