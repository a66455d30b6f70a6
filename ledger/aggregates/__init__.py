"""Where things are decided: each aggregate checks its rules, triggers a fact, and folds it."""

from eventsourcing.utils import register_topic

from ledger.aggregates.agency import Agency
from ledger.aggregates.base import Aggregate, stream_of
from ledger.aggregates.fund import Fund
from ledger.aggregates.member import Member
from ledger.aggregates.moment import Moment, Officer
from ledger.aggregates.office import Office
from ledger.aggregates.payment_batch import PaymentBatch
from ledger.aggregates.plan import Plan
from ledger.aggregates.reconciliation import Reconciliation
from ledger.aggregates.relief import ReliefGrant, ReliefScheme
from ledger.aggregates.remittance import Remittance
from ledger.aggregates.unit import Unit

__all__ = [
    "Agency",
    "Aggregate",
    "Fund",
    "Member",
    "Moment",
    "Office",
    "Officer",
    "PaymentBatch",
    "Plan",
    "Reconciliation",
    "ReliefGrant",
    "ReliefScheme",
    "Remittance",
    "Unit",
    "stream_of",
]

# Opening events name their aggregate by these; nothing else is ever resolved.
for _topic, _aggregate in {
    "office": Office,
    "agency": Agency,
    "unit": Unit,
    "fund": Fund,
    "plan": Plan,
    "remittance": Remittance,
    "member": Member,
    "payment_batch": PaymentBatch,
    "relief_scheme": ReliefScheme,
    "relief_grant": ReliefGrant,
    "reconciliation": Reconciliation,
}.items():
    register_topic(_topic, _aggregate)
