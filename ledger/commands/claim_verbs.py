"""All verbs of `huzhu claim` and `huzhu relief`: importing them puts them into their groups."""

from ledger.commands import (
    claim_appeal,
    claim_decisions,
    claim_evidence,
    claim_life,
    claim_reconcile,
    claim_show,
    claim_worklist,
    relief_grants,
)
from ledger.commands.claim import claim
from ledger.commands.relief import relief

__all__ = ["claim", "relief"]
_VERBS = (
    claim_appeal,
    claim_decisions,
    claim_evidence,
    claim_life,
    claim_reconcile,
    claim_show,
    claim_worklist,
    relief_grants,
)
