"""Small files of text that are no tables: lists of claims, plan terms."""

from pathlib import Path

from ledger.commands.shared import sha256_of
from ledger.intake.csv_source import check_bytes


def read_text(path: Path) -> tuple[str, str]:
    """Return a text and the SHA-256 of its bytes, in hex.

    Raises:
        click.UsageError: it cannot be read.
        WrongEncoding: it is not UTF-8.
        NotATable: it is no text at all.
    """
    sha256 = sha256_of(path)
    check_bytes(path)
    return path.read_text(encoding="utf-8-sig"), sha256
