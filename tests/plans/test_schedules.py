"""Schedules: long lists by themselves, put into the terms that name them, and what is refused."""

from datetime import date
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from ledger.benefits import Loss, Usage, assess
from ledger.errors import Unknown
from ledger.plans import (
    PlanTerms,
    Schedule,
    ScheduleUnsound,
    TermsUnsound,
    describe,
    describe_schedule,
    differences,
    parse_schedule,
    parse_terms,
    resolved,
    schedules_named,
    with_schedules,
)
from ledger.plans.schedules import PART_BYTES_MAX
from ledger.terms import schedules_shipped_for, shipped, shipped_schedules
from tests import makers as m
from tests.plans.plan_makers import diagnosis, facts, terms

SHIPPED = {key: parse_schedule(text) for key, text in shipped_schedules().items()}
WHOLE = m.schedule()
NAMING = {"type": "fixed_sum", "trigger": "diagnosis", "listed_in": m.SCHEDULE}
SUMS = {"full_fen": 2_000_001, "sums": {"blindness": 300_000}}


def naming(**changes: Any) -> PlanTerms:
    """Terms that name the made schedule, with the sums that it leaves to them."""
    return terms(NAMING | SUMS | changes)


def refusal(schedule: Schedule, **changes: Any) -> tuple[str, ...]:
    with pytest.raises(TermsUnsound) as caught:
        with_schedules(naming(**changes), {schedule.key: schedule})
    return tuple(problem.said("en") for problem in caught.value.problems)


# --- an edition ---------------------------------------------------------------------------------


@pytest.mark.parametrize("key", sorted(SHIPPED))
def test_a_shipped_schedule_is_read_under_its_own_name_and_some_plan_names_it(key: str) -> None:
    assert SHIPPED[key].key == key
    plans = [parse_terms(text) for text in shipped().values()]
    assert [plan.key for plan in plans if key in schedules_named(plan)]


@pytest.mark.parametrize("key", sorted(SHIPPED))
def test_a_schedule_survives_json_and_yaml_unchanged(key: str) -> None:
    its = SHIPPED[key]
    assert Schedule.model_validate_json(its.model_dump_json(exclude_none=True)) == its
    assert parse_schedule(yaml.safe_dump(its.model_dump(), allow_unicode=True)) == its


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"lines": []}, "lines must not be empty"),
        (
            {"lines": [m.listed("coma"), m.listed("stroke"), m.listed("coma")]},
            "lines lists coma more than once",
        ),
        (
            {"lines": [m.listed("coma", amount_fen=1, rate_bp=1)]},
            "lines.0: give amount_fen or rate_bp, not both",
        ),
        (
            {"edition": "2014"},
            "effective_on (2015-01-01) is not in the year of edition 2014",
        ),
        (
            {"kind": "price_list"},
            "kind: must be disease_list, disability_table or event_list",
        ),
        ({"effective_on": None}, "effective_on: must be a date such as 2015-01-31"),
    ],
)
def test_a_schedule_that_contradicts_itself_is_refused_by_its_field(
    changes: dict[str, Any], problem: str
) -> None:
    text = yaml.safe_dump(WHOLE.model_dump(exclude_none=True) | changes, allow_unicode=True)
    with pytest.raises(ScheduleUnsound) as caught:
        parse_schedule(text)
    assert caught.value.code == "plan.schedule_unsound"
    assert str(caught.value) == f"the schedule file is not sound: {problem}"
    assert caught.value.sentence("zh").startswith("附表文件有误：")


@given(st.text(max_size=200))
def test_no_text_makes_the_reader_of_schedules_fail_otherwise(text: str) -> None:
    with pytest.raises(ScheduleUnsound):
        parse_schedule(text)


@given(st.lists(st.integers(1, 200), min_size=1, max_size=600))
@example([200] * 600)  # many parts, each nearly full
def test_an_edition_of_any_length_makes_parts_that_are_the_edition_again(
    lengths: list[int],
) -> None:
    lines = [
        m.listed(f"class-{place}", label_zh="病" * length, rate_bp=1)
        for place, length in enumerate(lengths)
    ]
    whole = m.schedule(lines=lines)
    first, *others = whole.parts()
    again = first
    for part in others:
        again = again.continued(part)
    assert again == whole
    for part in (first, *others):
        lines_bytes = [len(line.model_dump_json(exclude_none=True).encode()) for line in part.lines]
        assert sum(lines_bytes) <= PART_BYTES_MAX


# --- put into terms -----------------------------------------------------------------------------


def test_a_class_pays_its_own_sum_or_what_the_terms_name_or_its_rate_of_the_full_sum() -> None:
    (rule,) = with_schedules(naming(), {WHOLE.key: WHOLE}).benefits
    assert rule.type == "fixed_sum"
    assert {line.code: line.amount_fen for line in rule.lines} == {
        "deep-coma": 1_000_000,  # by the edition
        "deafness": 800_000,  # 40 % of 20,000.01 yuan
        "blindness": 300_000,  # by name in the terms
    }


def test_without_a_sum_of_its_own_a_class_pays_the_full_sum_and_half_a_fen_is_rounded_up() -> None:
    half = m.schedule(lines=[m.listed("coma"), m.listed("stroke", rate_bp=5_000)])
    (rule,) = with_schedules(naming(full_fen=3, sums=None), {half.key: half}).benefits
    assert rule.type == "fixed_sum"
    assert [line.amount_fen for line in rule.lines] == [3, 2]


def test_terms_that_name_no_schedule_stay_as_they_are() -> None:
    plain = terms()
    assert resolved(plain, {}) is plain
    assert schedules_named(plain) == ()


def test_terms_without_the_schedule_that_they_name_decide_nothing() -> None:
    with pytest.raises(AssertionError, match="CD-CI-LIST@2015 was not put into its terms"):
        assess(naming(), 1, diagnosis("deep-coma"))


def test_terms_that_name_an_edition_that_is_not_there_are_refused() -> None:
    with pytest.raises(Unknown) as caught:
        with_schedules(naming(), {})
    assert caught.value.sentence("zh") == "本账套没有附表 CD-CI-LIST@2015"


@given(
    sums=st.lists(st.integers(1, 10**7), min_size=1, max_size=30),
    which=st.integers(0, 35),
    before=st.integers(0, 35),
    shares=st.integers(1, 3),
)
def test_a_list_pays_the_same_in_the_terms_and_in_a_schedule(
    sums: list[int], which: int, before: int, shares: int
) -> None:
    lines = [m.listed(f"class-{n}", amount_fen=fen) for n, fen in enumerate(sums)]
    inline = terms({"type": "fixed_sum", "trigger": "diagnosis", "schedule": lines}, max_shares=3)
    apart = terms(NAMING, max_shares=3)
    usage = Usage(conditions=(f"class-{before}",))
    loss: Loss = diagnosis(f"class-{which}")
    whole = resolved(apart, {m.SCHEDULE: m.schedule(lines=lines)})
    assert assess(whole, shares, loss, usage) == assess(inline, shares, loss, usage)


# --- contradictions -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        (NAMING | {"listed_in": None}, "benefits.0: give either schedule or listed_in"),
        (
            NAMING | {"schedule": [m.listed("coma", amount_fen=1)]},
            "benefits.0: give either schedule or listed_in",
        ),
        (
            NAMING
            | {"listed_in": None, "schedule": [m.listed("coma", amount_fen=1)], "full_fen": 1},
            (
                "benefits.0: full_fen is for classes of listed_in; "
                "sums of schedule stand in its lines"
            ),
        ),
        (NAMING | {"sums": {"coma": 0}}, "benefits.0.sums.coma: must be above 0"),
    ],
)
def test_a_rule_lists_its_classes_in_one_place(rule: dict[str, Any], problem: str) -> None:
    text = yaml.safe_dump(facts(benefits=[rule]), allow_unicode=True)
    with pytest.raises(TermsUnsound) as caught:
        parse_terms(text)
    assert str(caught.value) == f"the plan file is not sound: {problem}"


@pytest.mark.parametrize(
    ("schedule", "rule", "problem"),
    [
        (
            {"kind": "disability_table"},
            {},
            "listed_in names CD-CI-LIST@2015, of kind disability_table, which lists nothing for diagnosis",
        ),
        (
            {"kind": "event_list"},
            {},
            "listed_in names CD-CI-LIST@2015, of kind event_list, which lists nothing for diagnosis",
        ),
        (
            {},
            {"trigger": "disability"},
            "listed_in names CD-CI-LIST@2015, of kind disease_list, which lists nothing for disability",
        ),
        (
            {"effective_on": date(2015, 1, 2)},
            {},
            "listed_in names CD-CI-LIST@2015, in force from 2015-01-02, later than these terms",
        ),
        (
            {},
            {"full_fen": None},
            "CD-CI-LIST@2015 gives no sum for deafness: full_fen or sums must",
        ),
        (
            {},
            {"sums": {"blindness": 1, "deafness": 1}},
            "full_fen is given, but no class of CD-CI-LIST@2015 needs it",
        ),
        (
            {},
            {"full_fen": 1},
            "full_fen is too small: a rate of CD-CI-LIST@2015 makes nothing of it",
        ),
        (
            {},
            {"sums": {"deep-coma": 1, "measles": 1}},
            ("sums names deep-coma, measles, for which CD-CI-LIST@2015 leaves no sum open"),
        ),
    ],
)
def test_terms_that_contradict_a_schedule_are_refused_by_their_benefit(
    schedule: dict[str, Any], rule: dict[str, Any], problem: str
) -> None:
    assert refusal(m.schedule(**schedule), **rule) == (f"benefits.0: {problem}",)


def test_an_invented_schedule_is_not_named_by_terms_that_are_read_in_sources() -> None:
    real = naming().model_copy(update={"invented": False})
    with pytest.raises(TermsUnsound, match="is invented, in terms that are not"):
        with_schedules(real, {WHOLE.key: WHOLE})


# --- in words -----------------------------------------------------------------------------------


def test_an_edition_is_told_class_by_class_in_both_languages() -> None:
    assert describe_schedule(WHOLE, "en") == [
        "Schedule CD-CI-LIST@2015 List of critical illnesses (invented)",
        "Note: this schedule is invented for a demonstration; no office ever published it.",
        "Kind: disease list; in force from 2015-01-01",
        "  class deep-coma (deep-coma): 10,000.00 yuan a share",
        "  class deafness (deafness): 40% of the full sum",
        "  class blindness (blindness): as the terms say",
        "Source: Invented for a test.",
    ]
    assert describe_schedule(WHOLE, "zh")[3:6] == [
        "  类别deep-coma（deep-coma）：每份10,000.00元",
        "  类别deafness（deafness）：全额的40%",
        "  类别blindness（blindness）：由条款规定",
    ]


def test_terms_tell_the_lines_of_the_schedule_that_they_name() -> None:
    told = describe(with_schedules(naming(), {WHOLE.key: WHOLE}), "zh")
    assert told[-5:-1] == [
        "  按附表 CD-CI-LIST@2015，全额20,000.01元",
        "  类别deep-coma：每份10,000.00元",
        "  类别deafness：每份8,000.00元",
        "  类别blindness：每份3,000.00元",
    ]


def test_two_versions_differ_in_the_lines_of_the_editions_that_they_name() -> None:
    editions = (WHOLE, m.schedule(lines=[m.listed("deep-coma", amount_fen=1_000_001)]))
    before, after = (resolved(naming(), {m.SCHEDULE: edition}) for edition in editions)
    place = "benefits[fixed_sum/diagnosis].schedule[deep-coma].amount_fen"
    changed = {each.path: (each.before, each.after) for each in differences(before, after)}
    assert changed[place] == ("10,000.00 yuan", "10,000.01 yuan")


@pytest.mark.parametrize("key", ["CD-CI@2012", "CD-CI@2017", "CD-FEM@2012", "CD-ACC@2014"])
def test_the_long_lists_of_the_demonstration_stand_in_schedules(key: str) -> None:
    plan = parse_terms(shipped()[key])
    assert {*schedules_shipped_for(plan)} == {*schedules_named(plan)} != set()
