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
    says_zh: ClassVar[str] = "不能作为表格读取"
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

    def sentence(self, lang: str) -> str:
        """Return the sentence in a language; the Chinese one names the remedy of its kind."""
        if lang != "zh":
            return str(self)
        place = [self.file]
        if self.sheet is not None:
            place.append(f"工作表 {self.sheet}")
        if self.row is not None:
            place.append(f"第 {self.row} 行")
        if self.column is not None:
            place.append(f"“{self.column}”列")
        return f"{'，'.join(place)}：{self.says_zh}"


class FileNotReadable(FileRefused):
    """The file does not exist or may not be opened."""

    code: ClassVar[str] = "intake.not_found"
    says_zh: ClassVar[str] = "文件不存在或不能打开"
    remedy: ClassVar[str] = "Name a file that exists and that you may read."
    rule_source: ClassVar[str] = "this ledger: files as officers have them"


class NotATable(FileRefused):
    """The file is neither CSV nor XLSX, or is damaged."""

    code: ClassVar[str] = "intake.not_a_table"
    says_zh: ClassVar[str] = "不是 CSV 或 XLSX 表格，或已损坏；请重新导出"
    remedy: ClassVar[str] = "Save the file again as CSV in UTF-8 or as XLSX, without a password."
    rule_source: ClassVar[str] = (
        "this ledger: files as officers have them, where what is written has one meaning"
    )


class WrongEncoding(FileRefused):
    """A CSV file must be UTF-8; another encoding turns names into other names."""

    code: ClassVar[str] = "intake.encoding"
    says_zh: ClassVar[str] = "编码不是 UTF-8；请在 Excel 中另存为“CSV UTF-8（逗号分隔）”"
    remedy: ClassVar[str] = "Save the file from the spreadsheet as “CSV UTF-8”, and hand that in."
    rule_source: ClassVar[str] = (
        "this ledger: files as officers have them, where what is written has one meaning"
    )


class EmptyTable(FileRefused):
    """A file without a sheet, a heading or a single row says nothing, and is probably a mistake."""

    code: ClassVar[str] = "intake.empty"
    says_zh: ClassVar[str] = "没有内容：缺少工作表、表头或数据行"
    remedy: ClassVar[str] = "Hand in a file with its headings in row 1 and at least one row below."
    rule_source: ClassVar[str] = "this ledger: files as officers have them"


class HeadingMissing(FileRefused):
    """A column that this kind of file must have is not there."""

    code: ClassVar[str] = "intake.heading_missing"
    says_zh: ClassVar[str] = "缺少这一列"
    remedy: ClassVar[str] = (
        "Add the column, under one of the headings that `docs/files.md` lists for this kind of "
        "file."
    )
    rule_source: ClassVar[str] = (
        "this ledger: files as officers have them, where what is written has one meaning"
    )


class HeadingTwice(FileRefused):
    """Two columns claim the same meaning."""

    code: ClassVar[str] = "intake.heading_twice"
    says_zh: ClassVar[str] = "有两列表示同一内容；请只留一列"
    remedy: ClassVar[str] = "Remove one of the two columns, or give it another heading."
    rule_source: ClassVar[str] = (
        "this ledger: files as officers have them, where what is written has one meaning"
    )


class MergedCell(FileRefused):
    """A merged cell shows a value for rows that do not hold it."""

    code: ClassVar[str] = "intake.merged_cell"
    says_zh: ClassVar[str] = "有合并单元格；请取消合并，逐行填写"
    remedy: ClassVar[str] = "Unmerge the cells, and fill in each row."
    rule_source: ClassVar[str] = (
        "this ledger: files as officers have them, where what is written has one meaning"
    )


class FormulaCell(FileRefused):
    """A formula's stored value may be stale; only values are evidence."""

    code: ClassVar[str] = "intake.formula"
    says_zh: ClassVar[str] = "有公式；请改为数值后重新保存"
    remedy: ClassVar[str] = "Replace the formulas by their values, and save the file again."
    rule_source: ClassVar[str] = (
        "this ledger: files as officers have them, where what is written has one meaning"
    )


class FileTooLarge(FileRefused):
    """The file would unpack to an absurd size."""

    code: ClassVar[str] = "intake.too_large"
    says_zh: ClassVar[str] = "解压后过大"
    remedy: ClassVar[str] = "Divide the file into several, or copy its rows into a new workbook."
    rule_source: ClassVar[str] = "this ledger: no file brings the work of others to a stop"


class FileChanged(FileRefused):
    """The file was altered between judging and reading it again."""

    code: ClassVar[str] = "intake.changed"
    says_zh: ClassVar[str] = "审核期间文件被改动；请重新运行"
    remedy: ClassVar[str] = "Leave the file alone while it is taken in, and run the command again."
    rule_source: ClassVar[str] = "this ledger: what is recorded is what was judged"
