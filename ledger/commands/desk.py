"""The desk: the members that a stretch of a file is about, found by blind index and loaded at once."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from ledger.aggregates import Member, Moment
from ledger.book import Book
from ledger.commands.names import differ, names_of
from ledger.drafting import Draft
from ledger.entropy import Neighbours
from ledger.errors import NumberCorrected
from ledger.events.member import DataClass
from ledger.plans import Sex
from ledger.store.batch import BlindRow
from ledger.store.blind import LaterEntry, later_kind

ID_NUMBER = "id_number"  # the kind of blind index by which a person is found


class Desk:
    """Members at hand, by ID number. Numbers are kept as blind digests only."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._digests: dict[str, bytes] = {}
        self._members: dict[bytes, Member | None] = {}
        self._names: dict[UUID, str] = {}  # of members at hand, where they are compared
        self._with_names = False
        self._new: set[UUID] = set()  # who came in while they sat here
        self._ids = Neighbours()
        self._later: dict[bytes, LaterEntry] = {}  # what became of numbers that were put right
        self._former: dict[bytes, str] = {}  # names of whom such a number found until then

    def seat(
        self, id_numbers: Iterable[str], *, with_names: bool = False, names_declined: bool = False
    ) -> None:
        """Load whoever of these people is a member and not yet at hand; their names where asked.

        Names of whom a number found before it was put right are compared unless that is declined.
        """
        fresh = []
        for id_number in id_numbers:
            if id_number not in self._digests:
                digest = self._digests[id_number] = self._book.vault.blind(ID_NUMBER, id_number)
                fresh.append(digest)
        owners = self._book.record.find_members(ID_NUMBER, fresh)
        members = self._book.find_many(Member, owners.values())
        for digest in fresh:
            owner = owners.get(digest)
            self._members[digest] = None if owner is None else members[owner]
        self._with_names = with_names
        if with_names:
            self._names |= names_of(self._book, owners.values())
        self._later = self._book.record.later_blind_entries(ID_NUMBER)
        if self._later and not names_declined:
            self._remember(digest for digest in fresh if digest not in owners)

    def _remember(self, unknown: Iterable[bytes]) -> None:
        """Open the names of whom numbers found that are nobody's since they were put right."""
        before = {digest: self._later[digest].owner for digest in unknown if digest in self._later}
        names = names_of(self._book, before.values())
        self._former |= {digest: names[its] for digest, its in before.items() if its in names}

    def require_current(self, id_number: str, name: str) -> None:
        """Refuse a newcomer who seems to be a member under a number that was put right since.

        Raises:
            NumberCorrected: the number found a member of this name until it was corrected.
        """
        former = self._former.get(self._digests[id_number])
        if former is not None and not differ(former, name):
            raise NumberCorrected

    def is_called_otherwise(self, member: Member, name: str) -> bool:
        """Tell whether a member at hand has another name, as far as it is known here."""
        known = self._names.get(member.id)
        return known is not None and differ(known, name)

    def is_new(self, member: Member) -> bool:
        """Tell whether a member at hand came in by an earlier row, and is not on record yet."""
        return member.id in self._new

    def member(self, id_number: str) -> Member | None:
        """Return a person's membership, if there is one."""
        return self._members[self._digests[id_number]]

    def register(
        self,
        id_number: str,
        unit: str,
        sex: Sex,
        details: Mapping[DataClass, Mapping[str, str]],
        at: Moment,
        draft: Draft,
    ) -> Member:
        """Take a person in: details into the vault, their digests into the first fact."""
        member_id = self._ids.next(self._book.entropy, at.recorded_at)
        sealed = seal(self._book, member_id, details, draft)
        digest = self._digests[id_number]
        before = self._later.get(digest)
        kind = ID_NUMBER if before is None else later_kind(ID_NUMBER, before)
        draft.blind.append(BlindRow(kind, digest, member_id))
        member = Member.register(member_id, unit, sex, sealed, at)
        self._members[digest] = member
        self._new.add(member_id)
        if self._with_names:
            self._names[member_id] = details["identity"]["name"]
        return member

    def clear(self) -> None:
        """Send everybody home."""
        self._digests.clear()
        self._members.clear()
        self._names.clear()
        self._former.clear()
        self._new.clear()


def seal(
    book: Book, member_id: UUID, details: Mapping[DataClass, Mapping[str, str]], draft: Draft
) -> dict[str, str]:
    """Encrypt a new member's details into a draft; the digest of each class's ciphertext."""
    digests: dict[str, str] = {}
    for kind, fields in details.items():
        sealed = book.vault.seal(member_id, kind, fields)
        if sealed.data_key is not None:
            draft.data_keys.append(sealed.data_key)
        draft.sealed_fields.append(sealed.field)
        digests[kind] = sealed.sha256
    return digests


def details_of(
    name: str, id_number: str, phone: str | None, bank_account: str | None
) -> dict[DataClass, dict[str, str]]:
    """Sort a person's details into the classes that can be erased separately."""
    details: dict[DataClass, dict[str, str]] = {"identity": {"name": name, "id_number": id_number}}
    if phone is not None:
        details["contact"] = {"phone": phone}
    if bank_account is not None:
        details["bank"] = {"name": name, "account": bank_account}
    return details
