"""Remedies and sources: what a refusal sends people to exists, and no law is named that nobody read."""

import re
from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import click
import pytest
from pydantic import BaseModel

from ledger.aggregates.office import POLICY_FORMS
from ledger.docs.cli import root
from ledger.docs.refusals import refusals
from ledger.errors import LedgerError
from ledger.plans import PlanTerms

ROOT = Path(__file__).parents[1]
REFUSALS = refusals()
each_refusal = pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.code)

# The only texts that a source may name, as it names them; all else is the terms', the office's or
# this ledger's own.
TEXTS = (
    "总工发〔2018〕28号 一(二): ",
    "个人信息保护法 art. 47 (from memory: its text was not read for this ledger)",
    "the sample rules 互助互济保障制度模板 art. 15: ",
    "the sample rules 互助互济保障制度模板: ",
    "the sample rules of company funds: ",
    "the founding texts: ",
    "the rules of 石家庄 救助一日捐 arts. 19–24: ",
    "the social-insurance audit model",
    "C2SP ",
)
OWN = ("the terms of the plan: `", "the policy of the office: `", "this ledger: ")


def _named_in(text: str) -> list[str]:
    """What a sentence sets as code."""
    return re.findall(r"`([^`]+)`", text)


def _options(command: click.Command) -> set[str]:
    """The options of a command, or of any command of a group."""
    own = {name for each in command.params if isinstance(each, click.Option) for name in each.opts}
    if isinstance(command, click.Group):
        return own.union(*map(_options, command.commands.values()))
    return own


def _resolved(typed: str) -> click.Command:
    """The command that is typed, as far as its words name one; refused where the first ones do not."""
    command: click.Command = root()
    for word in typed.split()[1:]:
        if not isinstance(command, click.Group) or word.startswith("--"):
            break
        assert word in command.commands, f"`{typed}`: there is no {word}"
        command = command.commands[word]
    return command


def _fields(kind: Any) -> Iterator[type[BaseModel]]:
    """The clauses that a field's annotation may hold."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
    elif get_origin(kind) in (Annotated, Union, UnionType, tuple):
        for part in get_args(kind):
            yield from _fields(part)


def _has_field(clause: type[BaseModel], path: str) -> bool:
    """Tell whether terms have a field, such as `joiners.days_after_start`."""
    name, _, rest = path.partition(".")
    field = clause.model_fields.get(name)
    if field is None:
        return False
    return not rest or any(_has_field(inner, rest) for inner in _fields(field.annotation))


# --- remedies ---


@each_refusal
def test_every_command_and_option_that_a_remedy_names_exists(refusal: type[LedgerError]) -> None:
    spans = _named_in(refusal.remedy)
    commands = [_resolved(each) for each in spans if each.startswith("huzhu ")]
    for span in spans:
        if span.startswith("huzhu "):
            assert set(re.findall(r"--[a-z-]+", span)) <= _options(_resolved(span))
        elif span.startswith("--"):
            anywhere = {name for each in root().params for name in each.opts}
            assert span in anywhere.union(*map(_options, commands))


@each_refusal
def test_every_command_that_a_sentence_names_exists(refusal: type[LedgerError]) -> None:
    for typed in re.findall(r"'(huzhu [^']+)'", refusal.says):
        assert set(re.findall(r"--[a-z-]+", typed)) <= _options(_resolved(typed))


def test_an_invented_command_or_option_is_found() -> None:
    with pytest.raises(AssertionError, match="there is no forgive"):
        _resolved("huzhu claim forgive")
    assert "--document" in _options(_resolved("huzhu member consent"))
    assert "--forgive" not in _options(_resolved("huzhu member consent"))


@each_refusal
def test_what_else_a_remedy_or_source_sets_as_code_exists(refusal: type[LedgerError]) -> None:
    for named in _named_in(refusal.remedy + refusal.rule_source):
        if named.startswith("docs/"):
            assert (ROOT / named).is_file()
        elif named.startswith("HUZHU_"):
            used = [p for p in (ROOT / "ledger").rglob("*.py") if named in p.read_text("utf-8")]
            assert len(used) > 1  # beside the refusal's own module
        else:
            known = named.startswith(("huzhu ", "--")) or named in POLICY_FORMS
            assert known or _has_field(PlanTerms, named)


# --- sources ---


@each_refusal
def test_a_source_is_a_text_that_was_read_the_terms_the_office_or_this_ledger(
    refusal: type[LedgerError],
) -> None:
    assert refusal.rule_source.startswith(TEXTS + OWN)
    rest = refusal.rule_source
    for text in TEXTS:
        rest = rest.replace(text, "")
    rest = rest.replace("财政部 国家档案局令第79号", "")
    assert not re.search(r"\barts?\. |[〔《]|第.+[条号]|法 ", rest), "a law that nobody read"


@each_refusal
def test_the_clauses_of_terms_that_a_source_names_exist(refusal: type[LedgerError]) -> None:
    clauses, _, _ = refusal.rule_source.partition("; ")
    if not clauses.startswith("the terms of the plan: "):
        return

    named = _named_in(clauses)
    assert named
    assert [path for path in named if not _has_field(PlanTerms, path)] == []


@each_refusal
def test_the_policy_that_a_source_names_is_one_that_the_office_sets(
    refusal: type[LedgerError],
) -> None:
    _, said, named = refusal.rule_source.partition("the policy of the office: ")

    assert not said or _named_in(named)[0] in POLICY_FORMS


def test_a_field_that_no_terms_have_is_found() -> None:
    assert _has_field(PlanTerms, "joiners.days_after_start")
    assert not _has_field(PlanTerms, "joiners.days_before_start")
    assert not _has_field(PlanTerms, "premium")


# --- the page ---


def test_the_page_tells_cause_remedy_and_source_of_each_refusal() -> None:
    page = (ROOT / "docs/refusals.md").read_text("utf-8")
    entries = dict(re.findall(r"^### ([\w.]+)\n\n(.+?)(?=^##)", page, re.MULTILINE | re.DOTALL))

    assert entries.keys() == {refusal.code for refusal in REFUSALS}
    for refusal in REFUSALS:
        entry = entries[refusal.code]
        assert re.search(r"^\*\*Cause\*\*\n\n> \S", entry, re.MULTILINE)
        assert f"\n**Remedy** {refusal.remedy}\n" in entry
        assert refusal.rule_source[1:] in entry.partition("\n**Source** ")[2]
