"""`huzhu plan` without a book: shown, listed, compared, checked and tried, with their exit codes."""

import re
from pathlib import Path

import pytest

from ledger.terms import shipped
from tests.commands.office import Answer, typed

DOCS = Path(__file__).parents[2] / "docs"


def huzhu(*words: object, lang: str = "en") -> Answer:
    return typed(["--lang", lang, "plan", *map(str, words)], {})


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    """The plan file and the facts of the page on plans, and its answer."""
    plan, schedule, rule, facts = re.findall(r"```yaml\n(.+?)```", _page(), re.DOTALL)
    (tmp_path / "plan.yaml").write_text(plan, "utf-8")
    (tmp_path / "EX-DIS@2020.yaml").write_text(schedule, "utf-8")
    (tmp_path / "with-schedule.yaml").write_text(plan + rule, "utf-8")
    (tmp_path / "facts.yaml").write_text(facts, "utf-8")
    return tmp_path


def _page() -> str:
    return (DOCS / "plans.md").read_text("utf-8")


def _paper(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_what_the_page_on_plans_shows_is_what_the_program_answers(papers: Path) -> None:
    answer = huzhu("try", papers / "plan.yaml", "--facts", papers / "facts.yaml")
    assert (answer.code, answer.err) == (0, "")
    (shown,) = re.findall(r"```text\n(.+?)```", _page(), re.DOTALL)
    assert shown in answer.out


def test_the_schedule_on_the_page_pays_what_the_page_says(papers: Path) -> None:
    facts = _paper(
        papers,
        "disabled.yaml",
        "losses:\n"
        + "".join(f"  - {{trigger: disability, condition: grade-{n}}}\n" for n in (2, 3)),
    )
    answer = huzhu("try", papers / "with-schedule.yaml", "--facts", facts)
    assert "benefit 27,000.00 yuan" in answer.out  # 90 % of the full sum
    assert "23,000.00" in answer.out  # 25,000 by name, and what the coverage period has left
    assert answer.out.endswith("total 50,000.00 yuan\n")


def test_terms_are_tried_line_by_line_in_both_languages_with_what_is_left(tmp_path: Path) -> None:
    facts = _paper(
        tmp_path,
        "facts.yaml",
        "losses:\n  - {trigger: hospital_stay, self_pay: 12000}\n"
        "  - {trigger: hospital_stay, self_pay: 100000}\n",
    )
    answer = huzhu("try", "ZJJ-HOSP@2014", "--facts", facts)
    assert answer.code == 0
    lines = answer.out.splitlines()
    assert "   互助金 5,850.00 元 / benefit 5,850.00 yuan" in lines
    assert "   剩余 44,150.00 元 [cap_term_fen] / left 44,150.00 yuan [cap_term_fen]" in lines
    assert (
        "   65,250.00 yuan is above what the coverage period's cap has left: 44,150.00 yuan "
        "[cap_term_fen]" in lines
    )
    assert lines[-1] == "合计 50,000.00 元 / total 50,000.00 yuan"


def test_stays_within_24_hours_take_one_deductible(tmp_path: Path) -> None:
    facts = _paper(
        tmp_path,
        "facts.yaml",
        """
losses:
  - {trigger: hospital_stay, self_pay: 3000, admitted_at: 2020-03-01 08:00, discharged_at: 2020-03-05 10:00}
  - {trigger: hospital_stay, self_pay: 2000, admitted_at: 2020-03-06 09:00, discharged_at: 2020-03-09 10:00}
""",
    )
    answer = huzhu("try", "BJ-HOSP@undated", "--facts", facts)
    assert "(2 stays count as one)" in answer.out
    assert answer.out.endswith("total 2,220.00 yuan\n")


def test_each_insured_persons_losses_count_towards_their_own_limits(tmp_path: Path) -> None:
    facts = _paper(
        tmp_path,
        "facts.yaml",
        "used: {paid: 49000}\nlosses:\n"
        "  - {trigger: hospital_stay, self_pay: 12000, insured: D1}\n"
        "  - {trigger: hospital_stay, self_pay: 12000}\n"
        "  - {trigger: hospital_stay, self_pay: 12000, insured: D2}\n",
    )
    lines = huzhu("try", "ZJJ-HOSP@2014", "--facts", facts).out.splitlines()
    assert [line for line in lines if line.startswith("   互助金")] == [
        "   互助金 5,850.00 元 / benefit 5,850.00 yuan",
        "   互助金 1,000.00 元 / benefit 1,000.00 yuan",  # the member had used the rest before
        "   互助金 5,850.00 元 / benefit 5,850.00 yuan",
    ]
    assert "1. D1 住院 / D1 a hospital stay" in lines
    assert "2. 住院 / a hospital stay" in lines


@pytest.mark.parametrize(
    ("facts", "code"),
    [("trigger: nothing\n", "plan.facts_unsound"), ("[", "plan.facts_unsound")],
)
def test_facts_that_cannot_be_read_are_refused(tmp_path: Path, facts: str, code: str) -> None:
    answer = huzhu("try", "ZJJ-HOSP@2014", "--facts", _paper(tmp_path, "facts.yaml", facts))
    assert (answer.code, answer.out) == (3, "")
    assert answer.err.startswith(f"refused [{code}]: ")


def test_a_file_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    gone = tmp_path / "gone.yaml"
    assert huzhu("try", "ZJJ-HOSP@2014", "--facts", gone).code == 2
    assert huzhu("lint", gone).code == 2


@pytest.mark.parametrize("command", ["show", "lint"])
def test_a_key_that_nobody_knows_is_refused(command: str) -> None:
    answer = huzhu(command, "NO-PLAN@2020")
    assert answer.code == 3
    assert "this book holds no plan version NO-PLAN@2020" in answer.err


def test_a_shipped_plan_is_shown_without_a_book_and_says_so() -> None:
    english, chinese = huzhu("show", "GZ-MED@2024"), huzhu("show", "GZ-MED@2024", lang="zh")
    assert "Not stated: five benefits; what they are and their sums are not stated" in english.out
    assert english.out.endswith("(shipped terms, not published in a book)\n")
    assert chinese.out.endswith("（随程序附带的条款，未在账套中发布）\n")
    assert len(english.out.splitlines()) == len(chinese.out.splitlines())


def test_every_shipped_plan_is_listed_with_its_open_points() -> None:
    answer = huzhu("list", "--shipped")
    assert [line.partition("  ")[0] for line in answer.out.splitlines()] == sorted(shipped())
    assert (
        "ZJJ-HOSP@2014  Zhangjiajie workers' medical mutual aid (2014)  2014-01-01\n" in answer.out
    )
    assert re.search(r"BJ-CHILD@undated .+ no day stated  open points: 4\n", answer.out)
    assert "会费" not in huzhu("list", "--shipped", lang="zh").out


def test_published_plans_are_listed_from_a_book_only() -> None:
    answer = huzhu("list")
    assert answer.code == 2
    assert "name the book" in answer.err


def test_two_editions_are_compared_parameter_by_parameter() -> None:
    answer = huzhu("diff", "BJ-MED@2012", "BJ-MED@2017")
    assert answer.code == 0
    assert "  cap_term_fen: 100,653.00 yuan -> 200,653.00 yuan\n" in answer.out
    assert "  settled: not set -> quarter\n" in answer.out
    same = huzhu("diff", "BJ-MED@2012", "BJ-MED@2012")
    assert same.out == "BJ-MED@2012 to BJ-MED@2012: 0 differences\n"


def test_lint_lists_what_is_open_and_unset() -> None:
    answer = huzhu("lint", "BJ-ALLOW@2011")
    assert answer.code == 0
    first, *rest = answer.out.splitlines()
    assert first.startswith("BJ-ALLOW@2011: no contradiction; open points 1, listed ")
    assert int(first.rpartition(" ")[2]) == len(rest)
    assert "  open  effective_on: no day on which it takes effect" in rest
    assert "  not set  waiting_period_days: not set; it is not enforced" in rest


def test_terms_that_contradict_themselves_are_refused_with_each_clause(papers: Path) -> None:
    text = (papers / "plan.yaml").read_text("utf-8")
    wrong = text.replace("over_fen: 2000000, rate", "over_fen: 1500000, rate")
    wrong = wrong.replace("plan_class: hospital_expense", "plan_class: dental")
    answer = huzhu("lint", _paper(papers, "wrong.yaml", wrong))
    assert (answer.code, answer.out) == (3, "")
    assert "[plan.terms_unsound]" in answer.err
    assert "plan_class: must be" in answer.err
    assert "benefits.0: bands.1 overlaps the one before" in answer.err


@pytest.mark.parametrize("page", ["plans.md", "plan-terms.schema.json"])
def test_no_parameter_of_terms_is_missing_from_the_pages(page: str) -> None:
    text = (DOCS / page).read_text("utf-8")
    for name in ("exclusive_benefits", "stays_join_within_hours", "refundable_fen", "pool_rate_bp"):
        assert name in text
