"""What the code says of itself: its modules, classes, docstrings, and the comments beside fields."""

import ast
import importlib
import inspect
import io
import pkgutil
import tokenize
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import ledger

PACKAGE = Path(ledger.__file__).parent


class Member(NamedTuple):
    """A field of a class as it is written there."""

    name: str
    kind: str  # its annotation
    comment: str


@cache
def modules() -> tuple[ModuleType, ...]:
    """Import every module of the package and return them by name, entry points aside."""
    names = [
        found.name
        for found in pkgutil.walk_packages([str(PACKAGE)], "ledger.")
        if not found.name.endswith("__main__")
    ]
    return tuple(importlib.import_module(name) for name in sorted(names))


def place(module: str) -> str:
    """Return a module's file, relative to the checkout."""
    path = module.replace(".", "/")
    return f"{path}/__init__.py" if (PACKAGE.parent / path).is_dir() else f"{path}.py"


def doc(thing: object) -> str:
    """Return a docstring without its indentation."""
    return inspect.getdoc(thing) or ""


def summary(thing: object) -> str:
    """Return the first paragraph of a docstring, on one line."""
    return " ".join(doc(thing).partition("\n\n")[0].split())


@cache
def tree(module: str) -> ast.Module:
    """Return a module's syntax."""
    return ast.parse(_text(module))


@cache
def _text(module: str) -> str:
    return inspect.getsource(importlib.import_module(module))


@cache
def _comments(module: str) -> dict[int, str]:
    """Return the comment at the end of each line that has code and a comment."""
    found = {}
    lines = _text(module).splitlines()
    for token in tokenize.generate_tokens(io.StringIO(_text(module)).readline):
        line, column = token.start
        if token.type == tokenize.COMMENT and lines[line - 1][:column].strip():
            found[line] = token.string.lstrip("# ").strip()
    return found


def members(cls: type) -> list[Member]:
    """Return the annotated fields of a class body, in order, each with the comment beside it."""
    body = next(
        node
        for node in ast.walk(tree(cls.__module__))
        if isinstance(node, ast.ClassDef) and node.name == cls.__name__
    ).body
    comments = _comments(cls.__module__)
    return [
        Member(
            node.target.id,
            ast.unparse(node.annotation),
            comments.get(node.lineno) or comments.get(node.end_lineno or 0, ""),
        )
        for node in body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    ]
