"""By how much each step of a claim changes what is to be paid back of it."""

from ledger.events.claim_life import (
    AdvanceOffset,
    AdvancePaid,
    ApprovalRevoked,
    BenefitRestored,
    DebtWrittenOff,
    DemandLowered,
    OverpaymentOffset,
    RecoveryDemanded,
    RecoveryReceived,
)
from ledger.events.member import ClaimEvent


def came_back(event: ClaimEvent) -> int:
    """Return how much of an overpaid benefit a step brought back from its payee, in fen."""
    match event:
        case RecoveryReceived(debt="overpayment", amount_fen=fen):
            return fen
        case BenefitRestored(received_fen=fen):
            return -fen
        case _:
            return 0


def more_borne(event: ClaimEvent) -> int:
    """Return by how much more a step lets the fund bear what a claim owed, in fen; less, below 0."""
    match event:
        case DebtWrittenOff(amount_fen=fen):
            return fen
        case (
            AdvanceOffset(written_off_fen=fen)
            | RecoveryReceived(written_off_fen=fen)
            | OverpaymentOffset(written_off_fen=fen)
            | DemandLowered(written_off_fen=fen)
        ):
            return -(fen or 0)
        case _:
            return 0


def more_owed(event: ClaimEvent) -> int:
    """Return by how much a step makes the debt of a claim larger, in fen; by how much less, below 0."""
    match event:
        case AdvancePaid(amount_fen=fen) | RecoveryDemanded(amount_fen=fen):
            return fen
        case ApprovalRevoked(advance_fen=fen):
            return fen
        case AdvanceOffset(amount_fen=fen, written_off_fen=borne):
            return (borne or 0) - fen  # what had been written off was owed no more
        case RecoveryReceived(amount_fen=fen, written_off_fen=borne):
            return (borne or 0) - fen
        case DemandLowered(amount_fen=fen):
            return -fen
        case DebtWrittenOff(amount_fen=fen) | OverpaymentOffset(owed_fen=fen):
            return -fen
        case _:
            return 0
