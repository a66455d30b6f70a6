"""What units owe, pay and get back: each event of an account with a unit in one sentence."""

from typing import Final

from ledger.events import Event
from ledger.events.remittance import RosterAccepted, RosterAmended
from ledger.languages import Lang
from ledger.money import yuan
from ledger.statements.sheet import Words

COVER_ZH, COVER_EN = "{plan} {period}期", "{plan}, period {period}"

WORDS_OF_MONEY: Final[dict[str, Words]] = {
    "remittance.opened.v1": Words(
        "开立单位{unit}在基金{fund}的{period}期往来",
        "account of unit {unit} with fund {fund} for period {period} opened",
    ),
    "remittance.roster_accepted.v1": Words(
        "接收单位{unit}名册{roster}："
        + COVER_ZH
        + "，{members}人{shares}份，应收会费{contribution_fen}元{principal}",
        "roster {roster} of unit {unit} accepted: "
        + COVER_EN
        + ", {members} members, {shares} shares, contributions due {contribution_fen} yuan{principal}",
    ),
    "remittance.roster_amended.v1": Words(
        "单位{unit}名册变更{amendment}："
        + COVER_ZH
        + "，减{members}人{shares}份，冲减应收会费{contribution_fen}元，其中转为暂存{freed_fen}元{principal}",
        "roster of unit {unit} amended ({amendment}): "
        + COVER_EN
        + ", {members} members and {shares} shares struck off, {contribution_fen} yuan due no more, "
        "of it paid and now held {freed_fen}{principal}",
    ),
    "remittance.contributions_fell_due.v1": Words(
        "单位{unit}会费{due_on}到期：" + COVER_ZH + "，{members}人，应缴{contribution_fen}元",
        "contributions of unit {unit} fell due on {due_on}: "
        + COVER_EN
        + ", {members} members, {contribution_fen} yuan",
    ),
    "remittance.instalment_lessened.v1": Words(
        "单位{unit}{due_on}到期会费冲减："
        + COVER_ZH
        + "，{members}人，冲减应收会费{contribution_fen}元，其中转为暂存{freed_fen}元",
        "contributions of unit {unit} that fell due on {due_on} came to less: "
        + COVER_EN
        + ", {members} members, {contribution_fen} yuan due no more, "
        "of it paid and now held {freed_fen}",
    ),
    "remittance.principal_returned.v1": Words(
        "返还单位{unit}本金："
        + COVER_ZH
        + "，保障至{ends_on}，共{principal_fen}元，其中抵欠缴{unpaid_fen}元",
        "principal of unit {unit} given back: "
        + COVER_EN
        + ", cover until {ends_on}, {principal_fen} yuan, of it settling what was owed {unpaid_fen}",
    ),
    "remittance.principal_carried_in.v1": Words(
        "带入单位{unit}本金：" + COVER_ZH + "，保障至{ends_on}，{members}人，共{principal_fen}元",
        "principal of unit {unit} taken over: "
        + COVER_EN
        + ", cover until {ends_on}, {members} members, {principal_fen} yuan",
    ),
    "remittance.carried_principal_returned.v1": Words(
        "返还单位{unit}接管带入的本金："
        + COVER_ZH
        + "，保障至{ends_on}，共{principal_fen}元，由专户{bank_account}付出",
        "principal of unit {unit} that was taken over given back: "
        + COVER_EN
        + ", cover until {ends_on}, {principal_fen} yuan out of account {bank_account}",
    ),
    "remittance.contribution_received.v1": Words(
        "收到单位{unit}会费{amount_fen}元（收据{receipt}，专户{bank_account}），其中待确认{held_fen}元",
        "received {amount_fen} yuan from unit {unit} (receipt {receipt}, account {bank_account}), "
        "of it held {held_fen}",
    ),
    "remittance.receipt_held.v1": Words(
        "收到待确认款{amount_fen}元（收据{receipt}，专户{bank_account}）",
        "{amount_fen} yuan received and held (receipt {receipt}, account {bank_account})",
    ),
    "remittance.held_receipt_placed.v1": Words(
        "待确认收据{receipt}的{amount_fen}元归入单位{unit}{period}期",
        "{amount_fen} yuan of held receipt {receipt} placed with unit {unit}, period {period}",
    ),
    "remittance.receipt_identified.v1": Words(
        "确认收据{receipt}的{amount_fen}元为单位{unit}会费",
        "{amount_fen} yuan of receipt {receipt} identified as contributions of unit {unit}",
    ),
    "remittance.contribution_refunded.v1": Words(
        "收据{receipt}退款{amount_fen}元（专户{bank_account}）",
        "{amount_fen} yuan of receipt {receipt} refunded (account {bank_account})",
    ),
    "remittance.suspended.v1": Words(
        "单位{unit}在基金{fund}的{period}期保障中止：{covers}份，名册停止增员",
        "cover of unit {unit} with fund {fund} for period {period} suspended: {covers} covers; "
        "nobody is added to its lists",
    ),
    "remittance.reinstated.v1": Words(
        "单位{unit}在基金{fund}的{period}期保障恢复：{covers}份，名册恢复增员",
        "cover of unit {unit} with fund {fund} for period {period} reinstated: {covers} covers; "
        "its lists are open again",
    ),
}


def principal_told(event: Event, lang: Lang) -> str:
    """Say how much principal falls due or away beside a contribution; mostly nothing."""
    match event:
        case RosterAccepted(principal_fen=int(fen)):
            said = Words(
                f"，另收期满返还的本金{yuan(fen)}元", f" and principal of {yuan(fen)} yuan"
            )
        case RosterAmended(principal_freed_fen=freed) if event.principal_fen:
            less, held = yuan(event.principal_fen), yuan(freed or 0)
            said = Words(
                f"，另冲减本金{less}元，其中转为暂存{held}元",
                f"; likewise {less} yuan of principal, {held} of it held",
            )
        case _:
            return ""
    return said.said(lang)
