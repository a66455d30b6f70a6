"""Refusals: each with a stable code and one clear sentence in two languages, and each reproduced."""

import ast
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from datetime import date
from pathlib import Path
from string import Formatter
from typing import ClassVar
from uuid import UUID

import pytest

from ledger import errors
from ledger.docs.refusals import refusals
from ledger.errors import LedgerError
from ledger.intake.refusals import FileRefused
from ledger.plans import TermsUnsound
from ledger.store import refusals as store_refusals

ROOT = Path(__file__).parents[1]
KINDS: list[type[LedgerError]] = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, LedgerError) and kind is not LedgerError
]
each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)

# Fields for machines alone: the sentence does not say them.
UNSAID = {(errors.KeyTaken, "owner")}


def _named(sentence: str) -> set[str]:
    """The fields that a sentence fills in."""
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def _example(kind: type[LedgerError]) -> LedgerError:
    """A refusal with something in each field."""
    by_type: dict[object, object] = {int: 7, date: date(2015, 1, 5), UUID: UUID(int=1)}
    facts: dict[str, object] = {}
    for field in fields(kind):  # type: ignore[arg-type]
        if field.name.endswith("_fen"):
            facts[field.name] = 123_456
        else:
            facts[field.name] = by_type.get(field.type, "X1")
    return kind(**facts)


# --- the catalogue ------------------------------------------------------------------------------


def test_a_code_names_one_refusal() -> None:
    elsewhere = [FileRefused, TermsUnsound, *vars(store_refusals).values()]
    kinds = {
        kind
        for kind in (*KINDS, *elsewhere)
        if isinstance(kind, type) and issubclass(kind, LedgerError) and "code" in vars(kind)
    }
    codes = [kind.code for kind in kinds]

    assert len(codes) == len(set(codes))
    assert len(kinds) > len(KINDS)


@each_kind
def test_a_code_is_its_subject_and_the_broken_rule(kind: type[LedgerError]) -> None:
    assert re.fullmatch(r"[a-z]+\.[a-z]+(_[a-z]+)*", kind.code)


@each_kind
def test_a_refusal_states_its_rule(kind: type[LedgerError]) -> None:
    assert kind.__doc__ is not None
    assert re.fullmatch(r"[A-Z].{20,}\.", kind.__doc__, re.DOTALL)
    assert not kind.__doc__.startswith(kind.__name__)  # a dataclass's own words


@each_kind
def test_the_english_sentence_says_every_fact(kind: type[LedgerError]) -> None:
    facts = {field.name for field in fields(kind) if (kind, field.name) not in UNSAID}  # type: ignore[arg-type]

    assert _named(kind.says) == facts


@each_kind
def test_both_sentences_are_filled_in_from_the_refusals_own_facts(
    kind: type[LedgerError],
) -> None:
    refusal = _example(kind)

    assert _named(kind.says_zh) <= _named(kind.says)
    assert refusal.sentence("en") == str(refusal)
    for sentence in (str(refusal), refusal.sentence("zh")):
        assert sentence
        assert not re.search(r"[{}]|None", sentence)


@each_kind
def test_a_sentence_is_one_line_without_a_full_stop(kind: type[LedgerError]) -> None:
    refusal = _example(kind)

    for sentence in (str(refusal), refusal.sentence("zh")):
        assert "\n" not in sentence
        assert not sentence.endswith((".", "。"))


@each_kind
def test_the_chinese_sentence_is_chinese(kind: type[LedgerError]) -> None:
    said = _example(kind).sentence("zh")

    assert re.search("[\u4e00-\u9fff]", said)
    assert " yuan" not in said


@each_kind
def test_money_is_said_in_yuan_and_never_in_fen(kind: type[LedgerError]) -> None:
    refusal = _example(kind)

    for said, sentence, unit in (
        (refusal.says, str(refusal), " yuan"),
        (refusal.says_zh, refusal.sentence("zh"), "元"),
    ):
        sums = [name for name in _named(said) if name.endswith("_fen")]
        assert sentence.count(f"1,234.56{unit}") == len(sums)
        assert "123456" not in sentence


# --- the words ----------------------------------------------------------------------------------

# Refusals that no aggregate makes; the words of the others are held by tests/aggregates.
ELSEWHERE: list[tuple[LedgerError, str, str, str]] = [
    (
        errors.DependantTwice("D2", "D1"),
        "member.dependant_twice",
        "dependant D2 has the ID number of dependant D1 of this member",
        "家属 D2 的身份证号与该会员的家属 D1 相同",
    ),
    (
        errors.DependantIsMember("D1"),
        "member.dependant_is_member",
        "dependant D1 has the member's own ID number",
        "家属 D1 的身份证号就是会员本人的身份证号",
    ),
    (
        errors.RosterNameDiffers(),
        "roster.name_differs",
        "the member who has this ID number has another name",
        "姓名与该身份证号的会员不一致",
    ),
    (
        errors.NumberCorrected(),
        "roster.number_corrected",
        "this ID number was that of a member of this name until it was corrected",
        "该身份证号原为同名会员所用，已更正为其他号码",
    ),
    (
        errors.CoverOver("CD-HOSP@2015", date(2015, 12, 31)),
        "takeover.cover_over",
        "cover under CD-HOSP@2015 was over on 2015-12-31: nothing of it is left to carry on",
        "CD-HOSP@2015 的保障已于 2015-12-31 届满，无可承接",
    ),
    (
        errors.PrincipalStays("CD-HOSP@2015"),
        "takeover.principal_stays",
        (
            "CD-HOSP@2015: a principal stays with the office that took it in, and is given back "
            "there"
        ),
        "CD-HOSP@2015：本金留在收取的办事处，到期由其返还",
    ),
    (
        errors.RosterTwoNames(),
        "roster.two_names",
        "an earlier row has this ID number under another name",
        "清单中前面的行已有该身份证号，但姓名不同",
    ),
    (
        errors.PrincipalAboveTerms("CD-DEP@2015", 41_000, 82_000),
        "takeover.principal_above_terms",
        "the terms of CD-DEP@2015 give back 410.00 yuan for so many shares; the list names 820.00 yuan",
        "CD-DEP@2015 条款按此份数返还本金 410.00元；名单列明 820.00元",
    ),
    (
        errors.NameDiffers("S1"),
        "claim.name_differs",
        "claim S1: the member who has this ID number has another name",
        "案件 S1：姓名与该身份证号的会员不一致",
    ),
    (
        errors.NotYetRecorded("unit", "U00001", date(2014, 12, 31), 812),
        "record.not_yet",
        "this book held no unit U00001 on 2014-12-31, as known at position 812",
        "按第 812 位所知，2014-12-31 本账套尚无 单位 U00001",
    ),
    (
        errors.PositionAhead(900, 812),
        "record.position_ahead",
        "the record reaches position 812; nothing is known at position 900 yet",
        "记录至第 812 位；第 900 位尚无记录",
    ),
    (
        errors.RecordDamaged("position 812"),
        "record.damaged",
        (
            "the record is damaged at position 812: what must stand there is missing, cannot be read "
            "or does not fit the rest; nothing was recorded"
        ),
        "账簿在第 812 位处已损坏：内容缺失、不能读取或与其余部分不符；未作任何记录",
    ),
    (
        errors.CommandReused("roster import"),
        "record.command_reused",
        "roster import was already done under this id with another content",
        "该编号已用于内容不同的操作：roster import",
    ),
    (
        errors.Contended(5),
        "record.contended",
        "others are recording on the same streams; after 5 attempts nothing was recorded",
        "他人正在记录同一对象；尝试 5 次后仍未记录，请稍后再试",
    ),
    (
        errors.MonthClosed("2015-01"),
        "period.month_closed",
        "month 2015-01 is closed; this posting belongs to it and cannot be moved",
        "2015-01 已结账，不能再记入",
    ),
    (
        errors.StartOutsidePeriod(date(2016, 1, 1), "2015"),
        "roster.start_outside_period",
        "cover from 2016-01-01 does not lie in coverage period 2015",
        "保障起始日 2016-01-01 不在保障期 2015 内",
    ),
    (
        errors.FundingFixed("CD-HOSP@2015"),
        "roster.funding_fixed",
        "who bears the contributions of CD-HOSP@2015 follows from its terms, not from a roster",
        "CD-HOSP@2015 的会费由谁承担依条款确定，不能由名册指定",
    ),
    (
        errors.StartTooEarly("CD-HOSP@2015", date(2015, 1, 5), date(2015, 1, 6)),
        "roster.start_too_early",
        "cover under CD-HOSP@2015 begins on 2015-01-06 at the earliest, not on 2015-01-05",
        "CD-HOSP@2015 的保障最早自 2015-01-06 起，不能自 2015-01-05 起",
    ),
    (
        errors.PaymentMissing("CD-HOSP@2015", "U1", 6_000, 5_999),
        "roster.payment_missing",
        (
            "cover under CD-HOSP@2015 begins the day after payment: of 60.00 yuan that unit U1 "
            "is to pay, 59.99 yuan are in"
        ),
        "CD-HOSP@2015 自缴费次日起保障：单位 U1 应缴 60.00元，已到账 59.99元",
    ),
    (
        errors.PoolSharedOut("C3", "CD-AID@2015", "2015-01", "C1"),
        "claim.pool_shared_out",
        (
            "claim C3: the pool of 2015-01 is shared out under CD-AID@2015 already, in part to "
            "claim C1, which is not on this list"
        ),
        "案件 C3：CD-AID@2015 2015-01 的当月资金已分配，其中有案件 C1 的份额，而本清单不含该案件",
    ),
    (
        errors.PoolMonthOutside("C3", "CD-AID@2015", "1999-01", "2015-02", "2015-03"),
        "claim.pool_month_outside",
        (
            "claim C3: it has no part in the pool of 1999-01 under CD-AID@2015; the first month "
            "is 2015-02, the last 2015-03"
        ),
        "案件 C3：不能参加 CD-AID@2015 1999-01 的当月资金分配；最早为 2015-02，最晚为 2015-03",
    ),
    (
        errors.PaperClaimed("P-1", "C1"),
        "claim.paper_claimed",
        "paper P-1 is already claimed under this plan by claim C1",
        "票据 P-1 已由案件 C1 在同一计划下申请",
    ),
    (
        errors.SeveralBatches(2),
        "pay.several_batches",
        "this file answers 2 batches; settle one batch a file",
        "该文件涉及 2 个批次；每个文件只能对应一个批次",
    ),
    (
        errors.BankFileUnwritten("B1", "bank"),
        "pay.file_not_written",
        (
            "the bank's file of batch B1 could not be written to bank: make room or name another "
            "folder, and release the batch again; it stays released, and the file will be the same"
        ),
        "批次 B1 的银行文件未能写入 bank：请腾出空间或另指定文件夹后再次放行；批次仍为已放行，写出的文件相同",
    ),
    (
        errors.PayeeChanged("B1", "C1, C2"),
        "pay.payee_changed",
        (
            "batch B1: the payee of C1, C2 changed since it was prepared; cancel it with "
            "'huzhu pay cancel', and prepare another"
        ),
        (
            "批次 B1 编制之后，案件 C1, C2 的收款人或账户已变更；"
            "请用 huzhu pay cancel 撤销该批次，再另行编制"
        ),
    ),
    (
        errors.AmountDiffers("C1", 60_000, 59_999),
        "pay.amount_differs",
        "claim C1: the line is 600.00 yuan, the bank answers 599.99 yuan",
        "案件 C1：指令金额 600.00元，银行回盘 599.99元",
    ),
    (
        errors.FundsShort("MED", 0, 60_000),
        "pay.funds_short",
        "fund MED has 0.00 yuan in the bank; 600.00 yuan is asked for",
        "基金 MED 存款 0.00元，不足以支付 600.00元",
    ),
    (
        errors.RowsRefused("roster.csv", 3, 600),
        "file.rows_refused",
        "roster.csv: 3 of 600 rows cannot be taken in; nothing was recorded",
        "roster.csv：共 600 行，3 行不能受理；未作任何记录",
    ),
    (
        errors.FilesRefused(1, 21, "a.csv"),
        "file.files_refused",
        "1 of 21 files were refused, a.csv first; that touches none of the others",
        "21 份文件中有 1 份被拒绝，首份为 a.csv；其余文件不受影响",
    ),
    (
        errors.WorkerLost(),
        "book.worker_lost",
        "a process at work on this was ended from outside; run the command again to finish it",
        "参与处理的进程被外部终止；请再次运行该命令以完成其余部分",
    ),
    (
        errors.FileChanged("roster.csv"),
        "file.changed",
        "a file named roster.csv was already taken in with another content",
        "同名文件 roster.csv 已导入过，但内容不同",
    ),
]


@pytest.mark.parametrize(
    ("refusal", "code", "english", "chinese"),
    ELSEWHERE,
    ids=[type(refusal).__name__ for refusal, *_ in ELSEWHERE],
)
def test_a_refusal_says_what_is_wrong_in_these_words(
    refusal: LedgerError, code: str, english: str, chinese: str
) -> None:
    assert refusal.code == code
    assert str(refusal) == english
    assert refusal.sentence("zh") == chinese


def test_stages_and_steps_are_told_in_chinese_too() -> None:
    stage = errors.WrongStage("C1", "filed", "assessed or approved")
    assert stage.sentence("zh") == "案件 C1 处于 已受理；本步骤要求 已核定 或 已批准"
    assert errors.Unknown("unit", "filed").sentence("zh") == "本账套没有单位 filed"
    assert errors.Unknown("member", "with this ID number").sentence("zh") == (
        "本账套没有会员（该身份证号）"
    )
    missing = errors.DocumentMissing("claim C1", "appeal")
    assert missing.sentence("zh") == "案件 C1 的 申诉 须附所依据的文件"
    assert errors.NothingOwed("C1", "no advance is granted").sentence("zh") == (
        "案件 C1 没有相应款项（未批准垫付）"
    )
    assert (
        errors.AlreadyGone("died", date(2015, 1, 5)).sentence("zh")
        == "已登记该会员身故：2015-01-05"
    )


def test_a_language_in_which_nothing_is_kept_gets_english() -> None:
    class Planted(LedgerError):
        code: ClassVar[str] = "test.planted"
        says: ClassVar[str] = "this is refused"

    assert Planted().sentence("zh") == "this is refused"
    assert errors.MonthClosed("2015-01").sentence("fr") == str(errors.MonthClosed("2015-01"))


@each_kind
def test_a_refusal_passes_through_a_context_as_itself(kind: type[LedgerError]) -> None:
    @contextmanager
    def context() -> Iterator[None]:
        yield

    refusal = _example(kind)
    with pytest.raises(kind) as caught, context():
        raise refusal
    assert caught.value is refusal


def test_two_refusals_are_two_events_even_in_the_same_words() -> None:
    one, other = errors.MonthClosed("2015-01"), errors.MonthClosed("2015-01")

    assert one != other
    assert len({one, other}) == 2


# --- each is reproduced -------------------------------------------------------------------------


def _raised(folder: str) -> set[str]:
    """The names of the refusals that the modules of a package raise."""
    found = set()
    for path in (ROOT / "ledger" / folder).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Raise) and node.exc is not None:
                raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
                found.add(ast.unparse(raised))
    return found & {kind.__name__ for kind in KINDS}


def _held() -> set[str]:
    """The codes that tests of aggregates hold a refusal to, beside its words."""
    codes = set()
    for path in (ROOT / "tests" / "aggregates").glob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "refused":
                (code, *_) = node.args
                codes.add(ast.literal_eval(code))
    return codes


def test_every_refusal_of_an_aggregate_is_reproduced_word_for_word() -> None:
    raised = {getattr(errors, name).code for name in _raised("aggregates")}

    assert raised
    assert _held() == raised


def test_every_refusal_is_made_by_an_aggregate_or_held_here() -> None:
    here = {type(refusal).__name__ for refusal, *_ in ELSEWHERE}

    assert _raised("aggregates") | here == {kind.__name__ for kind in KINDS}


def _is_waited_for(kind: type[LedgerError], tests: str) -> bool:
    """Tell whether tests wait for a refusal: by its code alone, as it is shown, or by its class."""
    if f'"{kind.code}"' in tests or f"[{kind.code}]" in tests:
        return True
    name = kind.__name__  # between brackets or behind a dot, which no import is
    return any(f"{before}{name}" in tests for before in "(.") or f"{name})" in tests


def test_every_refusal_is_waited_for_by_a_test_beside_this_one() -> None:
    files = [path for path in (ROOT / "tests").rglob("test_*.py") if path != Path(__file__)]
    tests = "\n".join(path.read_text("utf-8") for path in files)

    assert [kind.code for kind in refusals() if not _is_waited_for(kind, tests)] == []
    assert not _is_waited_for(errors.MonthClosed, tests.replace("period.month_closed", ""))


def test_every_refusal_with_a_sentence_of_its_own_is_in_the_docs_even_where_others_stand_on_it() -> (
    None
):
    kinds = [*KINDS, *vars(store_refusals).values()]
    spoken = {
        kind.code
        for kind in kinds
        if isinstance(kind, type)
        and issubclass(kind, LedgerError)
        and "code" in vars(kind)
        and kind.says
    }

    assert "vault.cannot_decrypt" in spoken
    assert spoken - {kind.code for kind in refusals()} == set()


# --- what mends it, and whose rule it is ---------------------------------------------------------


@pytest.mark.parametrize("kind", refusals(), ids=lambda kind: kind.code)
def test_every_refusal_has_a_remedy_of_one_sentence_and_a_source(kind: type[LedgerError]) -> None:
    plain = re.sub(r"`[^`]*`", "X", kind.remedy)

    assert re.fullmatch(r"[A-Z][a-z]+ .{15,}\.", plain)
    assert not re.search(r"[.!?]\s", plain)
    assert re.fullmatch(r".{10,}[^.]", kind.rule_source)
