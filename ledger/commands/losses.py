"""A loss as it is typed: types of options, and one refusal in the reader's language for what contradicts."""

import re
from collections.abc import Callable
from typing import Any, Final, TypeVar

import click
from pydantic import ValidationError

from ledger.benefits import Loss
from ledger.commands.shared import DAY, YUAN, Session, Yuan
from ledger.languages import Lang
from ledger.money import parse_yuan
from ledger.plans import EVIDENCE_KINDS, TRIGGERS
from ledger.plans.problems import problems_of, told

# How the command line calls the fields of a loss.
_OPTIONS = {
    "occurred_on": "--occurred-on",
    "occurred_at": "--occurred-at",
    "ended_on": "--ended-on",
    "admitted_at": "--admitted-at",
    "discharged_at": "--discharged-at",
    "total_fen": "--total",
    "self_pay_fen": "--self-pay",
    "out_of_scope_fen": "--out-of-scope",
    "other_payers_fen": "--other-payers",
    "above_cap_fen": "--above-cap",
    "basic_deductible_fen": "--basic-deductible",
}
F = TypeVar("F", bound=Callable[..., Any])
_FIELD = re.compile(r"\b(" + "|".join(_OPTIONS) + r")\b")


class Shaped(click.ParamType[str]):
    """A text of a form, with the words for what has another one."""

    def __init__(self, name: str, form: str, zh: str, en: str) -> None:
        self.name = name
        self._form, self._words = re.compile(form), {"zh": zh, "en": en}

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Read a text of the form."""
        text = str(value)
        if self._form.fullmatch(text) is None:
            session = ctx.find_object(Session) if ctx is not None else None
            self.fail(self._words[session.lang if session else "en"], param, ctx)
        return text


class YuanOrZero(Yuan):
    """An amount in yuan of which nothing is a fact too: what was not borne, or not paid."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read an amount, zero or more."""
        try:
            if not isinstance(value, int) and parse_yuan(value) == 0:
                return 0
        except ValueError:
            pass  # told by the reader of amounts
        return super().convert(value, param, ctx)


YUAN_OR_ZERO = YuanOrZero()
TRIGGER = click.Choice(TRIGGERS)
TRIGGERS_HELP = f"What happened: {', '.join(TRIGGERS)}."
OTHER_PAYERS = "What others than basic insurance paid of that."
KINDS_HELP = f"One of {', '.join(EVIDENCE_KINDS)}."
CLOCK = Shaped(
    "time", r"([01][0-9]|2[0-3]):[0-5][0-9]", "应为时刻，如 08:30", "write a time such as 08:30"
)
CONDITION = Shaped(
    "code",
    r"(?=.{1,48}$)[a-z0-9]+(-[a-z0-9]+)*",
    "应为病种或伤残等级的代码，如 grade-5，至多 48 个字符",
    "write the code of a class or grade, such as grade-5, of at most 48 characters",
)
_LESS_USUAL: Final = (
    click.option(
        "--above-cap",
        "above_cap_fen",
        type=YUAN_OR_ZERO,
        help="In scope, above basic insurance's cap.",
    ),
    click.option(
        "--basic-deductible",
        "basic_deductible_fen",
        type=YUAN_OR_ZERO,
        help="Part of the self-payment that basic insurance's own deductible took.",
    ),
    click.option(
        "--earlier",
        "earlier_fen",
        type=YUAN_OR_ZERO,
        help="Self-payment of the period before, by the agency.",
    ),
    click.option(
        "--stay-number",
        type=click.IntRange(1, 999),
        help="Which stay of the period, by the agency.",
    ),
    click.option("--damage", "damage_fen", type=YUAN, help="What was damaged, in yuan."),
    click.option(
        "--months", type=click.IntRange(1, 999), help="For which an allowance is claimed."
    ),
    click.option("--group", type=CONDITION, help="Of the member, where rates differ by group."),
    click.option("--accident-on", type=DAY, help="Of what a disability or death goes back to."),
)
LABEL = Shaped("text", r".{1,64}", "应为 1 至 64 个字符", "write 1 to 64 characters")
# As files write it: what is typed otherwise could stand in no roster and in no bank's answer.
_CODE = r"[0-9A-Za-z](?:[0-9A-Za-z{inner}-]{0,62}[0-9A-Za-z])?"
CODE = Shaped(
    "code",
    _CODE.replace("{inner}", "._/"),
    "编码只用字母和数字，中间可有 . _ / -，至多 64 个字符",
    "a code has only letters, digits and . _ / - between them, at most 64 characters",
)
BATCH = Shaped(  # also the name of the bank's file
    "code",
    _CODE.replace("{inner}", "._"),
    "批次号只用字母和数字，中间可有 . _ -，至多 64 个字符",
    "a batch number has only letters, digits and . _ - between them, at most 64 characters",
)


def less_usual_facts(command: F) -> F:
    """Give a command the options for facts that only some terms ask for."""
    for option in reversed(_LESS_USUAL):
        command = option(command)
    return command


def loss_given(facts: dict[str, Any], lang: Lang) -> Loss:
    """Make a loss of what was typed.

    Raises:
        click.UsageError: the facts contradict one another; in the reader's language.
    """
    given = {name: fact for name, fact in facts.items() if fact is not None and fact != ()}
    try:
        return Loss.model_validate(given)
    except ValidationError as error:
        said = told(problems_of(error), lang)
        raise click.UsageError(_FIELD.sub(lambda found: _OPTIONS[found[1]], said)) from None
