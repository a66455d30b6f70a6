"""`huzhu plan` with schedules: published with the terms that name them, shown, compared and tried."""

from contextlib import closing
from pathlib import Path

import pytest

from ledger.book import Book
from ledger.events.plan import PlanPublished, ScheduleAdopted
from ledger.terms import shipped, shipped_schedules
from tests.commands.office import Answer, SmallOffice, typed

PUBLISH = ("plan", "publish")
RESOLUTION = ("--resolution", "R1")


def alone(*words: object, lang: str = "en") -> Answer:
    """Run `huzhu plan` without a book."""
    return typed(["--lang", lang, "plan", *map(str, words)], {})


def laid_out(folder: Path, plan: str = "CD-CI@2012", schedule: str = "CD-CI-LIST@2012") -> Path:
    """Lay a shipped plan file and its schedule beside one another; the plan file."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{schedule}.yaml").write_text(shipped_schedules()[schedule], "utf-8")
    path = folder / f"{plan}.yaml"
    path.write_text(shipped()[plan], "utf-8")
    return path


def changed(path: Path, old: str, new: str) -> None:
    """Change a file in one place."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


# --- publishing ---------------------------------------------------------------------------------


def test_a_plan_is_published_with_the_schedule_beside_its_file(
    ready_anywhere: SmallOffice,
) -> None:
    path = laid_out(ready_anywhere.folder / "papers")

    said = ready_anywhere.do("lin", *PUBLISH, path, *RESOLUTION)

    assert said.splitlines()[0] == "schedule CD-CI-LIST@2012 is adopted"
    assert said.splitlines()[1].endswith("is published, in force from 2012-01-01")
    opened, adopted, published = ready_anywhere.events()[-3:]
    assert isinstance(adopted, ScheduleAdopted)
    assert isinstance(published, PlanPublished)
    assert opened.command_id == adopted.command_id == published.command_id
    assert adopted.document is not None
    assert adopted.document.reference == "CD-CI-LIST@2012.yaml"
    assert (adopted.resolution, len(adopted.content.lines)) == ("R1", 25)
    shown = ready_anywhere.do("lin", "plan", "show", "CD-CI@2012")
    assert "  by schedule CD-CI-LIST@2012\n" in shown
    assert "  deep coma: 15,000.00 yuan a share\n" in shown
    assert "shipped" not in shown


def test_a_book_puts_a_schedule_into_its_terms_once(ready: SmallOffice) -> None:
    ready.do("lin", *PUBLISH, "CD-CI@2012", *RESOLUTION)

    with closing(Book.open(ready.book)) as book:
        terms = book.terms("CD-CI@2012")
        assert book.terms("CD-CI@2012") is terms
    (rule,) = terms.benefits
    assert rule.type == "fixed_sum"
    assert len(rule.lines) == 25


def test_a_shipped_plan_is_published_by_its_key(ready_anywhere: SmallOffice) -> None:
    said = ready_anywhere.do("lin", *PUBLISH, "CD-FEM@2012", *RESOLUTION, lang="zh")

    assert said == (
        "附表 CD-FEM-LIST@2012 已采用\n"
        "CD-FEM@2012 女职工特殊疾病互助保障计划（演示） 已发布，2012-01-01 起生效\n"
    )
    published = ready_anywhere.events()[-1]
    assert published.document is not None
    assert published.document.reference == "CD-FEM@2012.yaml"


def test_publishing_again_says_so_and_records_nothing(ready_anywhere: SmallOffice) -> None:
    ready_anywhere.do("lin", *PUBLISH, "CD-CI@2012", *RESOLUTION)
    before = ready_anywhere.head()

    said = ready_anywhere.do("lin", *PUBLISH, "CD-CI@2012", *RESOLUTION)
    chinese = ready_anywhere.do("lin", *PUBLISH, "CD-CI@2012", *RESOLUTION, lang="zh")

    assert said == (
        "schedule CD-CI-LIST@2012 was adopted before, as it is\n"
        "CD-CI@2012 was published before, as it is\n"
    )
    assert chinese == (
        "附表 CD-CI-LIST@2012 此前已采用，内容相同\nCD-CI@2012 此前已发布，条款相同\n"
    )
    assert ready_anywhere.head() == before


def test_a_dry_run_says_which_schedules_would_be_adopted(ready_anywhere: SmallOffice) -> None:
    with ready_anywhere.untouched():
        said = ready_anywhere.do("lin", *PUBLISH, "CD-CI@2012", *RESOLUTION, "--dry-run")

    first, *events = said.splitlines()
    assert first == "dry run: 3 events would be recorded; nothing was"
    assert "  schedule CD-CI-LIST@2012 adopted (1/1); resolution: R1" in events[1]
    assert "  plan CD-CI@2012 published; resolution: R1" in events[2]


def test_an_edition_with_another_content_is_refused(ready_anywhere: SmallOffice) -> None:
    ready_anywhere.do("lin", *PUBLISH, "CD-CI@2012", *RESOLUTION)
    path = laid_out(ready_anywhere.folder / "papers")
    changed(path.with_name("CD-CI-LIST@2012.yaml"), "amount_fen: 1600000", "amount_fen: 1600001")

    said = ready_anywhere.refuses(
        "plan.edition_adopted", "lin", *PUBLISH, path, *RESOLUTION, lang="zh"
    )

    assert "附表 CD-CI-LIST@2012 已为计划 CD-CI 采用，内容不同；修改须另立新版" in said


def test_another_plan_cannot_adopt_an_edition_with_another_content(ready: SmallOffice) -> None:
    path = laid_out(ready.folder / "papers", "CD-ACC@2014", "CD-DIS@2014")
    changed(path, "code: CD-ACC", "code: XX-ACC")
    changed(path.with_name("CD-DIS@2014.yaml"), "rate_bp: 9000", "rate_bp: 9001")

    said = ready.refuses("plan.edition_adopted", "lin", *PUBLISH, path, *RESOLUTION)

    assert "schedule CD-DIS@2014 is already adopted for plan CD-ACC" in said


def test_a_later_version_may_name_an_edition_that_the_book_adopted_from_a_file(
    ready: SmallOffice,
) -> None:
    path = laid_out(ready.folder / "papers")
    schedule = path.with_name("CD-CI-LIST@2012.yaml")
    changed(schedule, "CD-CI-LIST", "OWN-LIST")
    schedule.rename(path.with_name("OWN-LIST@2012.yaml"))
    changed(path, "CD-CI-LIST", "OWN-LIST")
    ready.do("lin", *PUBLISH, path, *RESOLUTION)
    later = ready.paper("CD-CI-2013.yaml", path.read_text("utf-8"))
    changed(later, 'version: "2012"', 'version: "2013"')
    changed(later, "effective_on: 2012", "effective_on: 2013")

    said = ready.do("lin", *PUBLISH, later, *RESOLUTION)

    assert said.startswith("schedule OWN-LIST@2012 was adopted before, as it is\n")
    lint = ready.do("lin", "plan", "lint", later)
    assert lint.startswith("CD-CI@2013: no contradiction")


def test_files_and_shipped_plans_are_read_before_there_is_a_book(tmp_path: Path) -> None:
    path = laid_out(tmp_path)
    unborn = {"HUZHU_BOOK": str(tmp_path / "none.db")}
    for words in (("show", path), ("lint", path), ("show", "CD-CI@2012"), ("lint", "CD-CI@2012")):
        assert typed(["plan", *map(str, words)], unborn).code == 0

    missing = typed(["--lang", "en", "plan", "show", "XX-CI@2012"], unborn)
    assert "[book.missing]" in missing.err


def test_a_file_is_shown_as_it_will_read_once_it_is_published(ready: SmallOffice) -> None:
    path = laid_out(ready.folder / "papers")
    before = ready.do("lin", "plan", "show", path)
    ready.do("lin", *PUBLISH, path, *RESOLUTION)

    assert before == ready.do("lin", "plan", "show", "CD-CI@2012")
    schedule = ready.do("lin", "plan", "show", path.with_name("CD-CI-LIST@2012.yaml"))
    assert schedule == ready.do("lin", "plan", "show", "CD-CI-LIST@2012")


def test_terms_whose_schedule_is_nowhere_are_refused(ready: SmallOffice) -> None:
    text = shipped()["CD-CI@2012"].replace("CD-CI-LIST@2012", "NO-LIST@2012")
    path = ready.paper("CD-CI.yaml", text)

    said = ready.refuses("record.unknown", "lin", *PUBLISH, path, *RESOLUTION)

    assert "this book holds no schedule NO-LIST@2012" in said
    assert alone("lint", path).code == 3


def test_a_schedule_file_says_the_edition_that_it_is_named_after(ready: SmallOffice) -> None:
    path = laid_out(ready.folder / "papers")
    changed(path.with_name("CD-CI-LIST@2012.yaml"), "code: CD-CI-LIST", "code: CD-CI-OTHER")

    said = ready.refuses("plan.schedule_unsound", "lin", *PUBLISH, path, *RESOLUTION, lang="zh")

    assert "CD-CI-LIST@2012.yaml 的内容是 CD-CI-OTHER@2012：文件名与 code、edition 应一致" in said


# --- reading ------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_edition_is_shown_by_its_key(ready: SmallOffice, lang: str) -> None:
    adopted = ready.do("lin", "plan", "show", "CD-DIS@2014", lang=lang)
    shipped_one = alone("show", "CD-DIS@2014", lang=lang).out

    assert shipped_one.startswith(adopted)
    assert len(shipped_one.splitlines()) == len(adopted.splitlines()) + 1


def test_terms_in_a_file_are_tried_by_the_schedule_beside_them(tmp_path: Path) -> None:
    path = laid_out(tmp_path)
    changed(path.with_name("CD-CI-LIST@2012.yaml"), "amount_fen: 1600000", "amount_fen: 1600001")
    facts = tmp_path / "facts.yaml"
    facts.write_text("trigger: diagnosis\ncondition: malignant-tumour\n", "utf-8")

    answer = alone("try", path, "--facts", facts)

    assert answer.code == 0
    assert answer.out.endswith("total 16,000.01 yuan\n")


def test_a_schedule_file_is_checked_by_itself(tmp_path: Path) -> None:
    path = laid_out(tmp_path).with_name("CD-CI-LIST@2012.yaml")
    assert alone("lint", path).out == ("schedule CD-CI-LIST@2012: no contradiction; classes 25\n")
    changed(path, "code: deep-coma", "code: deafness")

    answer = alone("lint", path, lang="zh")

    assert answer.code == 3
    assert "[plan.schedule_unsound]" in answer.err
    assert "附表文件有误：lines 重复列了 deafness" in answer.err


def test_two_editions_are_compared_line_by_line() -> None:
    answer = alone("diff", "CD-CI@2012", "CD-CI@2017")

    place = "  benefits[fixed_sum/diagnosis]"
    assert f"{place}.listed_in: CD-CI-LIST@2012 -> CD-CI-LIST@2017\n" in answer.out
    assert f"{place}.schedule[deep-coma].amount_fen: 15,000.00 yuan -> " in answer.out


def test_a_schedule_that_contradicts_its_terms_is_told_in_the_chosen_language(
    tmp_path: Path,
) -> None:
    path = laid_out(tmp_path)
    changed(path.with_name("CD-CI-LIST@2012.yaml"), "    amount_fen: 1600000\n", "")

    answer = alone("lint", path, lang="zh")

    assert answer.code == 3
    assert (
        "计划文件有误：benefits.0：CD-CI-LIST@2012 未载 malignant-tumour 的金额，须填 full_fen 或 sums"
        in answer.err
    )
