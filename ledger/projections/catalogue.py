"""All projections of a book, by name. Digests quote the names, so they stay."""

from typing import Final

from ledger.projections.audit_trail import AUDIT_TRAIL
from ledger.projections.claims import CLAIM_STEP, PAYMENT
from ledger.projections.coverage import COVERAGE
from ledger.projections.journal import JOURNAL
from ledger.projections.register import REGISTER, STATISTIC
from ledger.projections.remittances import RECEIPT, ROSTER
from ledger.projections.tables import Projection

PROJECTIONS: Final[dict[str, Projection]] = {
    projection.name: projection
    for projection in (
        JOURNAL,
        COVERAGE,
        CLAIM_STEP,
        PAYMENT,
        RECEIPT,
        ROSTER,
        REGISTER,
        STATISTIC,
        AUDIT_TRAIL,
    )
}
