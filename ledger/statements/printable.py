"""What a contribution receipt, a cover certificate and a benefit notice say."""

from collections.abc import Iterator, Mapping

from ledger.derivations import explain
from ledger.events.member import ClaimApproved, ClaimAssessed, ClaimFiled, ClaimRejected
from ledger.events.remittance import ContributionReceived, ReceiptHeld
from ledger.languages import code_words
from ledger.money import yuan
from ledger.plans import NOTHING_STATED, PlanTerms
from ledger.plans.words import INVENTED, class_words, trigger_words
from ledger.statements.capitals import in_capitals
from ledger.statements.claim_decisions import appeal_words
from ledger.statements.ground_words import ground_words
from ledger.statements.member_dues import due_lines
from ledger.statements.member_statement import CoverLine, MemberStatement
from ledger.statements.member_words import cover_words, detail_words, heir_words
from ledger.statements.page import Page, Proof
from ledger.statements.receipt_standing import ReceiptStanding
from ledger.statements.sheet import Words
from ledger.statements.unit_words import PAYERS

Facts = tuple[tuple[Words, Words], ...]
_HOURS = {"00:00": "零时", "12:00": "十二时", "24:00": "二十四时"}
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
            label = detail_words(detail, is_heirs=its.holds_heirs_account)
            english = label.en[0].upper() + label.en[1:]
            facts.append((Words(label.zh, english), _same(shown[detail])))
    unit = f"{its.unit} {its.unit_name}" if its.unit_name else its.unit
    return (*facts, (Words("单位", "Unit"), _same(unit)))


def _plan(terms: PlanTerms) -> tuple[Words, Words]:
    said = Words(f"{terms.name_zh}（{terms.key}）", f"{terms.name_en} ({terms.key})")
    return Words("计划", "Plan"), said


def receipt_page(
    office: str,
    event: ContributionReceived | ReceiptHeld,
    unit_name: str | None,
    standing: ReceiptStanding,
    proofs: tuple[Proof, ...],
) -> Page:
    """Say that money came in, from whom, what it pays for by now, and what went back of it since."""
    refunded, returned = yuan(standing.refunded_fen), yuan(standing.returned_fen)
    notes = (
        (
            standing.refunded_fen,
            Words(f"其后已退回{refunded}元。", f"Refunded since: {refunded} yuan."),
        ),
        (
            standing.returned_fen,
            Words(f"其后已返还本金{returned}元。", f"Principal given back since: {returned} yuan."),
        ),
    )
    return Page(
        Words("互助保障缴费收据", "Contribution receipt"),
        office,
        event.receipt,
        (
            (Words("收款日期", "Received on"), _same(event.effective_on)),
            *_payer(event, unit_name),
            (Words("基金", "Fund"), _same(event.fund)),
            (Words("专户", "Account"), _same(event.bank_account)),
            (Words("金额", "Amount"), _money(event.amount_fen)),
        ),
        lists=((Words("用途", "It pays for"), tuple(_purposes(event, standing))),),
        notes=tuple(said for fen, said in notes if fen),
        proofs=proofs,
    )


def _purposes(
    event: ContributionReceived | ReceiptHeld, standing: ReceiptStanding
) -> Iterator[Words]:
    """Yield what it pays for: of another unit than its own, or of several, with how many."""
    own = (event.unit, event.period) if isinstance(event, ContributionReceived) else (None, None)
    for purpose, units, fen in standing.by_units():
        zh, en = purpose.plan, purpose.plan
        if units > 1 or (purpose.unit, purpose.period) != own:
            zh = f"{zh} {purpose.period}期，{f'{units}个单位' if units > 1 else purpose.unit}"
            whose = f"{units} units" if units > 1 else f"unit {purpose.unit}"
            en = f"{en}, period {purpose.period}, {whose}"
        if event.parts and purpose.payer is not None:
            payer = PAYERS[purpose.payer]
            zh, en = f"{zh}（{payer.zh}）", f"{en} (borne by {payer.en})"
        yield Words(f"{zh}：{yuan(fen)}元", f"{en}: {yuan(fen)} yuan")
    if standing.held_fen:
        held = yuan(standing.held_fen)
        yield Words(f"暂存待确认：{held}元", f"held until its purpose is known: {held} yuan")


def _payer(event: ContributionReceived | ReceiptHeld, unit_name: str | None) -> Facts:
    """Return whose money it was, as far as that is known, and for which unit and period it came."""
    said, label = list[tuple[Words, Words]](), Words("资金来源", "Borne by")
    if isinstance(event, ContributionReceived):
        unit = f"{event.unit} {unit_name}" if unit_name else event.unit
        said.append((Words("缴款单位", "Paid by unit"), _same(unit)))
    if event.parts:
        parts = [(PAYERS[part.payer], yuan(part.amount_fen)) for part in event.parts]
        zh = "、".join(f"{payer.zh}{fen}元" for payer, fen in parts)
        said.append((label, Words(zh, ", ".join(f"{payer.en} {fen} yuan" for payer, fen in parts))))
    elif event.payer is not None:
        said.append((label, PAYERS[event.payer]))
    if isinstance(event, ContributionReceived):
        said.append((Words("保障期", "Coverage period"), _same(event.period)))
    return tuple(said)


def certificate_page(
    office: str,
    its: MemberStatement,
    cover: CoverLine,
    terms: PlanTerms,
    shown: Mapping[str, str] | None,
    proofs: tuple[Proof, ...],
) -> Page:
    """Say what a member is covered for, from when to when, as it stands on the day of printing."""
    day, said = its.knowledge.as_of, cover_words(its, cover)
    key = (cover.plan, cover.period)
    others = [c for c in its.covers.values() if (c.plan, c.period) == key and c is not cover]
    plan_class = Words(class_words(terms.plan_class, "zh"), class_words(terms.plan_class, "en"))
    return Page(
        Words("互助保障凭证", "Certificate of cover"),
        office,
        f"{terms.key}/{cover.period}/{str(its.member)[:8]}",
        (
            *_person(its, shown, "name", "id_number"),
            _plan(terms),
            (Words("类别", "Class"), plan_class),
            (Words("保障期", "Coverage period"), _same(cover.period)),
            (Words("份数", "Shares"), _same(cover.shares)),
            *_days(its, cover),
            *_principal(terms, cover),
        ),
        notes=(
            Words(f"截至{day}：{said.zh}", f"As of {day}: {said.en}"),
            *(_beside(cover_words(its, each)) for each in others),
            *_invented(terms),
        ),
        proofs=proofs,
    )


def _beside(said: Words) -> Words:
    """Tell of other cover in the same coverage period: somebody had left, and came back."""
    return Words(f"同一保障期另有：{said.zh}", f"In the same coverage period: {said.en}")


def _days(its: MemberStatement, cover: CoverLine) -> Iterator[tuple[Words, Words]]:
    """Yield from when to when, since when after waiting and before renewal, and for how much."""
    first, last = cover.hours
    whole = Words(
        f"{cover.starts_on}{_HOURS.get(first, first)}至{cover.ends_on}{_HOURS.get(last, last)}",
        f"{cover.starts_on} {first} to {cover.ends_on} {last}",
    )
    yield Words("保障起止", "Cover"), whole
    counts_from = cover.counts_from or cover.starts_on
    if counts_from > cover.starts_on:
        yield Words("承担损失自", "Losses count from"), _same(counts_from)
    if cover.waits_until is not None and cover.waits_until > counts_from:
        yield Words("观察期后起", "After waiting"), _same(cover.waits_until)
    since = its.covered_since(cover)
    if since < cover.starts_on:
        yield Words("连续参保自", "Covered since"), _same(since)
    if cover.every is not None:
        days = "、".join(str(line.due_on) for line in due_lines(cover, NOTHING_STATED))
        said = Words(days, days.replace("、", ", "))
        yield Words("会费应缴日期", "Contributions fall due on"), said
        if cover.contribution_fen is not None:
            yield Words("每次应缴", "Each time"), _money(cover.contribution_fen)
    elif cover.contribution_fen is not None:
        yield Words("会费", "Contribution"), _money(cover.contribution_fen)


def _principal(terms: PlanTerms, cover: CoverLine) -> Iterator[tuple[Words, Words]]:
    """Yield what of the contribution is given back, where the terms say so."""
    if terms.refundable_fen is not None:
        label = Words("其中期满返还的本金", "Given back of it at the end of the term")
        yield label, _money(cover.shares * terms.refundable_fen)


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
    derivation = tuple(
        Words(explain(step, "zh"), explain(step, "en"))
        for step in (assessed.steps if assessed else ())
    )
    return Page(
        Words("互助金给付通知书", "Notice of benefit"),
        office,
        decided.claim,
        (
            *_person(its, shown, "name", "bank_account"),
            (Words("案件", "Claim"), _same(decided.claim)),
            _plan(terms),
            *_roles(its, filed),
            *_loss(filed),
            *_decision(decided, assessed),
            *_came_back(its, decided),
            (Words("决定日期", "Decided on"), _same(decided.effective_on)),
        ),
        lists=((Words("计算过程", "How it was worked out"), derivation),) if derivation else (),
        notes=(*appeal_words(decided), *_invented(terms)),
        proofs=proofs,
    )


def _came_back(
    its: MemberStatement, decided: ClaimApproved | ClaimRejected
) -> Iterator[tuple[Words, Words]]:
    """Yield what of a benefit was overpaid and came back since."""
    for line in its.claims:
        if line.claim == decided.claim and line.back_fen:
            yield Words("多付已收回", "Overpaid, and came back"), _money(line.back_fen)


def _roles(its: MemberStatement, filed: ClaimFiled) -> Iterator[tuple[Words, Words]]:
    """Yield who is insured, who claims and who is paid, where it is not the member."""
    for label, name, code in (
        (Words("被保障人", "Insured"), "insured", filed.insured),
        (Words("申请人", "Claimant"), "claimant", filed.claimant),
    ):
        if code is not None and code != "member":
            which = f" {filed.insured_code}" if name == "insured" and filed.insured_code else ""
            zh, en = (code_words(name, code, lang) for lang in ("zh", "en"))
            yield label, Words(f"{zh}{which}", f"{en}{which}")
    if its.heir is not None:
        heir = heir_words(its.heir)
        yield Words("领取人", "Payee"), Words(f"继承人（{heir.zh}）", f"the heir ({heir.en})")


def _loss(filed: ClaimFiled) -> Iterator[tuple[Words, Words]]:
    loss = filed.loss
    days = (
        str(loss.occurred_on) if loss.ended_on is None else f"{loss.occurred_on} – {loss.ended_on}"
    )
    zh, en = trigger_words(loss.trigger, "zh"), trigger_words(loss.trigger, "en")
    yield Words("事由", "Loss"), Words(f"{zh}，{days}", f"{en}, {days}")
    for label, fen in (
        (Words("总费用", "Whole bill"), loss.total_fen),
        (Words("自付", "In-scope self-payment"), loss.self_pay_fen),
    ):
        if fen is not None:
            yield label, Words(f"{yuan(fen)}元", f"{yuan(fen)} yuan")


def _decision(
    decided: ClaimApproved | ClaimRejected, assessed: ClaimAssessed | None
) -> Iterator[tuple[Words, Words]]:
    label = Words("决定", "Decision")
    if isinstance(decided, ClaimApproved):
        yield label, Words("给付互助金", "a benefit is granted")
        yield Words("金额", "Benefit"), _money(decided.approved_fen)
        if assessed is not None and decided.approved_fen < assessed.benefit_fen:
            yield Words("核定金额", "Assessed at"), _money(assessed.benefit_fen)
            if decided.reason is not None:
                yield Words("少于核定的理由", "Why it is less"), _same(decided.reason)
        return
    yield label, Words("不予给付", "no benefit is granted")
    said, ground = ground_words(decided.ground), decided.ground
    yield Words("理由", "Ground"), Words(f"{said.zh}（{ground}）", f"{said.en} ({ground})")
    if decided.document is not None:
        yield Words("所附文件", "Document"), _same(decided.document.reference)
