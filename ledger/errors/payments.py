"""Refusals of payments: to whom, in which batch, and out of what."""

from dataclasses import dataclass
from datetime import date

from ledger.errors.base import LedgerError


@dataclass(eq=False)
class HeirMissing(LedgerError):
    """After a member's death a benefit goes to a recorded heir."""

    code = "pay.heir_missing"
    says = "claim {claim}: the member has died; record the heir with 'huzhu claim heir' first"
    says_zh = "案件 {claim}：会员已身故；请先用 huzhu claim heir 登记继承人"
    remedy = "Record the heir with `huzhu claim heir`, on the proof of kinship."
    rule_source = (
        "the social-insurance audit model M3 (an analogue): nothing is paid to the dead, the "
        "payee is an heir"
    )
    claim: str


@dataclass(eq=False)
class HeirTooEarly(LedgerError):
    """While a member lives, benefits are the member's own: an heir follows a recorded death."""

    code = "pay.heir_too_early"
    says = "no death of this member is on record; record it with 'huzhu member died' first"
    says_zh = "尚未登记该会员身故；请先用 huzhu member died 登记"
    remedy = "Record the death first with `huzhu member died`, on its document."
    rule_source = "this ledger: while a member lives, benefits are their own"


@dataclass(eq=False)
class HeirBeforeDeath(LedgerError):
    """Nobody inherits from the living: an heir is recorded on the day of the death, or later."""

    code = "pay.heir_before_death"
    says = "an heir cannot be recorded on {on}: the member died on {died_on}"
    says_zh = "会员于 {died_on} 身故，不能在 {on} 登记继承人"
    remedy = "Date `huzhu claim heir` with `--on` on the day of the death, or later."
    rule_source = "this ledger: no step comes before what it rests on"
    on: date
    died_on: date


@dataclass(eq=False)
class AccountAfterDeath(LedgerError):
    """After a member's death the account on file is the heir's, and changes with the heir alone."""

    code = "pay.account_after_death"
    says = (
        "the member died on {died_on}: benefits go to an heir, whose account is recorded with "
        "'huzhu claim heir'"
    )
    says_zh = "会员已于 {died_on} 身故：互助金付给继承人，其账户用 huzhu claim heir 登记"
    remedy = (
        "Record the heir, or another in their place, with `huzhu claim heir --replace`; withdraw "
        "a claim for a death that was told in error with `huzhu claim withdraw` first."
    )
    rule_source = "this ledger: an heir is replaced by an express decision alone"
    died_on: date


@dataclass(eq=False)
class HeirKnown(LedgerError):
    """One heir takes the place of another by an express decision, never by the way."""

    code = "pay.heir_known"
    says = (
        "an heir ({relation}) is on record since {since}; say --replace, and why, to replace them"
    )
    says_zh = "已于 {since} 登记继承人（{relation}）；如须更换，请加 --replace 并写明理由"
    remedy = (
        "Leave the heir on record as they are, or replace them with "
        "`huzhu claim heir --replace`, with the reason."
    )
    rule_source = "this ledger: an heir is replaced by an express decision alone"
    relation: str
    since: date


@dataclass(eq=False)
class AccountMissing(LedgerError):
    """A benefit is paid to the account that the member has named."""

    code = "pay.account_missing"
    says = "claim {claim}: the member has named no bank account"
    says_zh = "案件 {claim}：会员未登记收款账户"
    remedy = "Record the member's bank account with `huzhu member amend --bank-account`."
    rule_source = "this ledger: a benefit goes to the payee's registered account"
    claim: str


@dataclass(eq=False)
class BankFileUnwritten(LedgerError):
    """What was released stays released; its file follows from the record, and can be written again."""

    code = "pay.file_not_written"
    says = (
        "the bank's file of batch {batch} could not be written to {folder}: make room or name another "
        "folder, and release the batch again; it stays released, and the file will be the same"
    )
    says_zh = (
        "批次 {batch} 的银行文件未能写入 {folder}：请腾出空间或另指定文件夹后再次放行；"
        "批次仍为已放行，写出的文件相同"
    )
    remedy = "Make room or name another folder, and run `huzhu pay release --out` again."
    rule_source = "this ledger: a payment file follows from the record alone"
    batch: str
    folder: str


@dataclass(eq=False)
class WrongBatch(LedgerError):
    """A return file answers the lines of its own batch."""

    code = "pay.wrong_batch"
    says = "claim {claim} is not line {instalment} of batch {batch}"
    says_zh = "批次 {batch} 中没有案件 {claim} 的第 {instalment} 次付款"
    remedy = (
        "Ask the bank for the answer to this batch, and take that file in with `huzhu pay settle`."
    )
    rule_source = "this ledger: a payment is settled by the bank's answer to it"
    claim: str
    batch: str
    instalment: int


@dataclass(eq=False)
class SeveralBatches(LedgerError):
    """A return file answers one batch."""

    code = "pay.several_batches"
    says = "this file answers {count} batches; settle one batch a file"
    says_zh = "该文件涉及 {count} 个批次；每个文件只能对应一个批次"
    remedy = "Divide the file by batch, and take in each part with `huzhu pay settle`."
    rule_source = "this ledger: a payment is settled by the bank's answer to it"
    count: int


@dataclass(eq=False)
class BatchNotReady(LedgerError):
    """A batch is prepared, released by a second person, then settled."""

    code = "pay.batch_not_ready"
    says = "batch {batch} is {state}; this step needs it {needed}"
    says_zh = "批次 {batch} 处于 {state}；本步骤要求 {needed}"
    remedy = (
        "Take the steps in order: `huzhu pay prepare`, `huzhu pay release` by a second person, "
        "then `huzhu pay settle`."
    )
    rule_source = "this ledger: two persons for each payment"
    batch: str
    state: str
    needed: str


@dataclass(eq=False)
class BatchBeforeItsTime(LedgerError):
    """A batch is released, or cancelled, on the day of its preparation or later."""

    code = "pay.before_its_time"
    says = "batch {batch}: this step is dated {on}, before {since}, the day of its preparation"
    says_zh = "批次 {batch}：本步骤日期 {on} 早于编制日期 {since}"
    remedy = "Date the step with `--on` on the day that the refusal names, or later."
    rule_source = "this ledger: no step comes before what it rests on"
    batch: str
    on: date
    since: date


@dataclass(eq=False)
class PayeeChanged(LedgerError):
    """A payment goes to whom it is owed on the day of its release, not of its preparation."""

    code = "pay.payee_changed"
    says = (
        "batch {batch}: the payee of {claims} changed since it was prepared; cancel it with "
        "'huzhu pay cancel', and prepare another"
    )
    says_zh = (
        "批次 {batch} 编制之后，案件 {claims} 的收款人或账户已变更；"
        "请用 huzhu pay cancel 撤销该批次，再另行编制"
    )
    remedy = (
        "Cancel the batch with `huzhu pay cancel --reason`, and put its claims into a new one with "
        "`huzhu pay prepare`."
    )
    rule_source = "this ledger: a benefit goes to the payee's registered account"
    batch: str
    claims: str


@dataclass(eq=False)
class ValueDateTooEarly(LedgerError):
    """The bank pays on the day of the release, or later, and returns nothing before it was paid."""

    code = "pay.value_date_too_early"
    says = "claim {claim}: the bank's value date {day} comes before {since}, the day of what it answers"
    says_zh = "案件 {claim}：银行入账日期 {day} 早于所对应步骤的日期 {since}"
    remedy = (
        "Ask the bank for the right value date, and take the corrected file in with "
        "`huzhu pay settle`."
    )
    rule_source = "this ledger: no step comes before what it rests on"
    claim: str
    day: date
    since: date


@dataclass(eq=False)
class ReturnIncomplete(LedgerError):
    """A return file accounts for every line of its batch, to the fen."""

    code = "pay.return_incomplete"
    says = (
        "batch {batch}: the bank answers {answered} lines of {answered_fen}, "
        "the batch has {lines} of {total_fen}"
    )
    says_zh = "批次 {batch}：银行回盘 {answered} 笔 {answered_fen}，批次为 {lines} 笔 {total_fen}"
    remedy = (
        "Ask the bank for an answer to every line of the batch, and take that file in with "
        "`huzhu pay settle`."
    )
    rule_source = "this ledger: a payment is settled by the bank's answer to it"
    batch: str
    answered: int
    answered_fen: int
    lines: int
    total_fen: int


@dataclass(eq=False)
class AmountDiffers(LedgerError):
    """The bank pays a line's amount to the fen."""

    code = "pay.amount_differs"
    says = "claim {claim}: the line is {instructed_fen}, the bank answers {answered_fen}"
    says_zh = "案件 {claim}：指令金额 {instructed_fen}，银行回盘 {answered_fen}"
    remedy = (
        "Have the bank clear up the difference and answer again, and take that file in with "
        "`huzhu pay settle`."
    )
    rule_source = "this ledger: a payment is settled by the bank's answer to it"
    claim: str
    instructed_fen: int
    answered_fen: int


@dataclass(eq=False)
class FundsShort(LedgerError):
    """A fund pays what it has: no plan fund goes below zero without a recorded deficit policy."""

    code = "pay.funds_short"
    says = "fund {fund} has {available_fen} in the bank; {needed_fen} is asked for"
    says_zh = "基金 {fund} 存款 {available_fen}，不足以支付 {needed_fen}"
    remedy = (
        "Take in money for the fund first, such as contributions with "
        "`huzhu contribution receive`, or put fewer claims into the batch of `huzhu pay prepare`."
    )
    rule_source = (
        "the sample rules of company funds: the finance department checks that the funds are there"
    )
    fund: str
    available_fen: int
    needed_fen: int
