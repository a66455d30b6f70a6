"""docs/plans.md and the JSON schema of plan files: what terms may say, and which plans come along."""

import json
from collections.abc import Iterator
from typing import Final

from pydantic import BaseModel

from ledger.docs.markdown import code, table
from ledger.docs.source import members, summary
from ledger.plans import (
    ListedClass,
    PlanTerms,
    Schedule,
    Unstated,
    class_words,
    open_points,
    parse_schedule,
    parse_terms,
    schedules_named,
)
from ledger.plans.contributions import (
    ByIncome,
    ByLevel,
    ByUnitAge,
    Fixed,
    FundingPart,
    PerShare,
    WageRatio,
)
from ledger.plans.joining import CoverageStart, GroupParticipation, JoinerWindow
from ledger.plans.rules import (
    Allowance,
    Band,
    FixedSum,
    GroupBands,
    Indemnity,
    LossShare,
    PerDiem,
    PoolShare,
    ScheduleLine,
)
from ledger.plans.terms import ExclusivePair
from ledger.terms import shipped, shipped_schedules

SCHEMA_ID = "plan-terms"
SCHEDULE_ID = "plan-schedule"
# What parameters mean where the code has no comment beside them.
MEANINGS: Final[dict[str, str]] = {
    "above_basic_deductible": "true: what basic insurance's own deductible took is not shared",
    "age_limit": "the unit's average age from which the second sum holds",
    "age_max_female": "likewise for women",
    "all_below_headcount": "smaller units join whole",
    "amount_fen": "the sum: of a class for a share, or of a day for a share",
    "appeal_days": "within which a decision may be appealed",
    "bands": "the table of rates, end to end from zero",
    "bands_by_group": "other tables for some groups of members",
    "basic_insurance": "which kind of basic insurance is meant",
    "benefits": "what is paid, each type and trigger once",
    "cap_claim_fen": "the most of one claim",
    "cap_month_fen": "the most of one month",
    "cap_term_fen": "the most of one coverage period",
    "citation": "the source of the whole file",
    "claims_per_term": "how many claims one coverage period pays",
    "code": "its code",
    "counted_over": "of whom the share is taken",
    "coverage": "when cover begins and ends",
    "deductible_fen": "taken off the damage",
    "deductible_first_fen": "of the first stay, or of the whole period",
    "deductible_next_fen": "of later stays",
    "dependant_age_max": "the highest age of family",
    "difference": "true: the second is paid by what it is more",
    "discharge_day_counts": "true: the day of discharge is a day of the stay",
    "employment_kinds": "who may join, by employment",
    "en": "in English",
    "end_time": "the minute at which cover ends on its last day",
    "last_day": "the last day of a fixed period",
    "every": "how often it falls due",
    "evidence": "papers that a claim needs",
    "exclusions": "what is not covered, in words",
    "exclusive_benefits": "pairs of which one accident pays one",
    "excess_shares_void": "true: shares beyond the most are void",
    "fen": "the sum",
    "for_shares": "the rule is for cover of so many shares alone",
    "group": "code of a group of members",
    "group_participation": "what part of a unit must join",
    "health_declaration": "true: one is needed",
    "joiners": "when the list is open",
    "label_en": "its name in English",
    "label_zh": "its name in Chinese",
    "least_fen": "no less than this",
    "levels": "the price of each number of shares",
    "max_days_stay": "of one stay",
    "max_days_term": "of one coverage period",
    "max_shares": "of one person",
    "month_fen": "the sum of a month for a share",
    "most_fen": "no more than this",
    "name_en": "its name in English",
    "name_zh": "its name in Chinese",
    "new_form_month": "the month in which new forms of employment join",
    "no_refund_after_start": "true: nothing comes back once cover began",
    "notice_days": "within which a loss is to be told; later, it is late, and not refused",
    "older_fen": "a share's sum from the age limit on",
    "once": "true: each class is paid once",
    "one": "one of the two",
    "other": "the other of the two",
    "over_fen": "where the band begins",
    "payer": "who bears the part",
    "payment_working_days": "from the approval, within which a benefit is paid",
    "persons_min": "at least so many persons",
    "plan_class": "what statistics compare the plan with",
    "pool_rate_bp": "the part of the month's pool that is shared",
    "rate_bp": "the rate, in ten-thousandths",
    "requires_basic_insurance": "true: for members in basic medical insurance",
    "retirees": "whether retired members may join",
    "rule": "which rule it is",
    "same_shares_for_unit": "true: everyone in a unit holds the same",
    "settled": "how often benefits are settled",
    "sexes": "who may join, by sex",
    "share_fen": "the sum of one share",
    "start_time": "the minute at which cover begins on its first day",
    "term_months": "how long cover runs",
    "trigger": "what must happen",
    "union_members_only": "true: for members of the union",
    "unpaid_days_stay": "days of a stay before the first that is paid",
    "up_to_fen": "where the band ends, itself included; open above without it",
    "wage_rate_bp": "the share of the monthly wage",
    "waiver_on_renewal": "true: renewers never wait, as a source states",
    "younger_fen": "a share's sum below the age limit",
    "zh": "in Chinese",
    "high_risk_share_fen": "of a share, in jobs of high risk",
    "high_risk_fen": "in jobs of high risk",
    "shares": "how many",
}
PARTS: tuple[type[BaseModel], ...] = (
    *(Indemnity, Band, GroupBands, FixedSum, ScheduleLine, PerDiem, LossShare, Allowance),
    *(PoolShare, ExclusivePair, PerShare, ByLevel, WageRatio, ByIncome, Fixed, ByUnitAge),
    *(FundingPart, GroupParticipation, CoverageStart, JoinerWindow, Unstated),
    *(Schedule, ListedClass),
)


def terms_schema() -> str:
    """Return the JSON schema of a plan file."""
    return _schema(PlanTerms, SCHEMA_ID)


def schedule_schema() -> str:
    """Return the JSON schema of a schedule file."""
    return _schema(Schedule, SCHEDULE_ID)


def _schema(model: type[BaseModel], name: str) -> str:
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": name}
    found = head | model.model_json_schema(mode="validation")
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def shipped_plans() -> list[str]:
    """Return the list of the plans that come with the program, each with its source."""
    rows = []
    for key, text in shipped().items():
        terms = parse_terms(text)
        rows.append(
            (
                code(key),
                f"{terms.name_en} {terms.name_zh}",
                class_words(terms.plan_class, "en"),
                "invented" if terms.invented else "read in sources",
                ", ".join(map(code, open_points(terms))) or "none",
                terms.citation,
            )
        )
    return table(("key", "plan", "class", "figures", "open points", "source"), rows)


def shipped_lists() -> list[str]:
    """Return the list of the schedules that come with the program, each with the plans that name it."""
    plans = [parse_terms(text) for text in shipped().values()]
    rows = []
    for key, text in shipped_schedules().items():
        schedule = parse_schedule(text)
        naming = [code(plan.key) for plan in plans if key in schedules_named(plan)]
        figures = "invented" if schedule.invented else "read in sources"
        title = f"{schedule.title_en} {schedule.title_zh}"
        rows.append((code(key), title, str(len(schedule.lines)), figures, ", ".join(naming)))
    return table(("key", "schedule", "lines", "figures", "named by"), rows)


def parameters() -> list[str]:
    """Return every parameter of a plan file, and of the parts that it is made of."""
    lines = [*_fields(PlanTerms)]
    for part in PARTS:
        lines += ["", f"### {part.__name__}", "", summary(part), "", *_fields(part)]
    return lines


def _fields(model: type[BaseModel]) -> list[str]:
    return table(("parameter", "value", "meaning"), rows(model))


def rows(model: type[BaseModel]) -> Iterator[tuple[str, str, str]]:
    """Yield a model's fields, those of its ancestors within plans first."""
    for cls in reversed(model.__mro__):
        if issubclass(cls, BaseModel) and cls.__module__.startswith("ledger.plans"):
            for each in members(cls):
                if each.name in model.model_fields and each.name != "type":
                    yield (
                        code(each.name),
                        code(each.kind),
                        each.comment or MEANINGS.get(each.name, ""),
                    )
