"""Help is complete: every command and every option says what it is for, and every example can be typed."""

import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from ledger import cli
from tests.commands.office import typed

GOLDEN = Path(__file__).parent.parent / "golden" / "cli"


def walk(
    command: click.Command, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        for name, below in sorted(command.commands.items()):
            yield from walk(below, (*path, name))


COMMANDS = dict(walk(cli.huzhu))
EXAMPLES = [
    (path, " ".join(example.split()))
    for path, command in COMMANDS.items()
    for example in re.findall(r"Example: (huzhu .+?)(?:\n\n|\Z)", command.help or "", re.DOTALL)
]


def name(path: tuple[str, ...]) -> str:
    return " ".join(("huzhu", *path))


@pytest.mark.parametrize("path", COMMANDS, ids=name)
def test_a_command_says_what_it_does(path: tuple[str, ...]) -> None:
    answer = typed([*path, "--help"], {"COLUMNS": "100"})
    assert answer.code == 0, answer
    assert not answer.err
    said = COMMANDS[path].help or ""
    assert said.split("\n\n")[0].rstrip().endswith(".")
    assert len(said.split()) > 2


@pytest.mark.parametrize("path", COMMANDS, ids=name)
def test_every_option_says_what_it_is_for(path: tuple[str, ...]) -> None:
    options = [p for p in COMMANDS[path].params if isinstance(p, click.Option) and not p.hidden]
    assert [option.opts[-1] for option in options if not option.help] == []


@pytest.mark.parametrize("path", COMMANDS, ids=name)
def test_arguments_are_spoken_of(path: tuple[str, ...]) -> None:
    command = COMMANDS[path]
    for argument in command.params:
        if isinstance(argument, click.Argument) and argument.metavar is None:
            spoken = {argument.human_readable_name.upper(), argument.human_readable_name}
            assert any(word in (command.help or "") for word in spoken), argument.name


@pytest.mark.parametrize(("path", "line"), EXAMPLES, ids=[line for _, line in EXAMPLES])
def test_an_example_has_only_words_that_the_command_knows(path: tuple[str, ...], line: str) -> None:
    _, *words = shlex.split(line)
    place = words.index(path[0])
    assert tuple(words[place : place + len(path)]) == path
    with cli.huzhu.make_context("huzhu", words[: place + 1]):
        own = COMMANDS[path].make_context(path[-1], words[place + len(path) :])
    assert own.args == []


def test_every_import_shows_an_example() -> None:
    shown = {path for path, _ in EXAMPLES}
    importing = {path for path in COMMANDS if path[-1:] == ("import",)}
    assert importing <= shown


def test_the_first_page_of_help_is_as_it_was_agreed() -> None:
    answer = typed(["--help"], {"COLUMNS": "100"})
    path = GOLDEN / "huzhu.txt"
    if os.environ.get("UPDATE_GOLDEN") == "1":
        path.write_text(answer.out, encoding="utf-8")
    assert answer.out == path.read_text(encoding="utf-8"), "UPDATE_GOLDEN=1 writes it anew"


def test_the_version_is_told_without_a_book() -> None:
    answer = typed(["--version"], {})
    assert answer.code == 0
    assert re.fullmatch(r"huzhu \d+\.\d+.*\n", answer.out)
