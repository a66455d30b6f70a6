"""Refusals after enrolment: cover that ends or stands still, consent, leaving, dependants."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ledger.errors.base import LedgerError


@dataclass(eq=False)
class EnrolmentClaimed(LedgerError):
    """An enrolment that a claim rests on is not undone."""

    code = "roster.enrolment_claimed"
    says = "claim {claim} rests on the enrolment under {plan} for {period}; it stands"
    says_zh = "案件 {claim} 依据 {plan} {period} 期的参保，该参保不能撤销"
    remedy = (
        "Leave the enrolment as it is, unless the claim ends without a benefit by "
        "`huzhu claim reject` or `huzhu claim withdraw`."
    )
    rule_source = "this ledger: what a benefit rests on is not undone under it"
    claim: str
    plan: str
    period: str


@dataclass(eq=False)
class DetailsMissing(LedgerError):
    """Only what was recorded of a member can be shown, corrected or erased."""

    code = "vault.details_missing"
    says = "no {data_class} details of member {member} are recorded"
    says_zh = "会员 {member} 没有登记{data_class}类个人信息"
    remedy = (
        "Ask for other details, or record these first: a bank account or telephone with "
        "`huzhu member amend`."
    )
    rule_source = "this ledger: nothing is recorded of what it does not hold"
    member: UUID
    data_class: str


@dataclass(eq=False)
class RosterNameDiffers(LedgerError):
    """The name beside an ID number on a roster is that of the member who has the number."""

    code = "roster.name_differs"
    says = "the member who has this ID number has another name"
    says_zh = "姓名与该身份证号的会员不一致"
    remedy = (
        "Hold ID number and name against the papers and correct the row, or put the name on record "
        "right, where that is the wrong one, with `huzhu member correct`."
    )
    rule_source = "this ledger: a mistyped number that is somebody else's covers nobody"


@dataclass(eq=False)
class RosterTwoNames(LedgerError):
    """One ID number on a list is one person's, under one name; here nobody on record has it yet."""

    code = "roster.two_names"
    says = "an earlier row has this ID number under another name"
    says_zh = "清单中前面的行已有该身份证号，但姓名不同"
    remedy = (
        "Hold ID numbers and names of the rows against the papers, and correct the row that is "
        "wrong."
    )
    rule_source = "this ledger: a mistyped number that is somebody else's covers nobody"


@dataclass(eq=False)
class NumberCorrected(LedgerError):
    """A list that still has a number typed wrongly is put right too: nobody is enrolled twice."""

    code = "roster.number_corrected"
    says = "this ID number was that of a member of this name until it was corrected"
    says_zh = "该身份证号原为同名会员所用，已更正为其他号码"
    remedy = (
        "Hand in the corrected number; another person of the same name, whose number it is, is "
        "taken in with `huzhu roster import` where comparing names is declined."
    )
    rule_source = "this ledger: one person, one pseudonym"


@dataclass(eq=False)
class NothingToCorrect(LedgerError):
    """A correction puts something right that is on record wrongly."""

    code = "member.nothing_to_correct"
    says = "what is given is what the vault holds of this member; there is nothing to correct"
    says_zh = "所填内容与会员现有资料一致，无需更正"
    remedy = (
        "Look at what is on record with `huzhu member show`, and say what is right with "
        "`--name` or `--id-number` of `huzhu member correct`."
    )
    rule_source = "this ledger: what is recorded says something new"


@dataclass(eq=False)
class CoverStandsStill(LedgerError):
    """Cover that stands still is reinstated before its enrolment is undone."""

    code = "roster.cover_suspended"
    says = "cover under {plan} for {period} is suspended; reinstate it first"
    says_zh = "{plan} {period} 期的保障处于中止状态；请先恢复"
    remedy = "Reinstate the cover first with `huzhu contribution reinstate`."
    rule_source = "this ledger: one change of a cover after the other"
    plan: str
    period: str


@dataclass(eq=False)
class ConsentRefusedBefore(LedgerError):
    """Taking part is voluntary: who refused is enrolled only after consenting (自愿参加)."""

    code = "roster.consent_refused"
    says = "the member refused consent to {matter}; record a consent first"
    says_zh = "会员此前不同意（{matter}）；须先登记其同意"
    remedy = "Record a consent with `huzhu member consent`, on its signed document."
    rule_source = (
        "the sample rules of company funds: taking part is voluntary, not compulsory "
        "(自愿，非强制性)"
    )
    matter: str


@dataclass(eq=False)
class CoverBeginsLater(LedgerError):
    """Cover that has not begun is voided, so that what was paid for it goes back."""

    code = "member.cover_begins_later"
    says = "cover under {plan} begins only on {day}; void that enrolment first"
    says_zh = "{plan} 的保障自 {day} 才开始；请先撤销该参保"
    remedy = "Void that enrolment first with `huzhu member void`."
    rule_source = (
        "this ledger: cover that never began is voided, so that its contribution goes back"
    )
    plan: str
    day: date


@dataclass(eq=False)
class ClaimOpenAfter(LedgerError):
    """A claim for a loss after the member went is decided before their going is recorded."""

    code = "member.claim_open_after"
    says = "claim {claim} is open for a loss of {day}, after {gone_on}; decide it first"
    says_zh = "案件 {claim} 的事故日期 {day} 在 {gone_on} 之后且尚未决定；请先处理该案件"
    remedy = (
        "Decide that claim first with `huzhu claim approve` or `huzhu claim reject`, or end it "
        "with `huzhu claim withdraw`."
    )
    rule_source = "this ledger: a departure ends no claim unseen"
    claim: str
    day: date
    gone_on: date


@dataclass(eq=False)
class DeathContradicted(LedgerError):
    """A death is recorded for the day that claims for it name, unless they came to nothing."""

    code = "member.death_contradicted"
    says = "claim {claim} is for the member's death on {day}; it cannot be recorded for {died_on}"
    says_zh = "案件 {claim} 所报会员身故日期为 {day}，不能登记为 {died_on}"
    remedy = (
        "Hold the day against the death certificate, and record that of the claim with `--on` of "
        "`huzhu member died`, or end the claim first with `huzhu claim reject` or "
        "`huzhu claim withdraw`."
    )
    rule_source = "this ledger: a person dies once"
    claim: str
    day: date
    died_on: date


@dataclass(eq=False)
class AlreadyGone(LedgerError):
    """Who died takes part in nothing new; who left, or is to leave, only by enrolling again then."""

    code = "member.already_gone"
    says = "it stands on record that the member {how}: {gone_on}"
    says_zh = "已登记该会员{how}：{gone_on}"
    remedy = (
        "Leave the record of a death as it stands, and enrol who left anew with "
        "`huzhu roster import`, from the day of the leaving on, or take over whom another office "
        "hands back with a list that says the day of that (移交日期)."
    )
    rule_source = (
        "the social-insurance audit model 1.1 (an analogue): nobody is enrolled after death"
    )
    how: str
    gone_on: date


@dataclass(eq=False)
class DependantKnown(LedgerError):
    """A dependant is recorded once, under a code of their own."""

    code = "member.dependant_known"
    says = "dependant {dependant} is already on record"
    says_zh = "家属 {dependant} 已有记录"
    remedy = "Give another dependant another code with `huzhu member dependant`."
    rule_source = "this ledger: a business key names one thing"
    dependant: str


@dataclass(eq=False)
class DependantTwice(LedgerError):
    """A dependant has one code: under two, one loss could be paid twice."""

    code = "member.dependant_twice"
    says = "dependant {dependant} has the ID number of dependant {earlier} of this member"
    says_zh = "家属 {dependant} 的身份证号与该会员的家属 {earlier} 相同"
    remedy = (
        "File the loss under the code on record, or type the ID number of the other person with "
        "`huzhu member dependant`."
    )
    rule_source = "this ledger: a person is insured once through a member"
    dependant: str
    earlier: str


@dataclass(eq=False)
class DependantIsMember(LedgerError):
    """Nobody is a dependant of their own: a member's losses are filed as the member's."""

    code = "member.dependant_is_member"
    says = "dependant {dependant} has the member's own ID number"
    says_zh = "家属 {dependant} 的身份证号就是会员本人的身份证号"
    remedy = (
        "File the member's own loss without a dependant, or type the dependant's ID number with "
        "`huzhu member dependant`."
    )
    rule_source = "this ledger: a person is insured once through a member"
    dependant: str
