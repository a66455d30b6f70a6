"""What can be wrong with a record or its evidence: the kinds of damage, and where it begins."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What was done to a record, or to a file that speaks for it."""

    EDITED = "edited"
    DELETED = "deleted"
    INSERTED = "inserted"
    REORDERED = "reordered"
    TAIL_CUT = "tail_cut"
    COLUMN_ALTERED = "column_altered"
    TILE_ALTERED = "tile_altered"
    HEAD_ALTERED = "head_altered"
    KEY_MISSING = "key_missing"
    KEY_ALTERED = "key_altered"
    KEY_UNFOUNDED = "key_unfounded"
    COMMAND_MISSING = "command_missing"
    TABLE_MISSING = "table_missing"
    FORK = "fork"
    OLD_BACKUP = "old_backup"
    FOREIGN_KEY = "foreign_key"
    FORGED_SIGNATURE = "forged_signature"
    OTHER_BOOK = "other_book"


_MEANING: dict[Kind, tuple[str, str]] = {
    Kind.EDITED: ("the event's bytes are not those that were sealed", "事件内容与封存时不同"),
    Kind.DELETED: ("an event was taken out", "有事件被删除"),
    Kind.INSERTED: ("an event was put in that was never sealed", "插入了未经封存的事件"),
    Kind.REORDERED: ("events stand in another order than was sealed", "事件次序与封存时不同"),
    Kind.TAIL_CUT: ("the last events were cut off", "末尾事件被截去"),
    Kind.COLUMN_ALTERED: (
        "a column says other than the sealed bytes beside it",
        "行中字段与其封存内容不符",
    ),
    Kind.TILE_ALTERED: (
        "the events are as sealed, but a stored tile of their tree is not",
        "事件无误，但所存哈希块被改动",
    ),
    Kind.HEAD_ALTERED: (
        "the head row does not fit the events, and these fit their tiles",
        "头行与事件不符，而事件与哈希块相符",
    ),
    Kind.KEY_MISSING: (
        "the event claims a business key, and the key's row was taken out",
        "事件所占用的业务编号，其登记行被删除",
    ),
    Kind.KEY_ALTERED: (
        "the row of a business key does not say what the event claims",
        "业务编号的登记行与事件不符",
    ),
    Kind.KEY_UNFOUNDED: (
        "the row of a business key names an event that does not claim it",
        "业务编号的登记行没有相应的事件",
    ),
    Kind.COMMAND_MISSING: (
        "the event names its command, and the command's row was taken out",
        "事件所属命令的登记行被删除",
    ),
    Kind.TABLE_MISSING: ("a table was taken out", "数据表被删除"),
    Kind.FORK: (
        "the record tells another history than the one that was signed",
        "账簿的历史与已签名的检查点不一致（分叉）",
    ),
    Kind.OLD_BACKUP: (
        "the record is whole, but ends before the checkpoint: an old backup, or cut and resealed",
        "账簿自身完整，但比检查点旧：系旧备份，或末尾被截后重新封存",
    ),
    Kind.FOREIGN_KEY: ("it is not signed by the key of this book", "不是由本账套的密钥签名"),
    Kind.FORGED_SIGNATURE: ("its signature does not fit its text", "签名与内容不符"),
    Kind.OTHER_BOOK: ("it speaks of another book", "所述为另一账套"),
}


@dataclass(frozen=True)
class Damage:
    """One finding: what was done, and the first position it can have been done to.

    `first` to `last` is the narrowest span that the hashes allow: one position in a full tile,
    a few in the ragged end of the tree, none where a file or the head is at fault.
    """

    kind: Kind
    first: int | None = None
    last: int | None = None
    about: str = ""  # a column, a file: never what an event holds

    def sentence(self, lang: str) -> str:
        """Say it, in "zh" or "en"."""
        english, chinese = _MEANING[self.kind]
        if lang == "zh":
            about = f"（{self.about}）" if self.about else ""
            return f"{self._where('第{}位', '第{}至{}位')}{chinese}{about}"
        about = f" ({self.about})" if self.about else ""
        return f"{self._where('position {}: ', 'positions {} to {}: ')}{english}{about}"

    def _where(self, one: str, several: str) -> str:
        if self.first is None:
            return ""
        last = self.first if self.last is None else self.last
        return one.format(self.first) if last == self.first else several.format(self.first, last)


class VerificationFailed(Exception):
    """What was verified is not as it must be; the shell ends with exit code 4."""

    def __init__(self, damage: Damage) -> None:
        super().__init__(damage)
        self.damage = damage

    def __str__(self) -> str:
        return self.sentence("en")

    def sentence(self, lang: str) -> str:
        """Say what is wrong and where, in "zh" or "en"."""
        return self.damage.sentence(lang)


def failed(
    kind: Kind, first: int | None = None, last: int | None = None, about: str = ""
) -> VerificationFailed:
    """Return the exception for a finding."""
    return VerificationFailed(Damage(kind, first, last, about))
