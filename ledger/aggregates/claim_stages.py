"""The steps of a claim: from which stage each leads to which, and who takes it.

Aggregates allow a step by this table, and the diagram of `docs/claims.md` is drawn from it.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final, NamedTuple

from ledger.aggregates.claim import (
    APPEALED,
    APPROVED,
    ASSESSED,
    EVIDENCE_REQUESTED,
    FILED,
    INSTRUCTED,
    NOTIFIED,
    PAID,
    REJECTED,
    REVIEWED,
    SETTLED,
    TIME_BARRED,
    UNDECIDED,
    VERIFIED,
    WITHDRAWN,
    WITHOUT_BENEFIT,
    Claim,
)
from ledger.errors import BeforeItsTime, EvidenceMissing, WrongStage
from ledger.events.unpaid import UNPAID_AFTER
from ledger.plans import PlanTerms


class Transition(NamedTuple):
    """One kind of step."""

    starts: tuple[str, ...]  # the stages in which it may be taken; none: it begins a claim
    ends: tuple[str, ...]  # the stages to which it may lead
    role: str  # of the officer who takes it
    command: str  # by which it is taken
    others_than: str = ""  # whose hands it must not be


_JUDGED = (FILED, ASSESSED, REVIEWED)
TRANSITIONS: Final[Mapping[str, Transition]] = MappingProxyType(
    {
        "notify": Transition((), (NOTIFIED,), "assessor", "claim notify"),
        "file": Transition((), (FILED,), "assessor", "claim file, claim import"),
        "file notified": Transition((NOTIFIED,), (FILED,), "assessor", "claim file"),
        "request evidence": Transition(
            _JUDGED, (EVIDENCE_REQUESTED,), "assessor", "claim request-evidence"
        ),
        "receive evidence": Transition(
            (EVIDENCE_REQUESTED,),
            (FILED, EVIDENCE_REQUESTED),
            "assessor",
            "claim receive-evidence",
        ),
        "assess": Transition(_JUDGED, (ASSESSED,), "assessor", "claim assess"),
        "review": Transition(
            (ASSESSED,), (REVIEWED,), "assessor", "claim review", "who filed or assessed it"
        ),
        "approve": Transition(
            (ASSESSED, REVIEWED),
            (APPROVED, SETTLED),
            "approver",
            "claim approve",
            "who filed, assessed, reviewed or ever rejected it",
        ),
        "reject": Transition(
            _JUDGED,
            (REJECTED,),
            "approver",
            "claim reject",
            "who filed, assessed, reviewed or ever rejected it",
        ),
        "appeal": Transition((REJECTED,), (APPEALED,), "assessor", "claim appeal"),
        "uphold": Transition(
            (APPEALED,),
            (REJECTED,),
            "approver",
            "claim decide-appeal --uphold",
            "whoever took part before",
        ),
        "overturn": Transition(
            (APPEALED,),
            (FILED, ASSESSED),
            "approver",
            "claim decide-appeal --overturn",
            "whoever took part before",
        ),
        "withdraw": Transition((NOTIFIED, *UNDECIDED), (WITHDRAWN,), "assessor", "claim withdraw"),
        "bar": Transition(
            (NOTIFIED, EVIDENCE_REQUESTED),
            (TIME_BARRED,),
            "approver",
            "claim bar",
            "who filed it",
        ),
        "reopen": Transition(
            WITHOUT_BENEFIT,
            (FILED,),
            "approver",
            "claim reopen",
            "who rejected or closed it",
        ),
        "reopen notice": Transition(
            (WITHDRAWN, TIME_BARRED),
            (NOTIFIED,),
            "approver",
            "claim reopen",
            "who closed it",
        ),
        "verify": Transition((APPROVED,), (VERIFIED,), "finance", "pay verify", "who approved it"),
        "instruct": Transition(
            (VERIFIED,),
            (INSTRUCTED,),
            "cashier",
            "pay prepare",
            "who approved or verified it, or said to whose account it goes",
        ),
        "revoke": Transition(
            (APPROVED, VERIFIED),
            (FILED,),
            "approver",
            "claim revoke",
            "who filed, assessed, reviewed or ever rejected it",
        ),
        "cancel": Transition((INSTRUCTED,), (VERIFIED, SETTLED), "cashier", "pay cancel"),
        "pay": Transition((INSTRUCTED,), (PAID,), "cashier", "pay settle"),
        "fail": Transition((INSTRUCTED,), (VERIFIED, SETTLED), "cashier", "pay settle"),
        "return": Transition((PAID,), (VERIFIED, SETTLED), "cashier", "pay settle"),
        "restore": Transition(
            (APPROVED, VERIFIED, PAID, SETTLED),
            (APPROVED,),
            "approver",
            "recovery lower",
            "whoever took part before",
        ),
    }
)
# The steps as `claim_step` names them, where a stage's last step has another name than the stage.
STEPS_OF_STAGE: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        FILED: (FILED, "evidence_received", "reopened_filed", "overturned_filed", "revoked"),
        NOTIFIED: (NOTIFIED, "reopened_notified"),
        ASSESSED: (ASSESSED, "overturned_assessed"),
        REJECTED: (REJECTED, "upheld"),
        EVIDENCE_REQUESTED: (EVIDENCE_REQUESTED, "evidence_partly"),
        APPROVED: (APPROVED, "restored"),
        VERIFIED: tuple(
            dict.fromkeys(its.step for its in UNPAID_AFTER.values() if its.stage == VERIFIED)
        ),
    }
)


def require_stage(its: Claim, step: str) -> None:
    """Refuse a step that does not start at the claim's stage.

    Raises:
        WrongStage: with the stages that the step needs.
    """
    starts = TRANSITIONS[step].starts
    if its.stage not in starts:
        raise WrongStage(its.code, its.stage, " or ".join(starts))


def require_time(its: Claim, on: date, since: date | None = None) -> None:
    """Refuse a step that is dated before what it rests on: the claim's latest step unless said.

    Raises:
        BeforeItsTime: with both days.
    """
    first = its.stepped_on if since is None else since
    if on < first:
        raise BeforeItsTime(its.code, on, first)


def require_evidence(its: Claim, terms: PlanTerms) -> None:
    """Refuse a claim that lacks a paper; one-stop settlement comes without an application's papers.

    Raises:
        EvidenceMissing: with the kind of paper, and the clause that asks for it.
    """
    if its.source == "settlement" and terms.one_stop:
        return
    for index, kind in enumerate(terms.evidence or ()):
        if kind not in its.evidence:
            raise EvidenceMissing(its.code, terms.key, f"evidence.{index}", kind)


def stage_of(step: str) -> str:
    """Return the stage at which a claim stands after a step of the projection `claim_step`."""
    for stage, steps in STEPS_OF_STAGE.items():
        if step in steps:
            return stage
    return step
