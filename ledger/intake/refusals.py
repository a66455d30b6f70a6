"""Why a file is refused as a whole: each refusal names file, sheet, row and column, and the remedy.

What is wrong with single rows is not a refusal but a `Problem` (see `judge`).
"""

from dataclasses import dataclass
from typing import ClassVar

from ledger.errors import LedgerError


@dataclass(eq=False)
class FileRefused(LedgerError):
    """A file cannot be read as a table. `detail` is a clause; no cell's content is ever in it."""

    code: ClassVar[str] = "intake.refused"
    file: str  # base name: folders may carry personal names
    detail: str
    sheet: str | None = None
    row: int | None = None  # as the officer sees it: the heading is row 1
    column: str | None = None

    def __str__(self) -> str:
        place = [self.file]
        if self.sheet is not None:
            place.append(f"sheet {self.sheet}")
        if self.row is not None:
            place.append(f"row {self.row}")
        if self.column is not None:
            place.append(f"column {self.column}")
        return f"{', '.join(place)}: {self.detail}"


class FileNotReadable(FileRefused):
    """The file does not exist or may not be opened."""

    code: ClassVar[str] = "intake.not_found"


class NotATable(FileRefused):
    """The file is neither CSV nor XLSX, or is damaged."""

    code: ClassVar[str] = "intake.not_a_table"


class WrongEncoding(FileRefused):
    """A CSV file must be UTF-8; another encoding turns names into other names."""

    code: ClassVar[str] = "intake.encoding"


class EmptyTable(FileRefused):
    """A file without a sheet, a heading or a single row says nothing, and is probably a mistake."""

    code: ClassVar[str] = "intake.empty"


class HeadingMissing(FileRefused):
    """A column that this kind of file must have is not there."""

    code: ClassVar[str] = "intake.heading_missing"


class HeadingTwice(FileRefused):
    """Two columns claim the same meaning."""

    code: ClassVar[str] = "intake.heading_twice"


class MergedCell(FileRefused):
    """A merged cell shows a value for rows that do not hold it."""

    code: ClassVar[str] = "intake.merged_cell"


class FormulaCell(FileRefused):
    """A formula's stored value may be stale; only values are evidence."""

    code: ClassVar[str] = "intake.formula"


class FileTooLarge(FileRefused):
    """The file would unpack to an absurd size."""

    code: ClassVar[str] = "intake.too_large"


class FileChanged(FileRefused):
    """The file was altered between judging and reading it again."""

    code: ClassVar[str] = "intake.changed"
