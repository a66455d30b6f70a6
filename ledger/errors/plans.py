"""Refusals of plans: which version is in force, and which is not to be changed."""

from dataclasses import dataclass
from datetime import date

from ledger.errors.base import LedgerError


@dataclass(eq=False)
class VersionPublished(LedgerError):
    """A published version never changes; new terms are a new version."""

    code = "plan.version_published"
    says = "{plan} is already published; publish changed terms as a new version"
    says_zh = "{plan} 已发布；修改条款须发布新版本"
    remedy = "Publish the changed terms as a new version with `huzhu plan publish`."
    rule_source = "this ledger: a published version never changes"
    plan: str


@dataclass(eq=False)
class EditionAdopted(LedgerError):
    """An adopted edition of a schedule never changes, and says the same in every plan of the book."""

    code = "plan.edition_adopted"
    says = (
        "schedule {schedule} is already adopted for plan {plan} with another content; "
        "adopt changed lines as a new edition"
    )
    says_zh = "附表 {schedule} 已为计划 {plan} 采用，内容不同；修改须另立新版"
    remedy = (
        "Give the changed schedule a new edition, and publish terms that name it with "
        "`huzhu plan publish`."
    )
    rule_source = "this ledger: a published version never changes"
    schedule: str
    plan: str


@dataclass(eq=False)
class TermsIncomplete(LedgerError):
    """Terms are published when they can be decided by; what a source left open is filled in first."""

    code = "plan.terms_incomplete"
    says = "{plan} cannot be published yet: its terms leave open {open_points}"
    says_zh = "{plan} 尚不能发布：条款未载明 {open_points}"
    remedy = (
        "Fill in from the plan's text what `huzhu plan lint` lists as left open, and run "
        "`huzhu plan publish` again."
    )
    rule_source = "this ledger: what a source leaves open is never guessed"
    plan: str
    open_points: str


@dataclass(eq=False)
class PlanNotInForce(LedgerError):
    """Cover begins under terms in force on its first day."""

    code = "plan.not_in_force"
    says = "{plan} is not in force on {day}"
    says_zh = "{plan} 在 {day} 未生效"
    remedy = (
        "Name in the roster a version that is in force, as `huzhu plan list` tells them, or a "
        "later day with `huzhu roster import --starts-on`."
    )
    rule_source = "the terms of the plan: `effective_on`"
    plan: str
    day: date
