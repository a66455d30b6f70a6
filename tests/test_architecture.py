"""The shape of the code, held by tests: data flows one way, pure modules stay pure, parts stay small."""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LEDGER = ROOT / "ledger"
MODULES = sorted(LEDGER.rglob("*.py"))

MODULE_LINES_MAX = 300
FUNCTION_LINES_MAX = 40

# What may be longer, each with the reason why dividing it would make it harder to read.
LONG_MODULES: dict[str, str] = {
    "ledger/evidence/verify.py": "one file that an auditor reads whole, and runs by itself",
}
LONG_FUNCTIONS: dict[str, str] = {}

PURE = (
    "accounting",
    "aggregates",
    "benefits",
    "derivations",
    "errors",
    "events",
    "money",
    "periods",
)
ASKS_FOR_TIME_OR_CHANCE = {
    "date.today",
    "datetime.now",
    "datetime.today",
    "datetime.utcnow",
    "os.urandom",
    "perf_counter",
    "random",
    "time.monotonic",
    "time.time",
    "time.time_ns",
    "uuid1",
    "uuid4",
}
SQL = re.compile(
    r"\s*(select\b.*\bfrom\b|insert into\b|update\b.*\bset\b|delete from\b)",
    re.DOTALL,
)


def _contracts(root: Path) -> subprocess.CompletedProcess[str]:
    command = "import sys; from importlinter.cli import lint_imports_command as c; c(sys.argv[1:])"
    return subprocess.run(
        [sys.executable, "-c", command, "--no-cache", "--no-logo"],
        cwd=root,
        env={"PYTHONPATH": str(root), "PATH": ""},
        capture_output=True,
        text=True,
    )


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _calls(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


def _asks(tree: ast.AST) -> set[str]:
    called = set(_calls(tree))
    return {
        call
        for call in called
        if any(call == asked or call.endswith(f".{asked}") for asked in ASKS_FOR_TIME_OR_CHANCE)
    }


def _sql(tree: ast.AST) -> list[str]:
    """Return what looks like SQL among the texts of a module; what is put into a text is left out."""
    texts = [
        "".join(part.value for part in ast.walk(node) if _is_text(part))  # type: ignore[attr-defined]
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr) or _is_text(node)
    ]
    return [text for text in texts if SQL.match(text)]


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _is_pure(path: Path) -> bool:
    return path.relative_to(LEDGER).with_suffix("").parts[0] in PURE


def _functions(path: Path) -> Iterator[tuple[str, int]]:
    """Each function and its length in lines, without its decorators."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None, "the parser sets it"
            yield f"{_name(path)}:{node.name}", node.end_lineno - node.lineno + 1


def test_imports_keep_their_contracts() -> None:
    linted = _contracts(ROOT)

    assert linted.returncode == 0, linted.stdout + linted.stderr


@pytest.mark.parametrize(
    ("module", "planted", "broken"),
    [
        ("projections/__init__.py", "import ledger.aggregates", "learns from events alone"),
        ("statements/planted.py", "import ledger.aggregates.planted", "learns from events alone"),
        ("projections/planted.py", "import ledger.errors", "refuses nothing"),
        ("events/base.py", "import sqlalchemy", "no input or output"),
        ("money.py", "import os", "no input or output"),
        ("aggregates/planted.py", "from time import time", "no input or output"),
        ("aggregates/planted.py", "import ledger.store", "one way"),
        ("store/__init__.py", "import ledger.commands", "one way"),
        ("errors/base.py", "import ledger.plans", "one way"),
        ("service.py", "", "one way"),  # a module without a place
    ],
)
def test_a_planted_violation_is_found(
    tmp_path: Path, module: str, planted: str, broken: str
) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(LEDGER, tmp_path / "ledger", ignore=shutil.ignore_patterns("__pycache__"))
    for place in (
        "aggregates/planted.py",
        "projections/planted.py",
        "commands/__init__.py",
        module,
    ):
        path = tmp_path / "ledger" / place
        path.parent.mkdir(exist_ok=True)
        (path.parent / "__init__.py").touch()
        path.touch()
    path = tmp_path / "ledger" / module
    path.write_text(
        f"{planted}\n{path.read_text('utf-8')}".replace("from __future__", "# "), "utf-8"
    )

    linted = _contracts(tmp_path)

    assert linted.returncode == 1, linted.stdout + linted.stderr
    details = " ".join(linted.stdout.split()).partition("Broken contracts")[2]
    assert broken in details, linted.stdout


@pytest.mark.parametrize("path", [path for path in MODULES if _is_pure(path)], ids=_name)
def test_a_pure_module_asks_for_neither_time_nor_chance(path: Path) -> None:
    assert _asks(ast.parse(path.read_text("utf-8"))) == set()


@pytest.mark.parametrize(
    "question",
    ["datetime.now(UTC)", "date.today()", "dt.date.today()", "time.time()", "uuid.uuid4()"],
)
def test_a_planted_question_for_the_time_is_found(question: str) -> None:
    assert _asks(ast.parse(f"def decide():\n    return {question}\n"))


@pytest.mark.parametrize("path", sorted((LEDGER / "commands").glob("*.py")), ids=_name)
def test_a_command_asks_its_facts_by_name_and_holds_no_sql(path: Path) -> None:
    assert _sql(ast.parse(path.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    "planted",
    [
        'rows("select claim from claim_step")',
        'rows(f"""\n  select {cells} from {name}""")',
        'run("delete from event where position = ?", 1)',
    ],
)
def test_planted_sql_is_found(planted: str) -> None:
    assert len(_sql(ast.parse(planted))) == 1


def test_a_module_is_small_enough_to_read_at_once() -> None:
    long = {_name(path): len(path.read_text("utf-8").splitlines()) for path in MODULES}
    long = {name: lines for name, lines in long.items() if lines > MODULE_LINES_MAX}

    assert long.keys() == LONG_MODULES.keys(), long


def test_a_function_fits_a_screen() -> None:
    lengths = dict(found for path in MODULES for found in _functions(path))
    long = {name: lines for name, lines in lengths.items() if lines > FUNCTION_LINES_MAX}

    assert long.keys() == LONG_FUNCTIONS.keys(), long
