"""What lies beside a claim's plain way, relief, and reconciliations: each event in one sentence."""

from typing import Final

from ledger.statements.sheet import Words

WORDS_BESIDE: Final[dict[str, Words]] = {
    "member.claim_notified.v1": Words(
        "案件{claim}报案：会员{member}{whose}，{plan} {period}期，{occurred_on} {trigger}",
        "claim {claim} notified: member {member}{whose}, {plan}, period {period}, {trigger} on "
        "{occurred_on}",
    ),
    "member.evidence_requested.v1": Words(
        "案件{claim}要求补件：{missing}，期限{due_on}",
        "claim {claim}: papers asked for ({missing}), until {due_on}",
    ),
    "member.evidence_received.v1": Words(
        "案件{claim}收到补件：{received}，尚缺：{missing}",
        "claim {claim}: papers received ({received}), still missing ({missing})",
    ),
    "member.claim_reviewed.v1": Words(
        "案件{claim}复审确认互助金{benefit_fen}元",
        "claim {claim} reviewed: {benefit_fen} yuan confirmed",
    ),
    "member.claim_appealed.v1": Words(
        "案件{claim}提出申诉（{ground}）", "claim {claim}: rejection appealed ({ground})"
    ),
    "member.rejection_upheld.v1": Words(
        "案件{claim}申诉后维持拒付（{ground}）",
        "claim {claim}: rejection upheld on appeal ({ground})",
    ),
    "member.rejection_overturned.v1": Words(
        "案件{claim}申诉后撤销拒付（{ground}），回到{stage}",
        "claim {claim}: rejection overturned on appeal ({ground}), {stage} again",
    ),
    "member.claim_withdrawn.v1": Words(
        "案件{claim}撤回（{ground}）", "claim {claim} withdrawn ({ground})"
    ),
    "member.claim_time_barred.v1": Words(
        "案件{claim}逾期放弃，期限截至{lapsed_on}",
        "claim {claim} time-barred, its last day was {lapsed_on}",
    ),
    "member.claim_reopened.v1": Words(
        "案件{claim}重新受理（{ground}），回到{stage}",
        "claim {claim} reopened ({ground}), {stage} again",
    ),
    "member.approval_revoked.v1": Words(
        "案件{claim}撤销批准的互助金{approved_fen}元（{ground}），其中恢复垫付款{advance_fen}元",
        "claim {claim}: approval of {approved_fen} yuan taken back ({ground}), "
        "{advance_fen} yuan of it owed again as an advance",
    ),
    "member.claim_marked_urgent.v1": Words("案件{claim}标记为急件", "claim {claim} marked urgent"),
    "member.urgency_lifted.v1": Words("案件{claim}取消急件", "claim {claim} urgent no more"),
    "member.advance_granted.v1": Words(
        "案件{claim}批准垫付医疗费{amount_fen}元",
        "claim {claim}: advance of {amount_fen} yuan granted",
    ),
    "member.advance_paid.v1": Words(
        "案件{claim}垫付医疗费{amount_fen}元（专户{bank_account}）",
        "claim {claim}: advance of {amount_fen} yuan paid (account {bank_account})",
    ),
    "member.advance_offset.v1": Words(
        "案件{claim}互助金冲抵垫付款{amount_fen}元，余{left_fen}元待付",
        "claim {claim}: {amount_fen} yuan of the benefit offset an advance, {left_fen} left to pay",
    ),
    "member.overpayment_found.v1": Words(
        "案件{claim}认定多付互助金{amount_fen}元（{ground}）",
        "claim {claim}: {amount_fen} yuan found overpaid ({ground})",
    ),
    "member.overpayment_cancelled.v1": Words(
        "案件{claim}撤销认定多付的互助金{amount_fen}元",
        "claim {claim}: {amount_fen} yuan had been found overpaid in error",
    ),
    "member.demand_lowered.v1": Words(
        "案件{claim}误追回的互助金{amount_fen}元不再追回（已核销部分另有{written_off_fen}元）",
        "claim {claim}: {amount_fen} yuan had been asked back in error ({written_off_fen} yuan "
        "besides, of what was written off)",
    ),
    "member.recovery_demanded.v1": Words(
        "案件{claim}追回互助金{amount_fen}元",
        "claim {claim}: recovery of {amount_fen} yuan demanded",
    ),
    "member.recovery_received.v1": Words(
        "案件{claim}收回{debt}第{instalment}期{amount_fen}元（收据{receipt}，专户{bank_account}）",
        "claim {claim}: instalment {instalment} of the {debt}, {amount_fen} yuan, recovered "
        "(receipt {receipt}, account {bank_account})",
    ),
    "member.debt_written_off.v1": Words(
        "案件{claim}核销{debt} {amount_fen}元",
        "claim {claim}: {debt} of {amount_fen} yuan written off",
    ),
    "member.overpayment_offset.v1": Words(
        "案件{claim}未付出的互助金抵减多付款{owed_fen}元、已核销的多付款{written_off_fen}元，余{left_fen}元待付",
        "claim {claim}: the benefit, not paid out, settled {owed_fen} yuan overpaid and "
        "{written_off_fen} yuan written off, {left_fen} left to pay",
    ),
    "member.benefit_restored.v1": Words(
        "案件{claim}误追回的互助金{amount_fen}元应付还会员（其中会员已退还{received_fen}元），待付{left_fen}元",
        "claim {claim}: {amount_fen} yuan asked back in error is owed to the member again "
        "({received_fen} yuan of it had been brought back), {left_fen} left to pay",
    ),
    "member.heir_recorded.v1": Words(
        "登记会员{member}的继承人（{relation}）", "heir of member {member} recorded ({relation})"
    ),
    "relief_scheme.opened.v1": Words(
        "设立救助项目{scheme}：{name}（{kind}），基金{fund}，对象{relations}，每笔上限{cap_fen}元",
        "relief scheme {scheme} opened: {name} ({kind}), fund {fund}, for {relations}, up to "
        "{cap_fen} yuan a grant",
    ),
    "relief_scheme.closed.v1": Words("救助项目{scheme}停办", "relief scheme {scheme} closed"),
    "relief_grant.requested.v1": Words(
        "申请救助{grant}：项目{scheme}，会员{beneficiary}，对象{relation}，事由{ground}，{cost_fen}元",
        "grant {grant} requested: scheme {scheme}, member {beneficiary}, for {relation}, "
        "{ground}, {cost_fen} yuan",
    ),
    "relief_grant.announced.v1": Words(
        "救助{grant}公示：{place}，至{ends_on}",
        "grant {grant} announced at {place} until {ends_on}",
    ),
    "relief_grant.approved.v1": Words(
        "救助{grant}审批通过，{cost_fen}元", "grant {grant} approved: {cost_fen} yuan"
    ),
    "relief_grant.rejected.v1": Words(
        "救助{grant}不予批准（{ground}）", "grant {grant} rejected ({ground})"
    ),
    "relief_grant.paid.v1": Words(
        "救助{grant}已付{amount_fen}元（专户{bank_account}）",
        "grant {grant} paid: {amount_fen} yuan (account {bank_account})",
    ),
    "relief_grant.returned.v1": Words(
        "救助{grant}付款{amount_fen}元被银行退回（专户{bank_account}）",
        "payment of grant {grant}, {amount_fen} yuan, came back (account {bank_account})",
    ),
    "relief_grant.service_rendered.v1": Words(
        "救助{grant}提供服务{count}次", "grant {grant}: service rendered, {count} times"
    ),
    "reconciliation.made.v1": Words(
        "与{counterpart}对账{reconciliation}（{first_filed_on}至{last_filed_on}）：相符{matched}笔{matched_fen}元，"
        "本方缺{missing_here}笔，对方缺{missing_there}笔，金额不符{differing}笔",
        "reconciled with {counterpart} ({reconciliation}, {first_filed_on} to {last_filed_on}): {matched} matched, "
        "{matched_fen} yuan; {missing_here} missing here, {missing_there} missing there, "
        "{differing} differ",
    ),
    "reconciliation.differences_accepted.v1": Words(
        "对账{reconciliation}的差异经复核确认", "differences of {reconciliation} accepted"
    ),
}
