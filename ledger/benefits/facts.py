"""Facts files: losses to try terms on, without a book and without a person."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ledger.benefits.losses import DISCHARGED_FIRST, Base, Label, Loss, Usage
from ledger.benefits.stays import Stay, hours_of, join_stays, whole_stay
from ledger.money import parse_yuan
from ledger.plans import FactsUnsound, PlanTerms, Problem, problems_of
from ledger.plans.reading import read_mapping

# The day of a loss that names none: no rule asks which day it was.
ANY_DAY = date(2000, 1, 1)
_AMOUNTS = frozenset(name for name in Loss.model_fields if name.endswith("_fen"))
_HOURS = ("admitted_at", "discharged_at")
_MEMBER = "member"
_OF_ALL = frozenset({"shares", "used", "base", "losses", "loss"})
_HOLDS: Final = Problem("the facts of a loss", "一次损失的事实")
_ONE_LOSS: Final = Problem(
    "give one loss, or a list of them under losses", "请写一次损失，或在 losses 下列出多次"
)


class Facts(BaseModel):
    """What terms are tried on: the shares held, limits already used, and losses one after the other."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    shares: int = Field(default=1, strict=True, gt=0)
    used: Usage = Usage()
    base: Base = Base()
    losses: tuple[Loss, ...] = Field(min_length=1)
    hours: tuple[tuple[datetime, datetime] | None, ...] = ()  # of each loss, where they are given
    insured: tuple[Label | None, ...] = ()  # whose each loss is, by code; None: the member's own

    def insured_at(self, place: int) -> str | None:
        """Return whose a loss is: `used` are the member's limits, nobody else has used any."""
        return self.insured[place] if self.insured else None


class Case(NamedTuple):
    """What is assessed at once: a loss, how many stays were joined to it, and whose it is."""

    loss: Loss
    stays: int
    insured: str | None = None  # None: the member's own


def parse_facts(yaml_text: str) -> Facts:
    """Read a facts file: one loss, or `losses` in their order, with amounts in fen or in yuan.

    An amount is given as `self_pay_fen: 1003100`, or in yuan as `self_pay: 10031.00`; a stay by its
    days, or by `days` alone; hours of admission and discharge as `admitted_at: 2015-03-10 08:30`.
    A dependant's loss says whose it is, as `insured: D1`.

    Raises:
        FactsUnsound: the text is not such a file, or contradicts itself.
    """
    given = read_mapping(yaml_text, FactsUnsound, _HOLDS)
    problems: list[Problem] = []
    whole = {name: given[name] for name in _OF_ALL & given.keys()}
    rest = {name: each for name, each in given.items() if name not in _OF_ALL}
    losses = whole.pop("losses", None)
    single = whole.pop("loss", None)
    named = [each for each in (losses, single, rest or None) if each is not None]
    if len(named) != 1:
        raise FactsUnsound((_ONE_LOSS,))
    listed = named[0] if isinstance(named[0], list) else [named[0]]
    made = [_loss(place, each, problems) for place, each in enumerate(listed)]
    if problems:
        raise FactsUnsound(tuple(problems))
    whole["losses"] = tuple(loss for loss, _, _ in made)
    whole["hours"] = tuple(hours for _, hours, _ in made)
    whole["insured"] = tuple(insured for _, _, insured in made)
    whole["base"] = _in_fen("base", whole.get("base", {}), frozenset(Base.model_fields), problems)
    whole["used"] = _in_fen("used", whole.get("used", {}), frozenset(Usage.model_fields), problems)
    try:
        facts = Facts.model_validate(whole)
    except ValidationError as error:
        problems.extend(problems_of(error))
    if problems:
        raise FactsUnsound(tuple(problems))
    return facts


def cases(terms: PlanTerms, facts: Facts) -> list[Case]:
    """Return what is assessed at once: where the terms join stays, a transfer makes one of two.

    Only stays of the same person count as one.
    """
    within = terms.stays_join_within_hours
    found: list[tuple[int, Case]] = []
    stays: dict[str | None, list[tuple[int, Stay]]] = {}
    for place, loss in enumerate(facts.losses):
        insured = facts.insured_at(place)
        hours = (facts.hours[place] if facts.hours else None) or _hours_of_days(loss)
        if within is not None and loss.trigger == "hospital_stay" and hours is not None:
            stays.setdefault(insured, []).append((place, Stay(*hours, loss)))
        else:
            found.append((place, Case(loss, 1, insured)))
    for insured, own in stays.items():
        places = {id(stay): place for place, stay in own}
        for group in join_stays((stay for _, stay in own), within or 0):
            first = min(places[id(stay)] for stay in group)
            found.append((first, Case(whole_stay(group), len(group), insured)))
    return [case for _, case in sorted(found, key=lambda each: each[0])]


def _hours_of_days(loss: Loss) -> tuple[datetime, datetime] | None:
    """Return hours where papers give days alone; a loss without a day of its own has none."""
    return None if loss.occurred_on == ANY_DAY else hours_of(loss)


def _loss(
    place: int, given: Any, problems: list[Problem]
) -> tuple[Loss | None, tuple[datetime, datetime] | None, Any]:
    """Read one loss, its hours and whose it is; what is wrong with it goes to the problems."""
    where = f"losses.{place}"
    if not isinstance(given, dict):
        problems.append(
            Problem(
                "must be a mapping of the facts of a loss", "应为一次损失的事实（键和值）", where
            )
        )
        return None, None, None
    facts = _in_fen(where, dict(given), _AMOUNTS, problems)
    whose = facts.pop("insured", None)
    insured = None if whose == _MEMBER else whose
    hours = _hours(where, facts, problems)
    days = facts.pop("days", None)
    if hours is not None:
        facts.setdefault("occurred_on", hours[0].date())
        facts.setdefault("ended_on", hours[1].date())
    facts.setdefault("occurred_on", ANY_DAY)
    if days is not None and (ended := _after(where, facts["occurred_on"], days, problems)):
        facts.setdefault("ended_on", ended)
    try:
        return Loss.model_validate(facts), hours, insured
    except ValidationError as error:
        problems.extend(problems_of(error, where))
        return None, None, None


def _after(where: str, first: Any, days: Any, problems: list[Problem]) -> date | None:
    """Return the day so many days after the first of a stay, which a calendar must have."""
    counted = isinstance(days, int) and not isinstance(days, bool) and days >= 0
    if not counted or not isinstance(first, date):
        problems.append(Problem("must be a number of days", "应为天数", f"{where}.days"))
        return None
    try:
        return first + timedelta(days=days)
    except OverflowError:
        problems.append(
            Problem(
                "leads beyond the last day of the calendar", "超出历法最后一日", f"{where}.days"
            )
        )
        return None


def _in_fen(
    where: str, given: Any, fields: frozenset[str], problems: list[Problem]
) -> dict[str, Any]:
    """Return facts with amounts that were given in yuan, such as `self_pay`, in fen."""
    if not isinstance(given, dict):
        problems.append(Problem("must be a mapping", "应为键和值", where))
        return {}
    facts = dict(given)
    for name in _in_yuan(facts, fields):
        value = facts.pop(name)
        if f"{name}_fen" in facts:
            problems.append(_twice(f"{where}.{name}", name))
            continue
        if isinstance(value, dict):  # by kind of loss
            place, kinds = f"{where}.{name}", value.items()
            facts[f"{name}_fen"] = {
                kind: _fen(f"{place}.{kind}", part, problems) for kind, part in kinds
            }
        else:
            facts[f"{name}_fen"] = _fen(f"{where}.{name}", value, problems)
    return facts


def _fen(path: str, value: Any, problems: list[Problem]) -> int:
    """Return an amount in yuan in fen; what is none goes to the problems, and is nothing."""
    try:
        return parse_yuan(str(value))
    except ValueError:
        problems.append(Problem("is not an amount in yuan", "不是以元计的金额", path))
        return 0


def _in_yuan(facts: dict[str, Any], fields: frozenset[str]) -> Iterator[str]:
    yield from [name for name in facts if f"{name}_fen" in fields]


def _twice(path: str, name: str) -> Problem:
    """Say that an amount is given in yuan and in fen."""
    return Problem(
        f"give {name} in yuan or {name}_fen in fen, not both",
        f"{name}（元）与 {name}_fen（分）只能填一项",
        path,
    )


def _hours(
    where: str, facts: dict[str, Any], problems: list[Problem]
) -> tuple[datetime, datetime] | None:
    """Take the hours of a stay out of its facts; both or neither."""
    given = [facts.pop(name, None) for name in _HOURS]
    if given == [None, None]:
        return None
    read = []
    for name, text in zip(_HOURS, given, strict=True):
        try:
            read.append(datetime.fromisoformat(str(text)))
        except ValueError:
            problems.append(_no_time(f"{where}.{name}"))
    if len(read) < len(given):
        return None
    first, last = read
    if first.tzinfo is not None or last.tzinfo is not None:
        problems.append(
            Problem(
                "times are those of the hospital's clock, without a zone",
                "时间为医院当地时间，不写时区",
                where,
            )
        )
        return None
    if last < first:
        problems.append(DISCHARGED_FIRST._replace(path=where))
        return None
    return first, last


def _no_time(path: str) -> Problem:
    return Problem(
        "is not a time such as 2015-03-10 08:30", "不是时间，应如 2015-03-10 08:30", path
    )
