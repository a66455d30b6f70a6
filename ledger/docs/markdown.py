"""The little Markdown that the generated pages need."""

import re
from collections.abc import Iterable, Sequence

NOTICE = "<!-- Made from the code by `make docs`; changes belong there. -->"


def cell(text: str) -> str:
    """Return a text that fits into a table's cell: on one line, its bars not taken for borders."""
    return " ".join(text.split()).replace("|", "\\|")


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return a table's lines."""
    lines = [_row(headings), _row(["---"] * len(headings))]
    return [*lines, *(_row([cell(text) for text in row]) for row in rows)]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def code(text: str) -> str:
    """Return a text set as code."""
    return f"`{text}`"


def sentence(text: str) -> str:
    """Return a phrase as a sentence: a capital first, a full stop at its end."""
    text = " ".join(text.split())
    if not text:
        return ""
    return text[0].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")


def page(title: str, *parts: Iterable[str]) -> str:
    """Return a whole generated page; several empty lines become one."""
    lines = [NOTICE, "", f"# {title}", ""]
    for part in parts:
        lines += [*part, ""]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).rstrip("\n") + "\n"
