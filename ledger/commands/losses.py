"""A loss as it is typed: options that commands share, and one refusal for what contradicts itself."""

import re
from collections.abc import Callable
from typing import Any, Final, TypeVar, get_args

import click
from pydantic import ValidationError

from ledger.benefits import Loss
from ledger.commands.shapes import CODE, CONDITION
from ledger.commands.shared import DAY, YUAN, Yuan
from ledger.events.claim import Insured
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


def whose_loss(command: F) -> F:
    """Give a command the options for whose loss it is."""
    relations = click.Choice(get_args(Insured))
    whose = "Whose loss it is; the member's unless said."
    which = "Which dependant, by the code on record; needed where several are of one relation."
    command = click.option("--dependant", type=CODE, help=which)(command)
    return click.option("--insured", type=relations, help=whose)(command)


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
