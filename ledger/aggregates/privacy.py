"""A member's personal data: who may see them, and when they are forgotten. The vault holds them.

Sources: Personal Information Protection Law (个人信息保护法) art. 6 and 47; Administration of
Accounting Archives (会计档案管理办法, Order 79 of 2015) art. 14.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import ClassVar, Final, NamedTuple, assert_never
from uuid import UUID

from ledger.aggregates.claim import Claim
from ledger.aggregates.claims import Claimant
from ledger.aggregates.impersonal import require_impersonal as require_impersonal  # noqa: PLC0414
from ledger.aggregates.moment import Moment
from ledger.errors import (
    DetailsMissing,
    DocumentMissing,
    LedgerError,
    NothingToCorrect,
    ReasonMissing,
    RoleMissing,
    Unknown,
)
from ledger.events.member import (
    DataClass,
    DataRestricted,
    Detail,
    DetailsCorrected,
    DetailsRevealed,
    DetailsShredded,
    ErasureRequested,
    ShreddedClass,
)
from ledger.periods import shanghai_date
from ledger.plans import Sex

# Where each detail lies: its class, and its name inside the class's ciphertext.
DETAILS: Final[Mapping[Detail, tuple[DataClass, str]]] = MappingProxyType(
    {
        "name": ("identity", "name"),
        "id_number": ("identity", "id_number"),
        "phone": ("contact", "phone"),
        "bank_account": ("bank", "account"),
        "account_holder": ("bank", "name"),
        "wage": ("pay", "wage"),
        "income_band": ("pay", "income_band"),
    }
)
REVEALERS: Final = ("enrolment", "assessor", "approver", "auditor", "supervisor")
_INSPECTORS: Final = frozenset({"auditor", "supervisor"})
PrivacyEvent = DetailsRevealed | ErasureRequested | DataRestricted | DetailsShredded


class Erasing(NamedTuple):
    """How far the erasure of a class has come."""

    is_done: bool = False
    until: date | None = None  # the last day on which it must still be kept


@dataclass(eq=False)
class DetailsErased(LedgerError):
    """What was erased is gone for good."""

    code: ClassVar[str] = "vault.erased"
    says: ClassVar[str] = "the {data_class} details of member {member} were erased"
    says_zh: ClassVar[str] = "会员 {member} 的{data_class}类个人信息已删除"
    remedy: ClassVar[str] = (
        "Record details that are needed anew: a bank account or telephone with "
        "`huzhu member amend`, a person by `huzhu roster import`."
    )
    rule_source: ClassVar[str] = "this ledger: what was erased is gone for good"
    member: UUID
    data_class: str


@dataclass(eq=False)
class UseRestricted(LedgerError):
    """Data that only a retention term keeps are stored, and shown to inspectors alone."""

    code: ClassVar[str] = "vault.use_restricted"
    says: ClassVar[str] = (
        "the {data_class} details of member {member} are restricted until {until}; "
        "only an auditor or supervisor may see them"
    )
    says_zh: ClassVar[str] = (
        "会员 {member} 的{data_class}类个人信息在 {until} 前限制处理，仅审计、监督人员可查看"
    )
    remedy: ClassVar[str] = (
        "Let an auditor or supervisor look, with `huzhu member show --reveal` and a `--purpose`."
    )
    rule_source: ClassVar[str] = (
        "个人信息保护法 art. 47 (from memory: its text was not read for this ledger)"
    )
    member: UUID
    data_class: str
    until: date


@dataclass(eq=False)
class StillNeeded(LedgerError):
    """Data that a cover in force or an open claim needs are not erased."""

    code: ClassVar[str] = "vault.still_needed"
    says: ClassVar[str] = "the details of member {member} are still needed: {what}"
    says_zh: ClassVar[str] = "会员 {member} 的个人信息尚在使用：{what}"
    remedy: ClassVar[str] = (
        "Run `huzhu member erase` once the cover and the claims that the refusal names have ended."
    )
    rule_source: ClassVar[str] = (
        "个人信息保护法 art. 47 (from memory: its text was not read for this ledger)"
    )
    member: UUID
    what: str


@dataclass(eq=False)
class RetentionUnset(LedgerError):
    """No rule of ours says how long vouchers are kept: the office does, or its deciding body."""

    code: ClassVar[str] = "vault.retention_unset"
    says: ClassVar[str] = (
        "{parameter} is not configured as a number of years; set it with 'huzhu office policy', "
        "or name the resolution under which the details go"
    )
    says_zh: ClassVar[str] = (
        "参数 {parameter} 未设定为年数；请用 huzhu office policy 设定，或注明据以删除的决议"
    )
    remedy: ClassVar[str] = (
        "Set the years with `huzhu office policy privacy.retention_years`, or name a resolution "
        "with `huzhu member erase --resolution`."
    )
    rule_source: ClassVar[str] = (
        "the policy of the office: `privacy.retention_years`; 财政部 国家档案局令第79号 gives "
        "vouchers and ledgers 30 years"
    )
    parameter: str


@dataclass(eq=False)
class RetentionRuns(LedgerError):
    """Vouchers are kept for their term, counted from the end of the accounting year."""

    code: ClassVar[str] = "vault.retention_runs"
    says: ClassVar[str] = (
        "the details of member {member} must be kept until {until}; their use is restricted"
    )
    says_zh: ClassVar[str] = "会员 {member} 的个人信息须保存至 {until}，现已限制处理"
    remedy: ClassVar[str] = (
        "Run `huzhu member erase` again after the last day that the refusal names."
    )
    rule_source: ClassVar[str] = (
        "the policy of the office: `privacy.retention_years`; 财政部 国家档案局令第79号 gives "
        "vouchers and ledgers 30 years"
    )
    member: UUID
    until: date


class DataSubject(Claimant):
    """The part of a member that has a right to be left alone."""

    def prepare(self) -> None:
        """Start with nothing erased."""
        super().prepare()
        self.sex: Sex = "female"
        self.erasing: dict[str, Erasing] = {}  # by class of data
        self.active_on = date.min  # of their registration, or of the last step of a claim

    def reveal(
        self, details: Sequence[Detail], purpose: str, spoken: Iterable[str], at: Moment
    ) -> None:
        """Show details in clear for a purpose. `spoken` is what the purpose must not repeat."""
        if not at.officer.roles.intersection(REVEALERS):
            raise RoleMissing(at.officer.code, " or ".join(REVEALERS))
        if not purpose.strip():
            raise ReasonMissing("member", "showing of details")
        for detail in details:
            kind = DETAILS[detail][0]
            self._require_sealed(kind)
            its = self.erasing.get(kind)
            if its and its.until and not at.officer.roles.intersection(_INSPECTORS):
                raise UseRestricted(self.id, kind, its.until)
        require_impersonal("purpose", purpose, spoken)
        self.record(DetailsRevealed, at, details=tuple(details), purpose=purpose)

    def correct_details(
        self, details: Sequence[Detail], sealed: dict[str, str], sex: Sex, at: Moment
    ) -> None:
        """Put right who the member is, on a document, with reason; `sex` is by the ID number.

        `sealed` gives the digest of each class's new ciphertext.
        """
        at.require("enrolment")
        at.require_reason("member", "correction")
        if at.document is None:
            raise DocumentMissing("member", "correction")
        self._require_sealed("identity")
        if not details:
            raise NothingToCorrect
        other = None if sex == self.sex else sex
        self.record(DetailsCorrected, at, details=tuple(details), sealed=sealed, sex=other)

    def erase(
        self,
        wanted: Mapping[DataClass, int | None],
        stored: Mapping[DataClass, ShreddedClass],
        at: Moment,
    ) -> tuple[DataClass, ...]:
        """Take erasure as far as it may go on this day; return the classes that go now.

        `wanted` gives for each class how many years its vouchers are kept, or None where the
        deciding body resolved that nothing keeps it; `stored` says what the vault holds of it.
        """
        at.require("manager")
        at.require_reason("member", "erasure")
        if not wanted:
            raise Unknown("details of member", str(self.id))
        for kind in wanted:
            self._require_sealed(kind)
        today = judged_on(at)
        self._require_unneeded(today)
        until = {kind: self.kept_until(years) for kind, years in wanted.items()}
        kept = {kind: day for kind, day in until.items() if day and day >= today}
        asked = tuple(kind for kind in wanted if kind not in self.erasing)
        newly = {kind: day for kind, day in kept.items() if self._kept(kind) != day}
        due = tuple(kind for kind in wanted if kind not in kept)
        if not newly and not due:
            raise RetentionRuns(self.id, max(kept.values()))
        if asked:
            self.record(ErasureRequested, at, classes=asked)
        if newly:
            self.record(DataRestricted, at, until=newly)
        if due:
            self.record(DetailsShredded, at, shredded=tuple(stored[kind] for kind in due))
        return due

    def kept_until(self, years: int | None) -> date | None:
        """Return the last day of a term in years, counted from the end of the accounting year."""
        if years is None:
            return None
        last = max([self.active_on, *(cover.ends_on for cover in self.covers)])
        return date(last.year + years, 12, 31)

    def is_erased(self, kind: str) -> bool:
        """Tell whether a class was erased, and nothing was sealed under it since."""
        return kind in self.erasing and self.erasing[kind].is_done

    def instruct_payment(self, claim: str, batch: str, at: Moment) -> Claim:
        """Put a verified benefit into a payment batch, unless its account was erased."""
        at.require("cashier")
        if self.is_erased("bank"):
            raise DetailsErased(self.id, "bank")
        return super().instruct_payment(claim, batch, at)

    def _kept(self, kind: str) -> date | None:
        its = self.erasing.get(kind)
        return its.until if its else None

    def _require_sealed(self, kind: str) -> None:
        if kind not in self.sealed:
            raise DetailsMissing(self.id, kind)
        if self.is_erased(kind):
            raise DetailsErased(self.id, kind)

    def _require_unneeded(self, day: date) -> None:
        for cover in self.covers:
            if cover.ends_on >= day:
                raise StillNeeded(self.id, f"cover under {cover.plan} until {cover.ends_on}")
        for claim in self.claims.values():
            if not claim.is_ended:
                raise StillNeeded(self.id, f"claim {claim.code} is {claim.stage}")

    def fold_privacy(self, event: PrivacyEvent) -> None:
        """Fold what was asked, restricted or erased."""
        match event:
            case ErasureRequested(classes=classes):
                self.erasing |= dict.fromkeys(classes, Erasing())
            case DataRestricted(until=until):
                self.erasing |= {kind: Erasing(until=day) for kind, day in until.items()}
            case DetailsShredded(shredded=shredded):
                self.erasing |= {each.data_class: Erasing(is_done=True) for each in shredded}
            case DetailsRevealed():
                pass  # bears on inspection, not on any decision about this member
            case _:
                assert_never(event)

    def needed_again(self, *kinds: str) -> None:
        """Fold that new cover, a claim or new details took a pending erasure back."""
        for kind in kinds or [*self.erasing]:
            if kinds or not self.is_erased(kind):
                self.erasing.pop(kind, None)


def judged_on(at: Moment) -> date:
    """Return the day on which erasure is judged: no date that is said makes a term end early."""
    return min(at.effective_on, shanghai_date(at.recorded_at))
