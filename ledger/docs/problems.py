"""What can be wrong with a row of a file: the codes and messages in `ledger/intake`."""

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

from ledger.docs.source import modules, tree

_CODE = re.compile(
    r"(intake|registers|roster|earnings|units|settlements|takeover|remittances|returns)\.[a-z_]+"
)
_REPEATED = "row {first} of this file says the same already"
_CHOSEN = "one of these belongs here: {words}"


class RowProblem(NamedTuple):
    """A stable code, and its messages with `{name}` where a value comes in."""

    code: str
    messages: tuple[str, ...]


def row_problems() -> list[RowProblem]:
    """Return every problem that a row can have, by code."""
    found: dict[str, dict[str, None]] = {}
    for module in modules():
        if module.__name__.startswith("ledger.intake.") and "refusals" not in module.__name__:
            for code, message in _problems_in(tree(module.__name__)):
                found.setdefault(code, {})[message] = None
    return [RowProblem(code, tuple(found[code])) for code in sorted(found)]


def _problems_in(module: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield codes with the text that stands beside them in a call or a pair."""
    names = _texts(module)
    for scope in ast.walk(module):
        if not isinstance(scope, ast.FunctionDef | ast.Module | ast.ClassDef):
            continue
        known = names | _texts(scope)
        for node in _within(scope):
            beside = _beside(node)
            for place, value in enumerate(beside):
                code = value.value if isinstance(value, ast.Constant) else None
                if isinstance(code, str) and _CODE.fullmatch(code):
                    after = beside[place + 1] if place + 1 < len(beside) else None
                    yield code, _message(node, after, known)


def _within(scope: ast.AST) -> Iterator[ast.AST]:
    """Yield what stands in a scope and in none of the functions inside it."""
    for child in ast.iter_child_nodes(scope):
        if not isinstance(child, ast.FunctionDef | ast.ClassDef):
            yield child
            yield from _within(child)


def _beside(node: ast.AST) -> list[ast.expr]:
    match node:
        case ast.arguments(kw_defaults=defaults):
            return [default for default in defaults if default is not None]
        case ast.Call(args=args, keywords=keywords):
            return [*args, *(keyword.value for keyword in keywords)]
        case ast.Tuple(elts=elements):
            return elements
        case _:
            return []


def _message(node: ast.AST, after: ast.expr | None, known: dict[str, str]) -> str:
    match node, after:
        case ast.arguments(), _:
            return _CHOSEN
        case ast.Call(func=ast.Name("only_once")), _:
            return _REPEATED
        case _, ast.Name(name) | ast.Call(func=ast.Name(name)):
            return known.get(name, "")
        case _:
            return text_of(after)


def _texts(scope: ast.AST) -> dict[str, str]:
    """Return the names that a scope binds to a text, and its functions that return one."""
    returned = {
        function.name: text_of(node.value)
        for function in ast.iter_child_nodes(scope)
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Return) and text_of(node.value)
    }
    return returned | {
        target.id: text_of(node.value)
        for node in _within(scope)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name) and text_of(node.value)
    }


def text_of(value: ast.expr | None) -> str:
    """Return what a string in the code says, with `{name}` where a value comes in."""
    match value:
        case ast.Constant(value=str() as text):
            return text
        case ast.JoinedStr(values=values):
            return "".join(map(text_of, values))
        case ast.FormattedValue(value=ast.Call(args=[inner, *_])):
            return text_of(ast.FormattedValue(inner, -1))
        case ast.FormattedValue(value=inner):
            return f"{{{ast.unparse(inner).removeprefix('self.').rpartition('.')[2]}}}"
        case _:
            return ""
