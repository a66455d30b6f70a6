"""Terms in plain words, in Chinese and English, line by line, for members and officers."""

from collections.abc import Iterator

from ledger.languages import Lang
from ledger.money import yuan
from ledger.plans.clauses import PLAN_CLASSES
from ledger.plans.schedules import ListedClass, Schedule
from ledger.plans.terms import PlanTerms
from ledger.plans.words_of_contributions import contribution_lines
from ledger.plans.words_of_joining import joining_lines
from ledger.plans.words_of_limits import limit_lines
from ledger.plans.words_of_rules import percent, rule_lines, trigger_words

__all__ = [
    "INVENTED",
    "class_words",
    "describe",
    "describe_schedule",
    "percent",
    "trigger_words",
]

_CLASSES = {
    "hospital_expense": ("住院医疗", "hospital expense"),
    "hospital_allowance": ("住院津贴", "hospital allowance"),
    "critical_illness": ("重大疾病", "critical illness"),
    "female_specific_disease": ("女职工特殊疾病", "female-specific disease"),
    "accident": ("意外伤害", "accidental injury"),
    "child_accident": ("子女意外伤害", "child accident"),
    "property": ("家财损失", "property"),
    "composite": ("综合", "composite"),
    "relief": ("救助", "relief"),
}
assert set(_CLASSES) == set(PLAN_CLASSES), "every class has a name"
_KINDS = {
    "disease_list": ("疾病目录", "disease list"),
    "disability_table": ("伤残等级表", "disability table"),
    "event_list": ("事项目录", "list of events"),
}
INVENTED = {
    "zh": "注意：本计划条款为演示而虚构，金额没有出处，不是任何办事处的真实标准。",
    "en": "Note: these terms are invented for a demonstration; no office ever published them.",
}
INVENTED_SCHEDULE = {
    "zh": "注意：本附表为演示而虚构，没有出处。",
    "en": "Note: this schedule is invented for a demonstration; no office ever published it.",
}


def class_words(plan_class: str, lang: Lang) -> str:
    """Return the name of a plan class."""
    return _CLASSES[plan_class][lang == "en"]


def describe(terms: PlanTerms, lang: Lang) -> list[str]:
    """Tell one plan version in words, one fact a line; invented terms say so on the second."""
    chinese = lang == "zh"
    lines = [f"{terms.key} {terms.name_zh if chinese else terms.name_en}"]
    if terms.invented:
        lines.append(INVENTED[lang])
    lines += [_head(terms, lang), *contribution_lines(terms, lang)]
    lines += [*joining_lines(terms, lang), *limit_lines(terms, lang)]
    for number, rule in enumerate(terms.benefits, 1):
        first = f"待遇{number}：" if chinese else f"Benefit {number}: "
        lines += (
            (first if not place else "  ") + line
            for place, line in enumerate(rule_lines(rule, lang))
        )
    lines += _said(terms, lang)
    lines.append(f"{'依据：' if chinese else 'Source: '}{terms.citation}")
    return lines


def describe_schedule(schedule: Schedule, lang: Lang) -> list[str]:
    """Tell one edition of a schedule in words: what it is, each class, and its source."""
    kind, day = _KINDS[schedule.kind][lang == "en"], schedule.effective_on
    if lang == "zh":
        lines = [f"附表 {schedule.key} {schedule.title_zh}", f"类别：{kind}；生效：{day}"]
    else:
        lines = [
            f"Schedule {schedule.key} {schedule.title_en}",
            f"Kind: {kind}; in force from {day}",
        ]
    if schedule.invented:
        lines.insert(1, INVENTED_SCHEDULE[lang])
    lines += (f"  {_listed(line, lang)}" for line in schedule.lines)
    return [*lines, f"{'依据：' if lang == 'zh' else 'Source: '}{schedule.citation}"]


def _listed(line: ListedClass, lang: Lang) -> str:
    """Say what a class pays, as far as its schedule tells."""
    sum_zh, sum_en = "由条款规定", "as the terms say"
    if line.amount_fen is not None:
        sum_zh, sum_en = f"每份{yuan(line.amount_fen)}元", f"{yuan(line.amount_fen)} yuan a share"
    elif line.rate_bp is not None:
        rate = percent(line.rate_bp)
        sum_zh, sum_en = f"全额的{rate}", f"{rate} of the full sum"
    if lang == "zh":
        return f"{line.label_zh}（{line.code}）：{sum_zh}"
    return f"{line.label_en} ({line.code}): {sum_en}"


def _head(terms: PlanTerms, lang: Lang) -> str:
    name, day = class_words(terms.plan_class, lang), terms.effective_on
    if lang == "zh":
        return f"类别：{name}；基金：{terms.fund}；生效：{day or '未载明'}"
    start = f"in force from {day}" if day else "no day is stated on which it takes effect"
    return f"Class: {name}; fund: {terms.fund}; {start}"


def _said(terms: PlanTerms, lang: Lang) -> Iterator[str]:
    """Say what stands in words alone: exclusions, remarks, and what no source states."""
    for title_zh, title_en, sayings in (
        ("不予给付：", "Not covered: ", terms.exclusions),
        ("说明：", "Remark: ", terms.remarks),
        ("未载明：", "Not stated: ", terms.unstated),
    ):
        for said in sayings or ():
            yield f"{title_zh}{said.zh}" if lang == "zh" else f"{title_en}{said.en}"
