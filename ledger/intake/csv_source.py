"""CSV: checked once as bytes, then streamed as rows, however long it is."""

import codecs
import csv
import hashlib
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from pathlib import Path

from ledger.intake.columns import NARROWED, Flaw, Layout, Row
from ledger.intake.refusals import NotATable, WrongEncoding

CHUNK_BYTES = 1 << 20
SAVE_AS_UTF8 = "in Excel choose Save As, then CSV UTF-8 (逗号分隔)"


def check_bytes(path: Path) -> str:
    """Read the file once; return the SHA-256 of its bytes, in hex.

    Raises:
        WrongEncoding: it is not UTF-8; the row counts line breaks.
        NotATable: it holds NUL bytes.
    """
    digest = hashlib.sha256()
    decoder = codecs.getincrementaldecoder("utf-8")()
    offset, lines = 0, 1
    with path.open("rb") as file:
        for chunk in iter(lambda: file.read(CHUNK_BYTES), b""):
            digest.update(chunk)
            if offset == 0 and chunk.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                raise WrongEncoding(
                    path.name, f"the text is UTF-16, not UTF-8; {SAVE_AS_UTF8}", row=1
                )
            held = decoder.getstate()[0]
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                raise _wrong_encoding(
                    path, offset - len(held), held + chunk, error.start, lines
                ) from None
            if b"\0" in chunk:
                row = lines + chunk.count(b"\n", 0, chunk.index(b"\0"))
                detail = "it holds NUL bytes, so it is not text, or was damaged; export it again"
                raise NotATable(path.name, detail, row=row)
            offset += len(chunk)
            lines += chunk.count(b"\n")
    if decoder.getstate()[0]:
        raise WrongEncoding(
            path.name, "the text ends within a character; it was cut off", row=lines
        )
    return digest.hexdigest()


def _wrong_encoding(path: Path, base: int, data: bytes, start: int, lines: int) -> WrongEncoding:
    row = lines + data.count(b"\n", 0, start)
    sample = data[start : start + 4096].split(b"\n")[0]
    looks = ""
    for cut in (0, 1, 2, 3):  # the sample may end within a character
        try:
            sample[: len(sample) - cut].decode("gb18030")
        except UnicodeDecodeError:
            continue
        looks = "; it looks like GBK (the ANSI encoding of Chinese Windows)"
        break
    detail = f"byte {base + start + 1} is not UTF-8{looks}: {SAVE_AS_UTF8}"
    return WrongEncoding(path.name, detail, row=row)


def records(path: Path) -> Iterator[list[str]]:
    """Yield the file's records as they stand, blank ones included.

    Raises:
        NotATable: a quotation mark is not closed, or a cell is absurdly long.
    """
    number = 0
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, strict=True)
        try:
            for record in reader:
                number += 1
                yield record
        except csv.Error:
            detail = "a quotation mark is misplaced or never closed, or a cell is overlong"
            raise NotATable(path.name, detail, row=number + 1) from None


def rows(path: Path, layout: Layout) -> Iterator[Row]:
    """Yield the rows below the heading; blank rows are skipped but counted."""
    source = records(path)
    full = len(next(source, []))
    index = {column.name: i for i, column in enumerate(layout.columns)}
    narrow = [
        i
        for i, column in enumerate(layout.columns)
        if column.kind in NARROWED and layout.places[i] >= 0
    ]
    pick, pick_narrow = _picker(layout.places), _picker(narrow)
    strip, isascii = str.strip, str.isascii
    for number, record in enumerate(source, 2):
        if len(record) != full:
            if not any(map(strip, record)):
                continue
            if len(record) < full or any(map(strip, record[full:])):
                flaw = Flaw("", "intake.ragged_row", _ragged(len(record), full))
                yield Row(number, [""] * len(index), index, (flaw,))
                continue
            del record[full:]
        record.append("")  # what an absent column, at -1, reads
        cells = list(map(strip, pick(record)))
        if not all(map(isascii, pick_narrow(cells))):
            for i in narrow:
                cells[i] = unicodedata.normalize("NFKC", cells[i])
        if any(cells) or any(map(strip, record)):
            yield Row(number, cells, index)


def _picker(places: Sequence[int]) -> Callable[[Sequence[str]], Sequence[str]]:
    """Return a function from a row to its cells at some places (one item alone is no row)."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda cells: [cells[place] for place in places]


def _ragged(width: int, full: int) -> str:
    return f"the row has {width} cells and the heading {full}; a comma is missing or too many"
