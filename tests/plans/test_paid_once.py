"""A class that is paid once: by whatever name it is claimed, and over a life or a coverage period."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.benefits import Loss, Step, Usage, assess, limits_left, used
from ledger.languages import Lang
from ledger.plans import TRIGGERS, FixedSum, PlanTerms, ScheduleLine, describe, lint
from tests.plans.plan_makers import diagnosis, indemnity, stay, terms

DAY = date(2015, 3, 10)


def listed(trigger: str, *codes: str, **facts: Any) -> FixedSum:
    lines = tuple(
        ScheduleLine(code=code, label_zh="某项", label_en=code, amount_fen=100_000)
        for code in codes
    )
    return FixedSum.model_validate({"trigger": trigger, "schedule": lines} | facts)


def plan(*rules: Any, **changes: Any) -> PlanTerms:
    return terms(*rules, plan_class="composite", **changes)


def benefits(its: PlanTerms, *losses: Loss, usage: Usage | None = None) -> list[int]:
    """What losses are paid, one after the other."""
    usage, found = usage or Usage(), []
    for loss in losses:
        assessment = assess(its, 1, loss, usage)
        usage = used(usage, loss, assessment, assessment.benefit_fen)
        found.append(assessment.benefit_fen)
    return found


@pytest.mark.parametrize("trigger", TRIGGERS)
@pytest.mark.parametrize("first", [None, "it"])
@pytest.mark.parametrize("second", [None, "it"])
def test_the_class_of_a_list_of_one_is_paid_once_whether_a_claim_names_it_or_not(
    trigger: Any, first: str | None, second: str | None
) -> None:
    losses = [Loss(trigger=trigger, occurred_on=DAY, condition=each) for each in (first, second)]
    assert benefits(plan(listed(trigger, "it")), *losses) == [100_000, 0]


def test_once_a_list_of_one_is_paid_it_has_nothing_left() -> None:
    its, loss = plan(listed("birth", "birth")), Loss(trigger="birth", occurred_on=DAY)
    assessment = assess(its, 1, loss)
    after = used(Usage(), loss, assessment, 100_000)
    assert [(each.clause, each.left) for each in limits_left(its, after)] == [
        ("benefits.0.schedule", 0)
    ]


def test_a_class_that_a_bill_names_is_still_to_be_paid_at_its_diagnosis() -> None:
    """Half of 1,000.00 for the stay; no fixed sum was paid, so that the diagnosis is the first."""
    its = plan(indemnity(), listed("diagnosis", "stroke"))
    ill = stay(100_000, condition="stroke")
    assert benefits(its, ill, diagnosis("stroke")) == [50_000, 100_000]


def test_a_class_for_which_nothing_was_approved_is_not_paid_yet() -> None:
    its, loss = plan(listed("diagnosis", "stroke")), diagnosis("stroke")
    after = used(Usage(), loss, assess(its, 1, loss), 0)
    assert benefits(its, loss, usage=after) == [100_000]


@pytest.mark.parametrize(
    ("trigger", "facts", "expected"),
    [
        ("diagnosis", {}, 0),
        ("diagnosis", {"once_over": "life"}, 0),
        ("diagnosis", {"once_over": "term"}, 100_000),
        ("diagnosis", {"once": False}, 100_000),
        ("disability", {}, 100_000),
        ("disability", {"once_over": "life"}, 0),
    ],
)
def test_what_an_earlier_period_paid_counts_where_a_class_is_paid_once_in_a_life(
    trigger: Any, facts: dict[str, Any], expected: int
) -> None:
    its = plan(listed(trigger, "it", "other", **facts))
    loss = Loss(trigger=trigger, occurred_on=DAY, condition="it")
    before = Usage(earlier=("it",))
    assert benefits(its, loss, loss.model_copy(update={"condition": "other"}), usage=before) == [
        expected,
        100_000,
    ]


def test_what_an_earlier_period_paid_is_told_as_used_up() -> None:
    its, before = plan(listed("diagnosis", "a", "b", "c")), Usage(earlier=("a",), conditions=("b",))
    (left,) = limits_left(its, before)
    assert left.left == 1
    assert assess(its, 1, diagnosis("a"), before).steps == (
        Step("fixed.paid_before", "benefits.0.schedule.0", 100_000, 0),
    )


def test_a_class_that_is_never_once_is_not_once_over_anything() -> None:
    rule = {"type": "fixed_sum", "trigger": "birth", "once": False, "once_over": "life"}
    line = {"code": "x", "label_zh": "某", "label_en": "some", "amount_fen": 500}
    with pytest.raises(ValueError, match="once_over is set, but once is false"):
        plan({**rule, "schedule": [line]})


def test_lint_tells_over_what_each_class_is_taken_to_be_paid_once() -> None:
    its = plan(
        listed("diagnosis", "a"),
        listed("death", "b"),
        listed("birth", "c", once=False),
        listed("disability", "d", once_over="life"),
    )
    told = {f.path: f.en for f in lint(its) if f.kind == "assumed" and "once" in f.path}
    assert told == {
        "benefits.0.once_over": "not stated; life is taken",
        "benefits.1.once_over": "not stated; term is taken",
    }


@pytest.mark.parametrize(
    ("lang", "life", "term"),
    [
        ("en", "the first of each class in a life only", "each class once in one coverage period"),
        ("zh", "每类终身限首次", "每类在一个保障期内限一次"),
    ],
)
def test_over_what_a_class_is_paid_once_is_said_in_words(lang: Lang, life: str, term: str) -> None:
    said = "\n".join(describe(plan(listed("diagnosis", "a"), listed("death", "b")), lang))
    assert said.index(life) < said.index(term)


CLASSES = st.sampled_from(["a", "b", "c"])


@given(st.lists(st.tuples(CLASSES, st.booleans()), max_size=8), st.randoms(use_true_random=False))
def test_in_whatever_order_each_class_is_paid_once(
    told: list[tuple[str, bool]], chance: Any
) -> None:
    """Diagnoses of three classes, and stays whose papers name a class as well."""
    its = plan(indemnity(), listed("diagnosis", "a", "b", "c"))

    def total(order: list[tuple[str, bool]]) -> int:
        losses = [
            diagnosis(code) if is_found else stay(10_000, condition=code)
            for code, is_found in order
        ]
        return sum(benefits(its, *losses))

    shuffled = list(told)
    chance.shuffle(shuffled)
    found, stays = {code for code, is_found in told if is_found}, [t for t in told if not t[1]]
    assert total(told) == total(shuffled) == 100_000 * len(found) + 5_000 * len(stays)
