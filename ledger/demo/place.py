"""Where the worked example is built: its own folder, which it never shares with anything else."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from ledger.demo.files import FOLDERS
from ledger.errors import LedgerError

MARKER, LOG, BOOK, KEYS = "demo.json", "commands.log", "book.db", "book.keys"
JOURNAL = f"{KEYS}.shredded"
_FILES = ("README.txt", "units-2015.csv", "units-2016.csv", LOG, KEYS, JOURNAL)


@dataclass(eq=False)
class DemoFolderInUse(LedgerError):
    """The example builds its files in a folder of its own, and removes only what it made."""

    code: ClassVar[str] = "demo.folder_in_use"
    says: ClassVar[str] = (
        "folder {folder} holds other things; name an empty or new one with --folder"
    )
    says_zh: ClassVar[str] = "文件夹 {folder} 中有其他内容；请用 --folder 指定空的或新的文件夹"
    remedy: ClassVar[str] = "Name an empty or new folder with `huzhu demo --folder`."
    rule_source: ClassVar[str] = "this ledger: it removes nothing but what it made"
    folder: str


def earlier(folder: Path) -> dict[str, Any] | None:
    """Return what an earlier example left in the folder, or None where it is free.

    Raises:
        DemoFolderInUse: it holds something else.
    """
    marker = folder / MARKER
    if marker.is_file():
        found: dict[str, Any] = json.loads(marker.read_text(encoding="utf-8"))
        return found
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise DemoFolderInUse(str(folder))
    return None


def clear(folder: Path) -> None:
    """Remove what an earlier example made, and nothing else."""
    for name in FOLDERS:
        shutil.rmtree(folder / name, ignore_errors=True)
    for path in [folder / name for name in _FILES] + sorted(folder.glob(f"{BOOK}*")):
        path.unlink(missing_ok=True)
    (folder / MARKER).unlink(missing_ok=True)


def mark(folder: Path, facts: dict[str, Any]) -> None:
    """Mark a folder as an example's, and say what is in it."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(facts, ensure_ascii=False, indent=2) + "\n"
    (folder / MARKER).write_text(text, encoding="utf-8")
