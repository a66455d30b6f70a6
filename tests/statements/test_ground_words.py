"""Grounds and other codes of closed lists are said in words, in Chinese and in English."""

import re
from datetime import date
from typing import get_args

import pytest

from ledger import codes as lists
from ledger.events import Event, grounds
from ledger.events import claim_life as life
from ledger.events.member import DATA_CLASSES
from ledger.events.relief_grant import GrantRequested
from ledger.events.relief_scheme import Beneficiary, ReliefKind
from ledger.languages import code_words
from ledger.plans import EVIDENCE_KINDS, TRIGGERS
from ledger.statements.claim_standing import claim_lines
from ledger.statements.ground_words import GROUND_LISTS, GROUND_WORDS, ground_words
from ledger.statements.words import tell
from tests import makers as m
from tests.events.samples import SAMPLES

LISTS = [name for name in vars(grounds) if name.endswith(("Ground", "Finding"))]


@pytest.mark.parametrize("name", LISTS)
def test_every_ground_has_words_in_both_languages(name: str) -> None:
    codes = get_args(getattr(grounds, name))

    assert codes[-1] == grounds.OTHER
    for code in codes:
        assert re.search("[\u4e00-\u9fff]", GROUND_WORDS[code].zh)
        assert GROUND_WORDS[code].en.isascii()


def test_no_ground_has_words_that_no_decision_uses_and_each_list_is_a_commands() -> None:
    listed = [codes for _, codes in GROUND_LISTS.values()]

    assert {code for codes in listed for code in codes} == set(GROUND_WORDS)
    assert listed == [get_args(getattr(grounds, name)) for name in LISTS]


def test_a_ground_that_is_in_no_list_is_told_as_it_stands() -> None:
    assert ground_words("old_code").said("zh") == "old_code"


@pytest.mark.parametrize(
    ("table", "codes"),
    [
        (lists.TRIGGERS, TRIGGERS),
        (lists.PAPERS, EVIDENCE_KINDS),
        (lists.RELATIONS, (*get_args(Beneficiary)[:1], *get_args(life.Relation))),
        (lists.RELIEF_KINDS, get_args(ReliefKind)),
        (lists.DEBTS, get_args(life.Debt)),
        (lists.DATA_CLASSES, DATA_CLASSES),
    ],
    ids=["triggers", "papers", "relations", "relief kinds", "debts", "data classes"],
)
def test_every_code_of_a_closed_list_has_words(
    table: dict[str, tuple[str, str]], codes: tuple[str, ...]
) -> None:
    assert tuple(table) == codes
    for zh, en in table.values():
        assert re.search("[\u4e00-\u9fff]", zh)
        assert en.replace(" ", "").replace("'", "").isalpha()


def test_a_stage_is_said_in_words() -> None:
    assert code_words("stage", "evidence_requested", "zh") == "待补件"
    assert code_words("stage", "evidence_requested", "en") == "waiting for papers"
    assert code_words("state", "approved", "en") == "approved"


@pytest.mark.parametrize(
    ("topic", "chinese", "english"),
    [
        ("member.claim_rejected.v1", "损失发生日没有保障", "nothing covered the day of the loss"),
        ("member.claim_appealed.v1", "事实认定有误", "facts were taken wrongly"),
        ("member.claim_withdrawn.v1", "申请人自愿撤回", "the claimant wishes it"),
        ("member.overpayment_found.v1", "重复计算", "counted twice"),
        ("relief_grant.requested.v1", "就学", "schooling"),
        ("relief_grant.rejected.v1", "不符合困难标准", "not in need by the standard"),
        ("member.claim_notified.v1", "住院", "a hospital stay"),
        ("member.recovery_received.v1", "多付互助金", "overpayment"),
        ("relief_scheme.opened.v1", "助学", "scholarship"),
    ],
)
def test_the_audit_trail_says_codes_in_words(topic: str, chinese: str, english: str) -> None:
    event = SAMPLES[topic]

    assert chinese in tell(event, "zh")
    assert english in tell(event, "en")
    assert not re.search(
        r"[a-z]+_[a-z]+", tell(event, "zh").split("理由")[0].replace("invoice", "")
    )


def test_a_claims_standing_says_the_ground() -> None:
    (line,) = claim_lines(
        [m.claim_rejected(ground="not_in_scope")], date(2015, 3, 20), lambda _: m.plan_terms()
    )

    assert "（不属于保障范围）" in line.told("zh")
    assert "(not what the plan covers)" in line.told("en")


def _next(event: Event, as_of: date) -> str:
    (line,) = claim_lines([event], as_of, lambda _: m.plan_terms())
    return line.next.en


def test_what_comes_next_is_told_by_where_the_step_left_the_claim() -> None:
    on = date(2015, 3, 20)
    rejected = m.claim_rejected(ground="not_in_scope", appeal_ends_on=on)

    assert _next(rejected, on) == "an appeal is open until 2015-03-20"
    assert _next(rejected, date(2015, 3, 21)) == "nothing more"
    assert _next(
        SAMPLES["member.evidence_received.v1"].model_copy(update={"missing": ("receipt",)}), on
    ) == ("the missing papers are handed in")
    reopened = SAMPLES["member.claim_reopened.v1"]
    notice = reopened.model_copy(update={"stage": "notified"})
    assert _next(notice, on) == "the application and its papers are handed in"
    overturned = SAMPLES["member.rejection_overturned.v1"]
    assert _next(overturned.model_copy(update={"stage": "assessed"}), on) == "an approver decides"
    assert _next(overturned.model_copy(update={"stage": "filed"}), on) == (
        "an assessor works the benefit out"
    )


def test_a_grant_is_asked_for_on_a_ground_of_the_list() -> None:
    assert isinstance(SAMPLES["relief_grant.requested.v1"], GrantRequested)
    with pytest.raises(ValueError, match="ground"):
        m.claim_rejected(ground="because")
