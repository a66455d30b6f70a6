"""The bank's file: a pure function of the batch's lines, written so that it is there or is not."""

import csv
import io
import os
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from ledger.aggregates import Member
from ledger.book import Book
from ledger.errors import AccountMissing
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


def lines_of(book: Book, batch: str) -> list[tuple[PayLine, Member]]:
    """Return a batch's lines in order of claim, found by their keys, with their members."""
    keys = book.record.keys_with_prefix("payment", f"{batch}/")
    members = book.find_many(Member, {owner for _, owner in keys})
    lines = []
    for value, owner in keys:
        _, claim, instalment = value.rsplit("/", 2)
        its, member = members[owner].claim(claim), members[owner]
        line = PayLine(claim, int(instalment), its.approved_fen, member.sealed["bank"])
        lines.append((line, member))
    return sorted(lines, key=lambda pair: pair[0].claim)


def bank_file(book: Book, batch: str, lines: Sequence[tuple[PayLine, Member]]) -> bytes:
    """Return the bank's file. It holds names and accounts: it goes to the bank, and nowhere else."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    with book.record.reading() as read:
        for number, (line, member) in enumerate(lines, start=1):
            keys, sealed = read.sealed(member.id, "bank")
            if not sealed:
                raise AccountMissing(line.claim)
            payee = book.vault.open(keys, sealed[-1])
            whom = payee["name"], payee["account"]
            amount = plain_yuan(line.amount_fen)
            writer.writerow((batch, number, line.claim, line.instalment, *whom, amount))
    return buffer.getvalue().encode("utf-8")


def bank_file_name(batch: str, content: bytes) -> str:
    """Return the file's name, which follows from its content."""
    return f"{batch}-{digest_of_bytes(content)[:12]}.csv"


def write_durably(folder: Path, name: str, content: bytes) -> Path:
    """Write a file whole: aside, synced, renamed, and the folder synced."""
    folder.mkdir(parents=True, exist_ok=True)
    path, aside = folder / name, folder / f".{name}.part"
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return path
