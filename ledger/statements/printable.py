"""What a contribution receipt, a cover certificate and a benefit notice say."""

from collections.abc import Iterable, Mapping

from ledger.derivations import explain
from ledger.events import Event
from ledger.events.member import ClaimApproved, ClaimAssessed, ClaimFiled, ClaimRejected
from ledger.events.remittance import ContributionReceived, ContributionRefunded, ReceiptHeld
from ledger.money import yuan
from ledger.plans import PlanTerms
from ledger.plans.words import INVENTED, class_words, trigger_words
from ledger.statements.capitals import in_capitals
from ledger.statements.member_statement import CoverLine, MemberStatement
from ledger.statements.member_words import DETAIL_WORDS, cover_words
from ledger.statements.page import Page, Proof
from ledger.statements.sheet import Words

Facts = tuple[tuple[Words, Words], ...]
_PAYERS = {
    "unit": Words("单位", "the unit"),
    "members": Words("职工个人", "its members"),
    "union": Words("工会经费", "union funds"),
    "fiscal": Words("财政", "the treasury"),
    "donor": Words("捐赠", "a donor"),
}
_SHOWN = ("name", "id_number", "bank_account")


def _same(text: object) -> Words:
    return Words(str(text), str(text))


def _money(fen: int) -> Words:
    return Words(f"人民币{in_capitals(fen)}（{yuan(fen)}元）", f"{yuan(fen)} yuan")


def _invented(terms: PlanTerms) -> tuple[Words, ...]:
    return (Words(INVENTED["zh"], INVENTED["en"]),) if terms.invented else ()


def _person(its: MemberStatement, shown: Mapping[str, str] | None, *wanted: str) -> Facts:
    """Return who it is about: the pseudonym, and details as they may be shown."""
    facts = [(Words("会员", "Member"), _same(its.member))]
    for detail in _SHOWN:
        if detail in wanted and shown and detail in shown:
            label = DETAIL_WORDS[detail]
            facts.append((Words(label.zh, label.en.capitalize()), _same(shown[detail])))
    unit = f"{its.unit} {its.unit_name}" if its.unit_name else its.unit
    return (*facts, (Words("单位", "Unit"), _same(unit)))


def receipt_page(
    office: str,
    event: ContributionReceived | ReceiptHeld,
    unit_name: str | None,
    later: Iterable[Event],
    proofs: tuple[Proof, ...],
) -> Page:
    """Say that money came in, from whom, for what, and what went back of it since."""
    facts = [
        (Words("收款日期", "Received on"), _same(event.effective_on)),
        (Words("基金", "Fund"), _same(event.fund)),
        (Words("专户", "Account"), _same(event.bank_account)),
        (Words("金额", "Amount"), _money(event.amount_fen)),
    ]
    lines: list[Words] = []
    if isinstance(event, ContributionReceived):
        unit = f"{event.unit} {unit_name}" if unit_name else event.unit
        payer = _PAYERS.get(event.payer, _same(event.payer))
        facts[1:1] = [
            (Words("缴款单位", "Paid by unit"), _same(unit)),
            (Words("资金来源", "Borne by"), payer),
            (Words("保障期", "Coverage period"), _same(event.period)),
        ]
        lines = [
            Words(
                f"{line.plan}：{yuan(line.amount_fen)}元",
                f"{line.plan}: {yuan(line.amount_fen)} yuan",
            )
            for line in event.lines
        ]
    held = event.amount_fen if isinstance(event, ReceiptHeld) else event.held_fen
    if held:
        lines.append(
            Words(
                f"暂存待确认：{yuan(held)}元",
                f"held until its purpose is known: {yuan(held)} yuan",
            )
        )
    refunded = sum(
        each.amount_fen
        for each in later
        if isinstance(each, ContributionRefunded) and each.receipt == event.receipt
    )
    notes = (Words(f"其后已退回{yuan(refunded)}元。", f"Refunded since: {yuan(refunded)} yuan."),)
    return Page(
        Words("互助保障缴费收据", "Contribution receipt"),
        office,
        event.receipt,
        tuple(facts),
        lists=((Words("用途", "It pays for"), tuple(lines)),),
        notes=notes if refunded else (),
        proofs=proofs,
    )


def certificate_page(
    office: str,
    its: MemberStatement,
    cover: CoverLine,
    terms: PlanTerms,
    shown: Mapping[str, str] | None,
    proofs: tuple[Proof, ...],
) -> Page:
    """Say what a member is covered for, from when to when, as it stands on the day of printing."""
    day = its.knowledge.as_of
    facts = [
        *_person(its, shown, "name", "id_number"),
        (
            Words("计划", "Plan"),
            Words(f"{terms.name_zh}（{terms.key}）", f"{terms.name_en} ({terms.key})"),
        ),
        (
            Words("类别", "Class"),
            Words(class_words(terms.plan_class, "zh"), class_words(terms.plan_class, "en")),
        ),
        (Words("保障期", "Coverage period"), _same(cover.period)),
        (Words("份数", "Shares"), _same(cover.shares)),
        (
            Words("保障起止", "Cover"),
            Words(
                f"{cover.starts_on}零时至{cover.ends_on}二十四时",
                f"{cover.starts_on} 00:00 to {cover.ends_on} 24:00",
            ),
        ),
    ]
    if cover.waits_until is not None and cover.waits_until > cover.starts_on:
        facts.append((Words("观察期后起", "After waiting"), _same(cover.waits_until)))
    since = its.covered_since(cover)
    if since < cover.starts_on:
        facts.append((Words("连续参保自", "Covered since"), _same(since)))
    if cover.contribution_fen is not None:
        facts.append((Words("会费", "Contribution"), _money(cover.contribution_fen)))
    standing = Words(
        f"截至{day}：{cover_words(its, cover).zh}", f"As of {day}: {cover_words(its, cover).en}"
    )
    return Page(
        Words("互助保障凭证", "Certificate of cover"),
        office,
        f"{terms.key}/{cover.period}/{str(its.member)[:8]}",
        tuple(facts),
        notes=(standing, *_invented(terms)),
        proofs=proofs,
    )


def notice_page(
    office: str,
    its: MemberStatement,
    steps: tuple[ClaimFiled, ClaimAssessed | None, ClaimApproved | ClaimRejected],
    terms: PlanTerms,
    shown: Mapping[str, str] | None,
    proofs: tuple[Proof, ...],
) -> Page:
    """Say what was decided on a claim, and line by line how the benefit was worked out."""
    filed, assessed, decided = steps
    loss = filed.loss
    trigger = Words(trigger_words(loss.trigger, "zh"), trigger_words(loss.trigger, "en"))
    days = (
        str(loss.occurred_on) if loss.ended_on is None else f"{loss.occurred_on} – {loss.ended_on}"
    )
    facts = [
        *_person(its, shown, "name", "bank_account"),
        (Words("案件", "Claim"), _same(decided.claim)),
        (
            Words("计划", "Plan"),
            Words(f"{terms.name_zh}（{terms.key}）", f"{terms.name_en} ({terms.key})"),
        ),
        (Words("事由", "Loss"), Words(f"{trigger.zh}，{days}", f"{trigger.en}, {days}")),
    ]
    for label, fen in (
        (Words("总费用", "Whole bill"), loss.total_fen),
        (Words("自付", "In-scope self-payment"), loss.self_pay_fen),
    ):
        if fen is not None:
            facts.append((label, Words(f"{yuan(fen)}元", f"{yuan(fen)} yuan")))
    notes: tuple[Words, ...] = ()
    if isinstance(decided, ClaimApproved):
        facts.append((Words("决定", "Decision"), Words("给付互助金", "a benefit is granted")))
        facts.append((Words("金额", "Benefit"), _money(decided.approved_fen)))
    else:
        why = decided.reason or decided.ground
        facts.append((Words("决定", "Decision"), Words("不予给付", "no benefit is granted")))
        ground = f"{why} ({decided.ground})"
        facts.append((Words("理由", "Ground"), Words(f"{why}（{decided.ground}）", ground)))
        notes = (
            Words(
                "对本决定有异议的，可向本办事处申诉，由其他人员重新决定。",
                "You may appeal to this office; others than before will decide.",
            ),
        )
    facts.append((Words("决定日期", "Decided on"), _same(decided.effective_on)))
    derivation = tuple(
        Words(explain(step, "zh"), explain(step, "en"))
        for step in (assessed.steps if assessed else ())
    )
    heading = Words("计算过程", "How it was worked out")
    return Page(
        Words("互助金给付通知书", "Notice of benefit"),
        office,
        decided.claim,
        tuple(facts),
        lists=((heading, derivation),) if derivation else (),
        notes=(*notes, *_invented(terms)),
        proofs=proofs,
    )
