"""The benefit engine: terms and a loss to a benefit, with each line of its derivation.

Pure and deterministic. All amounts are integer fen. Money is rounded (half up) by
`money.round_half_up` only: the running sum over the bands of an indemnity, so that dividing a band
in two changes nothing; a share of damage, wage or pool; what a co-payment leaves.
"""

from ledger.benefits.engine import (
    Assessment,
    assess,
    measures_account,
    on_accounts,
    rests_on,
    used,
)
from ledger.benefits.facts import Case, Facts, cases, parse_facts
from ledger.benefits.joined import Decided, assess_with, granted, joins_stays, same_stay
from ledger.benefits.limits import Left, limits_left
from ledger.benefits.losses import NO_BASE, NOTHING_USED, Base, Loss, PaidEvent, Usage, stay_days
from ledger.benefits.returned import given_back, shared_without, taken_again
from ledger.benefits.sharing import drawn_by
from ledger.benefits.stays import Stay, join_stays, whole_stay
from ledger.benefits.summing import classes_paid
from ledger.derivations import Step, explain

__all__ = [
    "NOTHING_USED",
    "NO_BASE",
    "Assessment",
    "Base",
    "Case",
    "Decided",
    "Facts",
    "Left",
    "Loss",
    "PaidEvent",
    "Stay",
    "Step",
    "Usage",
    "assess",
    "assess_with",
    "cases",
    "classes_paid",
    "drawn_by",
    "explain",
    "given_back",
    "granted",
    "join_stays",
    "joins_stays",
    "limits_left",
    "measures_account",
    "on_accounts",
    "parse_facts",
    "rests_on",
    "same_stay",
    "shared_without",
    "stay_days",
    "taken_again",
    "used",
    "whole_stay",
]
