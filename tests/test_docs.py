"""The pages say what the code does: generated ones are current, and what readers may type is run."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from ledger.docs.__main__ import main
from ledger.docs.bookkeeping import symbolic
from ledger.docs.cli import commands, root
from ledger.docs.events import envelope, fields, parts
from ledger.docs.pages import PARTS, SCHEMAS, WHOLE, stale, wanted, write
from ledger.docs.problems import row_problems
from ledger.docs.refusals import refusals, sentence_of
from ledger.events import REGISTRY, Event
from ledger.store.address import BookAddress
from ledger.store.engine import Database
from ledger.store.migrate import create_book, migrate
from tests import history
from tests import makers as m

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "README.zh-CN.md")
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
SMALL_DEMO = "huzhu demo --scale 0.002"


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _headings(page: str) -> set[str]:
    return set(re.findall(r"^#+ (.+)$", _text(page), re.MULTILINE))


# --- generated pages ---


def test_every_generated_page_is_current() -> None:
    assert stale(ROOT, wanted(ROOT)) == [], "run `make docs`"


def test_make_docs_check_is_silent_where_nothing_is_stale() -> None:
    done = CliRunner().invoke(main, ["--check"])

    assert (done.exit_code, done.output) == (0, "")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the pages, made current."""
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    write(tmp_path, wanted(tmp_path))
    return tmp_path


@pytest.mark.parametrize("page", [*WHOLE, *PARTS, f"{SCHEMAS}/unit.registered.v1.schema.json"])
def test_a_page_that_was_changed_by_hand_is_found_and_written_again(
    checkout: Path, page: str
) -> None:
    path = checkout / page
    before = path.read_text("utf-8")
    made = [line for line in before.splitlines() if line.startswith(("| ", ' "description"'))][-1]
    path.write_text(before.replace(made, f"{made} "), "utf-8")

    assert stale(checkout, wanted(checkout)) == [page]
    write(checkout, wanted(checkout))
    assert path.read_text("utf-8") == before


def test_the_schema_of_an_event_that_is_no_more_is_found_and_removed(checkout: Path) -> None:
    left_over = checkout / SCHEMAS / "unit.renamed.v1.schema.json"
    left_over.write_text("{}", "utf-8")

    assert stale(checkout, wanted(checkout)) == [f"{SCHEMAS}/{left_over.name}"]
    write(checkout, wanted(checkout))
    assert not left_over.exists()


@pytest.mark.parametrize("event", history.two_years(), ids=lambda event: event.topic)
def test_a_stored_event_has_the_fields_of_its_schema_and_no_others(event: Event) -> None:
    schema = json.loads(_text(f"{SCHEMAS}/{event.topic}.schema.json"))
    stored = json.loads(event.stored())

    assert stored.keys() <= schema["properties"].keys()
    assert stored.keys() >= set(schema["required"])


# --- commands ---

COMMANDS = dict(commands())


@pytest.mark.parametrize("typed", COMMANDS)
def test_every_command_has_help_and_a_heading(typed: str) -> None:
    assert COMMANDS[typed].help, "a docstring says what it does"
    assert typed in _headings("docs/cli.md")


def _resolved(words: list[str]) -> click.Command | None:
    """Follow typed words down the command tree, as far as they name commands."""
    command: click.Command = root()
    rest = iter(words)
    for word in rest:
        if word.startswith("--"):
            next(rest, None)  # its value
        elif isinstance(command, click.Group):
            if word not in command.commands:
                return None
            command = command.commands[word]
        else:
            break
    return command


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_command_that_a_page_names_exists(page: Path) -> None:
    named = re.findall(r"`huzhu ([a-z][^`…]*)`", page.read_text("utf-8"))

    assert [typed for typed in named if _resolved(typed.split()) is None] == []


# --- events, refusals, postings ---


@pytest.mark.parametrize("topic", REGISTRY)
def test_every_event_has_a_heading_and_each_of_its_fields_a_meaning(topic: str) -> None:
    assert topic in _headings("docs/events.md")
    assert [field.name for field in fields(REGISTRY[topic]) if not field.comment] == []


def test_every_field_of_the_envelope_and_of_the_parts_of_events_has_a_meaning() -> None:
    assert [name for name, field in envelope() if not field.comment] == []
    unsaid = [f"{p.__name__}.{f.name}" for p in parts() for f in fields(p) if not f.comment]
    assert unsaid == []


def test_every_refusal_has_a_heading_a_meaning_and_a_sentence() -> None:
    headings = _headings("docs/refusals.md")

    assert {refusal.code for refusal in refusals()} - headings == set()
    assert [refusal.code for refusal in refusals() if not refusal.__doc__] == []
    said = {refusal.code: sentence_of(refusal) for refusal in refusals()}
    assert [code for code, sentence in said.items() if not sentence or "{…}" in sentence] == []


def test_every_refusal_has_a_code_of_its_own() -> None:
    codes = [refusal.code for refusal in refusals()]

    assert sorted(codes) == sorted(set(codes))


def test_every_code_of_a_bad_row_is_listed_with_what_it_says() -> None:
    page = _text("docs/refusals.md")

    assert [problem.code for problem in row_problems() if not all(problem.messages)] == []
    assert [p.code for p in row_problems() if f"| `{p.code}` |" not in page] == []


def test_the_codes_of_bad_rows_are_all_those_in_the_code_of_intake() -> None:
    sources = "\n".join(path.read_text("utf-8") for path in (ROOT / "ledger/intake").glob("*.py"))
    families = "intake|roster|units|settlements|takeover|remittances|returns"
    written = set(re.findall(rf'"((?:{families})\.[a-z_]+)"', sources))
    known = {problem.code for problem in row_problems()} | {each.code for each in refusals()}

    assert written - known == {"intake.refused"}  # the ground of all file refusals, never raised


def test_an_event_of_names_stands_for_any_event_of_its_kind() -> None:
    paid = symbolic(type(m.benefit_paid()))

    assert (paid.amount_fen, paid.fund) == ("amount_fen", "fund")  # type: ignore[attr-defined]


# --- views for reporting tools ---


def test_the_columns_of_the_report_views_are_those_on_the_page(tmp_path: Path) -> None:
    address = BookAddress.parse(str(tmp_path / "book.db"))
    migrate(address)
    listed = dict(
        re.findall(
            r"^\| `(report_\w+)` \|[^|]+\| (.+) \|$", _text("docs/statements.md"), re.MULTILINE
        )
    )
    with Database.open(address) as database:
        create_book(database, m.BOOK)
        with database.reading() as connection:
            found = {
                str(name): [
                    row[1] for row in connection.exec_driver_sql(f"pragma table_info({name})")
                ]
                for (name,) in connection.exec_driver_sql(
                    "select name from sqlite_master where type = 'view' and name like 'report%'"
                )
            }

    assert {view: re.findall(r"`(\w+)`", columns) for view, columns in listed.items()} == found


# --- what readers type ---


def _blocks(page: str) -> list[tuple[str, str]]:
    """Return a page's shell blocks, each with the heading it stands under."""
    blocks, heading, lines = [], "", iter(_text(page).splitlines())
    for line in lines:
        if line.startswith("## "):
            heading = line.removeprefix("## ")
        elif line == "```sh":
            block = []
            for inner in lines:
                if inner == "```":
                    break
                block.append(inner)
            blocks.append((heading, "\n".join(block)))
    return blocks


def _scripts(page: str) -> dict[str, str]:
    """Return what is run for each section of a page: its blocks, one after the other."""
    scripts: dict[str, str] = {}
    for heading, block in _blocks(page):
        scripts[heading] = f"{scripts.get(heading, '')}{block}\n"
    return scripts


SEEING, TESTING, WORKING = _scripts("README.md")


@pytest.fixture
def shell(tmp_path: Path) -> Callable[[str], subprocess.CompletedProcess[str]]:
    """Run a script in an empty folder, where `huzhu` is this checkout's."""
    huzhu = tmp_path / "bin" / "huzhu"
    huzhu.parent.mkdir()
    huzhu.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m ledger.cli "$@"\n', "utf-8")
    huzhu.chmod(0o755)
    (tmp_path / "work").mkdir()
    path = f"{huzhu.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    surroundings = {"PATH": path, "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", "HOME": str(tmp_path)}

    def run(script: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["/bin/bash", "-euo", "pipefail", "-c", script],
            cwd=tmp_path / "work",
            env=surroundings,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )

    return run


def test_the_readme_has_three_sections_to_type_and_one_test_command() -> None:
    assert (SEEING, TESTING, WORKING) == ("See it", "Test it", "A first day by hand")
    assert "<!-- test-command -->\n```sh\nmake test\n```\n" in _text("README.md")
    assert _scripts("README.md")[TESTING] == "make test\n"
    assert _scripts("README.md")[SEEING].startswith("make demo\n")


@pytest.mark.parametrize(("target", "runs"), [("test", "python -m pytest"), ("demo", "huzhu demo")])
def test_the_makefile_does_what_the_readme_says(target: str, runs: str) -> None:
    makefile = _text("Makefile")
    rule = re.search(rf"^{target}: ready .*\n((?:\t.+\n)+)", makefile, re.MULTILINE)

    assert rule is not None
    assert runs in rule[1]


def test_what_the_readme_shows_of_the_demonstration_runs(
    shell: Callable[[str], subprocess.CompletedProcess[str]],
) -> None:
    script = _scripts("README.md")[SEEING].replace("make demo\n", f"{SMALL_DEMO}\n")

    done = shell(script)

    assert (done.returncode, done.stderr) == (0, "")
    for line in (
        "Beside the published figures",
        "Balance sheet",
        "S201503-00001 filed",
        "audit_trail@",
    ):
        assert line in done.stdout


def test_the_first_day_by_hand_runs_and_ends_in_the_trial_balance_of_the_page(
    shell: Callable[[str], subprocess.CompletedProcess[str]],
) -> None:
    done = shell(_scripts("README.md")[WORKING])

    assert (done.returncode, done.stderr) == (0, "")
    shown = re.search(
        r"<!-- first-day -->\n```text\n(.+?)\n```", _text("docs/bookkeeping.md"), re.DOTALL
    )
    assert shown is not None
    assert shown[1] in done.stdout


def test_both_readmes_name_the_same_commands() -> None:
    english, chinese = (
        [block.replace("HUZHU_LANG=zh", "HUZHU_LANG=en") for _, block in _blocks(page)]
        for page in READMES
    )

    assert chinese == english


def test_both_readmes_say_the_same_of_the_code() -> None:
    english, chinese = (re.findall(r"^\|.+\| `(.+)` \|$", _text(p), re.MULTILINE) for p in READMES)

    assert chinese == english


# --- places ---


@pytest.mark.parametrize("page", READMES)
def test_every_place_in_the_find_it_table_exists(page: str) -> None:
    places = re.findall(r"^\|.+\| `(.+)` \|$", _text(page), re.MULTILINE)

    assert len(places) > 20
    assert [place for place in places if not (ROOT / place).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_module_that_a_page_names_exists(page: Path) -> None:
    named = re.findall(r"`((?:ledger|migrations|tests|docs)/[\w./@-]+)`", page.read_text("utf-8"))

    assert [place for place in named if not (ROOT / place).exists()] == []


def _anchor(heading: str) -> str:
    """Return the name that a heading gets in a link."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_link_leads_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8"))

    assert [t for t in targets if "://" not in t and not _leads(page, *t.partition("#")[::2])] == []


def _leads(page: Path, place: str, anchor: str) -> bool:
    path = (page.parent / place if place else page).resolve()
    if not path.exists() or not anchor:
        return path.exists()
    return anchor in {_anchor(heading) for heading in _headings(_name(path))}


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_no_page_names_a_place_on_somebodys_machine(page: Path) -> None:
    text = page.read_text("utf-8")

    assert (
        re.findall(r"(?<![\w.:/])/(?:home|work|tmp|root|Users|usr|var|opt|mnt)\b[^\s`)]*", text)
        == []
    )
    assert re.findall(r"\b[A-Z]:\\", text) == []


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_a_contribution_is_never_called_a_premium(page: Path) -> None:
    assert re.findall(r"\bpremiums?\b", page.read_text("utf-8"), re.IGNORECASE) == []
