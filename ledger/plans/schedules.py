"""Schedules (附表): long lists that terms name instead of holding them, each edition adopted once.

A disease list or a disability table often is longer than the terms that use it, and lives longer:
several versions of a plan, and several plans, name the same edition.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from ledger.money import Fen
from ledger.plans.clauses import CODE, Cited, Clause, ConditionCode, Day, RateBp, Words
from ledger.plans.problems import Contradictory, Problem, require_sound

_EDITION = r"[0-9]{4}(?:[.-][0-9A-Za-z]+)*"
PART_BYTES_MAX = 48_000  # of lines in one fact of the record, whose head and envelope need room

ScheduleKind = Literal["disease_list", "disability_table", "event_list"]
ScheduleCode = Annotated[str, Field(pattern=f"^{CODE}$", max_length=32)]
ScheduleEdition = Annotated[str, Field(pattern=f"^{_EDITION}$", max_length=16)]
ScheduleKey = Annotated[str, Field(pattern=f"^{CODE}@{_EDITION}$", max_length=49)]


class ListedClass(Clause):
    """One class of disease, grade of disability, or event.

    Its sum for one share may stand here, or a rate of the full sum that terms name; with neither,
    the terms say what it pays.
    """

    code: ConditionCode  # of the class, as losses name it
    label_zh: Words
    label_en: Words
    amount_fen: Fen | None = None  # for one share
    rate_bp: RateBp | None = None  # of the full sum in the terms

    @model_validator(mode="after")
    def _one_measure(self) -> Self:
        if self.amount_fen is not None and self.rate_bp is not None:
            raise Contradictory(
                Problem("give amount_fen or rate_bp, not both", "amount_fen 与 rate_bp 只能填一项")
            )
        return self


class Schedule(Clause):
    """One edition of a disease list, disability table or list of events, complete.

    An edition never changes: terms that name it pay by it for ever.
    """

    code: ScheduleCode  # of the schedule, the same in every edition
    edition: ScheduleEdition  # begins with the year in which it takes effect
    kind: ScheduleKind  # what it lists: a disability table is for disabilities alone
    title_zh: Words  # in Chinese
    title_en: Words  # in English
    invented: bool  # true: the lines come from no source
    citation: Cited
    effective_on: Day  # terms that take effect earlier cannot name it
    lines: tuple[ListedClass, ...]  # each class once

    @property
    def key(self) -> ScheduleKey:
        """The key of this edition: "CD-CI-LIST@2017"."""
        return f"{self.code}@{self.edition}"

    @model_validator(mode="after")
    def _sound(self) -> Self:
        require_sound(_contradictions(self))
        return self

    def parts(self) -> list["Schedule"]:
        """Return it in as many parts as the facts of the record need to hold it, mostly one."""
        found: list[list[ListedClass]] = [[]]
        room = PART_BYTES_MAX
        for line in self.lines:
            size = len(line.model_dump_json(exclude_none=True).encode())
            if size > room and found[-1]:
                found.append([])
                room = PART_BYTES_MAX
            found[-1].append(line)
            room -= size + 1
        return [self.model_copy(update={"lines": tuple(lines)}) for lines in found]

    def continued(self, part: "Schedule") -> "Schedule":
        """Return it with the lines of its next part."""
        return self.model_copy(update={"lines": (*self.lines, *part.lines)})


def _contradictions(its: Schedule) -> Iterator[Problem]:
    """Find what is wrong with an edition."""
    if not its.edition.startswith(f"{its.effective_on.year:04d}"):
        yield Problem(
            f"effective_on ({its.effective_on}) is not in the year of edition {its.edition}",
            f"effective_on（{its.effective_on}）不在 edition {its.edition} 的年份内",
        )
    yield from listed_once("lines", [line.code for line in its.lines])


def listed_once(field: str, codes: list[str]) -> Iterator[Problem]:
    """Find a list of classes that is empty, or names a class twice."""
    if not codes:
        yield Problem(f"{field} must not be empty", f"{field} 不得为空")
    twice = sorted(code for code, count in Counter(codes).items() if count > 1)
    if twice:
        yield Problem(
            f"{field} lists {', '.join(twice)} more than once",
            f"{field} 重复列了 {'、'.join(twice)}",
        )
