"""Refusals of files as a whole, and of the work on them."""

from dataclasses import dataclass

from ledger.errors.base import LedgerError


@dataclass(eq=False)
class RowsRefused(LedgerError):
    """A file is judged whole; one bad row refuses it, unless only the good rows are asked for."""

    code = "file.rows_refused"
    says = "{file}: {refused} of {rows} rows cannot be taken in; nothing was recorded"
    says_zh = "{file}：共 {rows} 行，{refused} 行不能受理；未作任何记录"
    remedy = (
        "Correct the rows that are listed and run the command again, or take in the good ones "
        "alone, as with `huzhu roster import --good-rows-only`."
    )
    rule_source = "this ledger: a file is judged whole before anything is recorded"
    file: str
    refused: int
    rows: int


@dataclass(eq=False)
class FilesRefused(LedgerError):
    """Of several files taken in together, each stands for itself; some were refused."""

    code = "file.files_refused"
    says = "{refused} of {files} files were refused, {first} first; that touches none of the others"
    says_zh = "{files} 份文件中有 {refused} 份被拒绝，首份为 {first}；其余文件不受影响"
    remedy = "Correct the files that were refused, and run `huzhu roster import` on them again."
    rule_source = "this ledger: a file is judged whole before anything is recorded"
    refused: int
    files: int
    first: str


@dataclass(eq=False)
class WorkerLost(LedgerError):
    """A process that worked for this one was ended from outside, for want of memory perhaps."""

    code = "book.worker_lost"
    says = "a process at work on this was ended from outside; run the command again to finish it"
    says_zh = "参与处理的进程被外部终止；请再次运行该命令以完成其余部分"
    remedy = "Run the command again, with a lower `HUZHU_WORKERS` where memory is short."
    rule_source = "this ledger: what is recorded is whole, and is done once"


@dataclass(eq=False)
class FileChanged(LedgerError):
    """A file of the same name came in before with another content."""

    code = "file.changed"
    says = "a file named {file} was already taken in with another content"
    says_zh = "同名文件 {file} 已导入过，但内容不同"
    remedy = "Give the changed file a name of its own, and run the command on that."
    rule_source = "this ledger: a file's name stands for one content"
    file: str
