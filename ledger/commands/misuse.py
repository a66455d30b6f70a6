"""Words that are no command, told in Chinese: what is missing, what a value must be, what was meant.

Commands, and the library that reads them, say such things in English. Each of their sentences has
its Chinese here; a test holds that none is without.
"""

import re
from collections.abc import Iterable
from typing import Final, NoReturn

import click

from ledger.commands.misuse_words import FAULTS, NUMBERS, PLACES, SENTENCES
from ledger.commands.phrases import QUOTED, Phrases
from ledger.intake.fields import Unfit
from ledger.intake.judge import Problem
from ledger.intake.words import in_chinese

_FROM_SURROUNDINGS = re.compile(r" ?\(env var: '(.+)'\)")
_RANGE = re.compile(r"(?:(-?\d+)<=)?x(?:(<=|>=)(-?\d+))?")


class Both(str):
    """A sentence in English that knows itself in Chinese."""

    __slots__ = ("zh",)
    zh: str

    def __new__(cls, zh: str, en: str) -> "Both":
        """Make a sentence."""
        its = super().__new__(cls, en)
        its.zh = zh
        return its


def refuse_unfit(error: Unfit) -> NoReturn:
    """Say as a usage error what is wrong with a value, as of a file's cell; it is not repeated.

    Raises:
        click.UsageError: always.
    """
    said = in_chinese(Problem(0, "", error.code, error.message))
    raise click.UsageError(Both(said, error.message)) from None


def told_in_chinese(error: click.ClickException) -> str:
    """Return a usage error in Chinese: how the command is used, where that is told, what is wrong."""
    said = f"错误：{_wrong(error)}"
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is None:
        return said
    pieces = " ".join(context.command.collect_usage_pieces(context))
    pieces = pieces.replace("[OPTIONS]", "[选项]").replace("COMMAND [ARGS]...", "命令 [参数]...")
    path = context.command_path
    return f"用法：{path} {pieces}\n说明见：{path} --help\n\n{said}"


def _wrong(error: click.ClickException) -> str:
    match error:
        case click.exceptions.NoArgsIsHelpError():
            assert isinstance(error.ctx.command, click.Group), "only groups want a command"
            return f"缺少命令；可用的命令：{_listed(error.ctx.command.commands)}"
        case click.MissingParameter():
            return _missing(error)
        case click.BadParameter():
            hint = _hint(error)
            return (
                f"{hint} 的值不对：{sentence(error.message)}" if hint else sentence(error.message)
            )
        case _:
            said = sentence(error.message)
            meant = getattr(error, "possibilities", None)
            return f"{said}；是否指 {_listed(meant)}" if meant else said


def _missing(error: click.MissingParameter) -> str:
    param = error.param
    what = "参数" if isinstance(param, click.Argument) else "选项"
    hint = _hint(error)
    if param is not None and isinstance(param.type, click.Choice):
        return f"缺少{what} {hint}；可选：{_listed(map(str, param.type.choices))}"
    return f"缺少{what} {hint}"


def _hint(error: click.BadParameter) -> str:
    """Return the name of the parameter that a value was for, without marks about it."""
    hint = error.param_hint
    if hint is None and error.param is not None:
        hint = error.param.get_error_hint(error.ctx)
    if hint is None:
        return ""
    said = hint if isinstance(hint, str) else " / ".join(hint)
    said = _FROM_SURROUNDINGS.sub(r"（环境变量 \1）", said)
    return re.sub(r"['\[\]]|\.\.\.", "", said)


def _listed(names: Iterable[str]) -> str:
    return "、".join(names)


def sentence(message: str) -> str:
    """Return a sentence in Chinese; what is Chinese already, or unknown here, stays as it is."""
    if isinstance(message, Both):
        return message.zh
    known = _PHRASES.chinese(message)
    if known is not None:
        return known
    thing, _, fault = message.rpartition(": ")
    return f"{thing}：{FAULTS[fault]}" if fault in FAULTS else message


def _value(name: str, value: str) -> str:
    """Return what stands in a field of a sentence, as a Chinese sentence says it."""
    if name == "number_type":
        return NUMBERS.get(value, value)
    if name == "place":
        return PLACES.get(value, value)
    if name == "range" and (found := _RANGE.fullmatch(value)):
        return _range(*found.groups())
    if name in ("choices", "choice", "states"):
        return "、".join(value.replace("'", "").split(", "))
    return value[1:-1] if re.fullmatch(QUOTED, value, re.DOTALL) else value


def _range(least: str | None, sign: str | None, bound: str | None) -> str:
    if least is not None:
        return f"{least} 至 {bound}"
    return f"不小于 {bound} 的数" if sign == ">=" else f"不大于 {bound} 的数"


_PHRASES: Final = Phrases(SENTENCES, _value)
