"""Refusals of the record itself: what it holds already, does not hold, or cannot take in."""

import re
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ledger.errors.base import LedgerError


@dataclass(eq=False)
class KeyTaken(LedgerError):
    """A business key names one thing in a book, for ever."""

    code = "record.key_taken"
    says = "{kind} {value} is already recorded in this book"
    says_zh = "{kind} {value} 在本账套中已有记录"
    remedy = (
        "Give the new one another code or number; what stands under this one is told by "
        "`huzhu audit trail`."
    )
    rule_source = "this ledger: a business key names one thing"
    kind: str
    value: str
    owner: UUID


@dataclass(eq=False)
class Unknown(LedgerError):
    """A command named something that the book does not hold."""

    code = "record.unknown"
    says = "this book holds no {kind} {value}"
    says_zh = "本账套没有{kind} {value}"
    remedy = (
        "Correct the code, or record the thing first, such as a unit with `huzhu unit register` "
        "or a plan with `huzhu plan publish`."
    )
    rule_source = "this ledger: nothing is recorded of what it does not hold"
    kind: str
    value: str

    def sentence(self, lang: str) -> str:
        """Return the sentence in a language; in Chinese nothing stands before an opening bracket."""
        return super().sentence(lang).replace(" （", "（")


@dataclass(eq=False)
class TextUnfit(LedgerError):
    """A code or label is recorded as it was typed, where it has the length of one."""

    code = "record.text_unfit"
    says = "the {field} is empty or too long to be recorded; a code has at most 64 characters"
    says_zh = "{field} 为空或过长，不能记录；代码至多 64 个字符"
    remedy = "Type it again, neither empty nor too long: a code has at most 64 characters."
    rule_source = "this ledger: what is added can never be taken out again, and is looked at first"
    field: str


@dataclass(eq=False)
class RecordDamaged(LedgerError):
    """What was recorded must be there, and be readable: nothing is decided or told on a part of it."""

    code = "record.damaged"
    says = (
        "the record is damaged at {place}: what must stand there is missing, cannot be read or does "
        "not fit the rest; nothing was recorded"
    )
    says_zh = "账簿在{place}处已损坏：内容缺失、不能读取或与其余部分不符；未作任何记录"
    remedy = (
        "Find out what was done to it with `huzhu audit verify`, and bring back the last backup "
        "that is whole with `huzhu restore`."
    )
    rule_source = "this ledger: a record is read only by who understands all of it"
    place: str  # a position, a stream, a table or the head: never what an event holds

    def sentence(self, lang: str) -> str:
        """Return the sentence in a language, with the place in its words."""
        if lang != "zh":
            return str(self)
        return self.says_zh.format(place=place_in_chinese(self.place))


_PLACES = (
    (r"position (\d+)", r"第 \1 位"),
    (r"stream (\S+), version (\d+)", r"事件流 \1 的第 \2 个事件"),
    (r"stream (\S+)", r"事件流 \1 "),
    (r"table (\w+)", r"数据表 \1 "),
    (r"an event (\S+)", r"事件 \1 "),
    (r"the head", "头行"),
)


def place_in_chinese(place: str) -> str:
    """Return a place of the record as a Chinese sentence says it."""
    for english, chinese in _PLACES:
        if re.fullmatch(english, place):
            return re.sub(english, chinese, place)
    return place


@dataclass(eq=False)
class NotYetRecorded(LedgerError):
    """Nothing is told of a thing as of a day, or as known at a position, before it was on record."""

    code = "record.not_yet"
    says = "this book held no {kind} {value} on {day}, as known at position {position}"
    says_zh = "按第 {position} 位所知，{day} 本账套尚无 {kind} {value}"
    remedy = (
        "Name a later day with `--as-of` or a later position with `--known-at`, when you ask "
        "`huzhu member statement` or `huzhu unit statement`."
    )
    rule_source = "this ledger: any statement as of a day, as known at a position"
    kind: str
    value: str
    day: date
    position: int


@dataclass(eq=False)
class PositionAhead(LedgerError):
    """What was known at a position can be told once the record has reached it."""

    code = "record.position_ahead"
    says = "the record reaches position {head}; nothing is known at position {position} yet"
    says_zh = "记录至第 {head} 位；第 {position} 位尚无记录"
    remedy = (
        "Leave out `--known-at` of `huzhu report` or `huzhu audit reperform`, or name a position "
        "that the record has reached."
    )
    rule_source = "this ledger: any statement as of a day, as known at a position"
    position: int
    head: int


@dataclass(eq=False)
class CommandReused(LedgerError):
    """A command id stands for one input; another input needs another id."""

    code = "record.command_reused"
    says = "{name} was already done under this id with another content"
    says_zh = "该编号已用于内容不同的操作：{name}"
    remedy = "Give another input another `--command-id`, or none at all."
    rule_source = "this ledger: the same command twice is recorded once"
    name: str


@dataclass(eq=False)
class DateAhead(LedgerError):
    """What has happened is dated today or before; only what is arranged is dated ahead."""

    code = "record.date_ahead"
    says = "{on} is still to come: today is {today}, and what is recorded here is not true before its day"
    says_zh = "日期 {on} 尚未到来：今天是 {today}，此类事项不得提前入账"
    remedy = "Record it on its day or after it, with a `--on` that is today or before."
    rule_source = "this ledger: what is recorded has happened"
    on: date
    today: date


@dataclass(eq=False)
class Contended(LedgerError):
    """Others kept changing what the command rests on; it was tried several times."""

    code = "record.contended"
    says = (
        "others are recording on the same streams; after {attempts} attempts nothing was recorded"
    )
    says_zh = "他人正在记录同一对象；尝试 {attempts} 次后仍未记录，请稍后再试"
    remedy = "Run the command again once the others have finished."
    rule_source = "this ledger: whoever decides has seen all that was recorded before"
    attempts: int


@dataclass(eq=False)
class DocumentMissing(LedgerError):
    """Some facts are recorded only on a document."""

    code = "record.document_missing"
    says = "the {step} of {subject} needs the document it rests on"
    says_zh = "{subject} 的 {step} 须附所依据的文件"
    remedy = (
        "Name the document that it rests on with `--document`, as `huzhu member died` and "
        "`huzhu claim reject` take it."
    )
    rule_source = "this ledger: a decision rests on its paper"
    subject: str
    step: str
