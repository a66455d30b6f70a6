"""The page on re-performance says what the commands do: its blocks are run, its causes are all causes."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.evidence.reperform_findings import Cause

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/reperformance.md").read_text("utf-8")


def _blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.+?)\n```$", PAGE, re.DOTALL | re.MULTILINE)


def test_every_cause_has_its_row_in_order() -> None:
    listed = re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)

    assert listed == [cause.value for cause in Cause]


@pytest.fixture
def said(tmp_path: Path) -> str:
    """What the page's commands print, typed one after the other in an empty folder."""
    huzhu = tmp_path / "bin" / "huzhu"
    huzhu.parent.mkdir()
    huzhu.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m ledger.cli "$@"\n', "utf-8")
    huzhu.chmod(0o755)
    (tmp_path / "work").mkdir()
    path = f"{huzhu.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    surroundings = {"PATH": path, "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", "HOME": str(tmp_path)}
    done = subprocess.run(
        ["/bin/bash", "-euo", "pipefail", "-c", "\n".join(_blocks("sh"))],
        cwd=tmp_path / "work",
        env=surroundings,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_what_the_page_shows_is_what_its_commands_print(said: str) -> None:
    lines = [line for block in _blocks("text") for line in block.splitlines()]

    assert len(lines) == 6
    assert [line for line in lines if line not in said.splitlines()] == []
