"""What happens to a member's personal details: sealed, corrected, shown, and forgotten.

The details are in the vault; an event holds at most a ciphertext's digest.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, get_args
from uuid import UUID

from pydantic import Field

from ledger.events.base import Code, Count, Digest, Event, Fact
from ledger.plans import Sex

DataClass = Literal["identity", "contact", "bank", "health", "pay"]  # what is erased together
DATA_CLASSES: tuple[DataClass, ...] = get_args(DataClass)
Detail = Literal[
    "name", "id_number", "phone", "bank_account", "account_holder", "wage", "income_band"
]


class DetailsSealed(Event):
    """Personal details were replaced, such as a bank account that had been closed."""

    topic: Literal["member.details_sealed.v1"] = "member.details_sealed.v1"
    sealed: dict[str, Digest]


class DetailsCorrected(Event):
    """Who the member is had been written down wrongly; the vault has it right now, on a document.

    What was written first stays in the vault, as history, until it is erased with the rest.
    """

    topic: Literal["member.details_corrected.v1"] = "member.details_corrected.v1"
    details: tuple[Detail, ...]  # which ones: never what they say
    sealed: dict[str, Digest]  # class of personal data: SHA-256 of its new ciphertext
    sex: Sex | None = None  # by the corrected ID number, where it is another


class DependantCorrected(Event):
    """Who a dependant is had been written down wrongly; the member's sealed identity has it right now.

    What was written first stays in the vault, as history, until it is erased with the rest.
    """

    topic: Literal["member.dependant_corrected.v1"] = "member.dependant_corrected.v1"
    code: Code  # the dependant's own, such as D1
    details: tuple[Detail, ...]  # which ones: never what they say
    sealed: dict[str, Digest]  # class of personal data: SHA-256 of its new ciphertext
    # By the corrected ID number, where it is another month.
    birth_month: Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")] | None = None


class DetailsRevealed(Event):
    """Personal details were shown in clear to the officer, who had named a purpose."""

    topic: Literal["member.details_revealed.v1"] = "member.details_revealed.v1"
    details: tuple[Detail, ...]  # which ones: never what they say
    purpose: str  # as the officer put it, without personal data


class ErasureRequested(Event):
    """Classes of a member's personal data are to be erased as soon as no rule keeps them."""

    topic: Literal["member.erasure_requested.v1"] = "member.erasure_requested.v1"
    classes: tuple[DataClass, ...]  # what is to be erased


class DataRestricted(Event):
    """Vouchers must still be kept: until then the data are stored, and not used."""

    topic: Literal["member.data_restricted.v1"] = "member.data_restricted.v1"
    until: dict[DataClass, date]  # for each class the last day of its term


class ShreddedClass(Fact):
    """One class of a member's personal data that nobody can read any more."""

    data_class: DataClass  # what was erased
    key_ids: tuple[UUID, ...]  # of the data keys that were deleted
    ciphertexts: Count  # how many were deleted
    blind_entries: Count  # entries by which the person could be found again


class DetailsShredded(Event):
    """Data keys and ciphertexts were deleted, in the transaction that recorded this."""

    topic: Literal["member.details_shredded.v1"] = "member.details_shredded.v1"
    shredded: tuple[ShreddedClass, ...]  # class by class
