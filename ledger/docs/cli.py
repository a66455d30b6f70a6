"""docs/cli.md: every command, from the help that the officer sees."""

import importlib
from collections.abc import Iterator

import click

from ledger.docs.markdown import code, page, sentence, table

INTRODUCTION = """
`huzhu [OPTIONS] NOUN VERB …`: the options of `huzhu` itself come before the noun. Exit codes: 0
done, 1 a bug, 2 usage, 3 refused by a rule ([refusals](refusals.md)), 4 a verification failed.
Amounts are typed in yuan, dates as 2015-01-31.
""".strip()

NO_WRAP = "\b", "\\b"  # how a help text asks click to leave its line breaks alone


def root() -> click.Group:
    """Return the command `huzhu`. By name: the shell's entry point stands above all others."""
    group: click.Group = importlib.import_module("ledger.cli").huzhu
    return group


def commands() -> Iterator[tuple[str, click.Command]]:
    """Yield every command with what is typed to call it, groups first."""
    yield from _under("huzhu", root())


def _under(typed: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    yield typed, command
    if isinstance(command, click.Group):
        for name in sorted(command.commands):
            yield from _under(f"{typed} {name}", command.commands[name])


def cli_page() -> str:
    """Return docs/cli.md."""
    lines = [INTRODUCTION]
    for typed, command in commands():
        lines += ["", f"{'#' * min(4, 1 + len(typed.split()))} {typed}", ""]
        lines += _entry(typed, command)
    return page("Commands", lines)


def _entry(typed: str, command: click.Command) -> Iterator[str]:
    words, examples = _help(command)
    yield from words
    if not isinstance(command, click.Group):
        context = click.Context(command, info_name=typed)
        yield ""
        yield "```text"
        yield " ".join([typed, *command.collect_usage_pieces(context)])
        yield "```"
    for example in examples:
        yield ""
        yield f"Example: {code(example)}"
    rows = [_option(each) for each in command.params if isinstance(each, click.Option)]
    rows = [row for row in rows if row[0]]
    if rows:
        yield ""
        yield from table(("option", "meaning"), rows)


def _help(command: click.Command) -> tuple[list[str], list[str]]:
    """Return a help text's paragraphs, and apart from them its examples."""
    words: list[str] = []
    examples: list[str] = []
    for paragraph in (command.help or "").split("\n\n"):
        said = " ".join(word for word in paragraph.split() if word not in NO_WRAP)
        if said.startswith("Example: "):
            examples.append(said.removeprefix("Example: "))
        elif said:
            words += ["", said] if words else [said]
    return words, examples


def _option(option: click.Option) -> tuple[str, str]:
    """Return how an option is written and what it means; nothing for a hidden one."""
    if option.hidden:
        return "", ""
    written = ", ".join([*option.opts, *option.secondary_opts])
    if not option.is_flag:
        written += f" {option.make_metavar(click.Context(click.Command('huzhu')))}"
    said = [sentence(option.help or "")]
    if option.required:
        said.append("Required.")
    if option.multiple and "repeat" not in said[0]:
        said.append("May be repeated.")
    if option.envvar:
        said.append(f"Or in {code(str(option.envvar))}.")
    if option.show_default and option.default not in (None, False):
        said.append(f"Unless said: {code(str(option.default))}.")
    return code(written), " ".join(filter(None, said))
