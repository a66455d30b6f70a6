"""The bank's file: a pure function of the batch's lines, written so that it is there or is not."""

import csv
import io
import os
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from ledger.book import Book
from ledger.errors import AccountMissing
from ledger.events import restore
from ledger.events.member import BenefitInstructed
from ledger.money import plain_yuan

HEADINGS = ("批次", "行号", "案件号", "期次", "户名", "账号", "金额")


class PayLine(NamedTuple):
    """One payment of a batch, without whose it is."""

    claim: str
    instalment: int
    amount_fen: int
    payee: str  # digest of the sealed account


def digest_of(lines: Sequence[PayLine]) -> str:
    """Return the digest by which a batch commits to its lines, in order of claim."""
    text_of = "".join(f"{c}\t{n}\t{fen}\t{payee}\n" for c, n, fen, payee in sorted(lines))
    return digest_of_bytes(text_of.encode())


def digest_of_bytes(content: bytes) -> str:
    """Return a SHA-256 in hex."""
    return sha256(content).hexdigest()


def lines_of(book: Book, batch: str) -> list[tuple[PayLine, UUID]]:
    """Return a batch's lines in order of claim, each with its member: what was instructed."""
    lines = []
    for recorded in book.record.claiming("payment", f"{batch}/"):
        fact = restore(recorded.topic, recorded.state)
        assert isinstance(fact, BenefitInstructed), "an instruction claims its payment line"
        line = PayLine(fact.claim, fact.instalment, fact.amount_fen, fact.payee)
        lines.append((line, recorded.originator_id))
    return sorted(lines, key=lambda pair: pair[0].claim)


def bank_file(book: Book, batch: str, lines: Sequence[tuple[PayLine, UUID]]) -> bytes:
    """Return the bank's file. It holds names and accounts: it goes to the bank, and nowhere else.

    Each line pays to the account that was named when it was instructed, whatever came since.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    with book.record.reading() as read:
        accounts = read.sealed_of([member for _, member in lines], "bank")
    for number, (line, member) in enumerate(lines, start=1):
        keys, fields = accounts[member]
        named = [f for f in fields if digest_of_bytes(f.ciphertext) == line.payee]
        if not named:
            raise AccountMissing(line.claim)
        payee = book.vault.open(keys, named[0])
        whom = payee["name"], payee["account"]
        amount = plain_yuan(line.amount_fen)
        writer.writerow((batch, number, line.claim, line.instalment, *whom, amount))
    return buffer.getvalue().encode("utf-8")


def bank_file_name(batch: str, content: bytes) -> str:
    """Return the file's name, which follows from its content."""
    return f"{batch}-{digest_of_bytes(content)[:12]}.csv"


def write_durably(folder: Path, name: str, content: bytes) -> Path:
    """Write a file whole: aside, synced, renamed, and the folder synced.

    Raises:
        OSError: it cannot be written; nothing of it is left.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path, aside = folder / name, folder / f".{name}.part"
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except OSError:
        aside.unlink(missing_ok=True)
        raise
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return path
