"""A book (账套): one office's set of books, in one SQLite file or one PostgreSQL schema."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from itertools import starmap
from pathlib import Path
from typing import Any, Self, TypeVar
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.persistence import InfrastructureFactory, Mapper
from eventsourcing.popo import POPOFactory
from eventsourcing.utils import Environment

from ledger.aggregates import Aggregate, Moment, Office, Plan, stream_of
from ledger.drafting import Acting, Command, Decision, Done, Draft, Request, repeated
from ledger.entropy import Entropy, SystemEntropy, time_ordered_id
from ledger.errors import Contended, RecordDamaged, Unknown
from ledger.events import Event, restore
from ledger.periods import shanghai_date
from ledger.plans import PlanKey, PlanTerms, plan_code
from ledger.store.address import BookAddress
from ledger.store.batch import Batch, CommandRow
from ledger.store.binding import require_own
from ledger.store.conflicts import CommandKnown, HeadMoved, StreamMoved
from ledger.store.engine import Database
from ledger.store.keyfile import keys_beside, load_keys
from ledger.store.mapper import EventMapper
from ledger.store.recorder import BookRecorder
from ledger.store.refusals import ConnectionLost
from ledger.store.unreadable import UNREADABLE, reading_stream, restored
from ledger.store.vault import Vault

ATTEMPTS = 5  # a conflict re-runs the whole command: load, decide, save
A = TypeVar("A", bound=Aggregate)


class Book(Application[UUID]):
    """Loads aggregates, and saves what they decided, all of it or nothing."""

    def __init__(
        self,
        database: Database,
        acting: Acting | None = None,
        entropy: Entropy | None = None,
        keys: Path | None = None,
    ) -> None:
        self.database, self.acting = database, acting
        self.entropy: Entropy = entropy or SystemEntropy()
        self.keys_path = keys or keys_beside(database.address)
        self.record = BookRecorder(database)
        super().__init__(env={})
        self._terms: dict[PlanKey, PlanTerms] = {}
        self._office_facts: list[Event] = []  # as far as they were read
        self._is_office_known = False  # whether a decision rests on them as they are
        self._folded: tuple[int, Office | None] = (0, None)  # the office, of how many facts

    @classmethod
    def open(cls, address: str | BookAddress, **settings: Any) -> Self:
        """Open a book at an address; see `ledger.store.engine.Database.open` for refusals."""
        parsed = BookAddress.parse(address) if isinstance(address, str) else address
        return cls(Database.open(parsed), **settings)

    def construct_factory(self, env: Environment) -> InfrastructureFactory[Any]:
        """Return the library's plain factory: mapper and recorder are ours."""
        factory: InfrastructureFactory[Any] = POPOFactory(env)
        return factory

    def construct_mapper(self) -> Mapper[UUID]:
        """Return the mapper over the closed registry."""
        return EventMapper()

    def construct_recorder(self) -> BookRecorder:
        """Return this book's recorder."""
        return self.record

    def close(self) -> None:
        """Give the database back."""
        super().close()
        self.database.close()

    @cached_property
    def book_id(self) -> UUID:
        """The identity of this book: asked for once, and not before something rests on it."""
        return self.record.book_id()

    @cached_property
    def vault(self) -> Vault:
        """The vault of personal fields, opened with the keys kept outside the database.

        Raises:
            KeysUnusable, OtherBook: there are no keys that can be used, or they are another book's.
        """
        keys = load_keys(self.keys_path)
        require_own(keys, self.keys_path, self.book_id, self.database)
        return Vault(keys, self.book_id, self)

    def token(self, n: int) -> bytes:
        """Return n random bytes, as the vault asks for: from what is drawn from at the moment."""
        return self.entropy.token(n)

    @contextmanager
    def drawing_for(self, label: str) -> Iterator[None]:
        """Let a piece of work draw its chance from a source of its own, whoever does it and when."""
        before = self.entropy
        self.entropy = before.branch(label)
        try:
            yield
        finally:
            self.entropy = before

    # --- loading ---

    def stream(self, kind: str, *codes: str) -> UUID:
        """Return the stream of a thing that its codes name."""
        return stream_of(self.book_id, kind, *codes)

    def find(self, cls: type[A], stream: UUID) -> A | None:
        """Load an aggregate, or nothing where there is no such stream."""
        events = self.stream_events(stream)
        with reading_stream(stream):
            return cls.folded(events)

    def stream_events(self, stream: UUID) -> list[Event]:
        """Return the facts of a stream, in order."""
        return restored(stream, self.record.select_events(stream))

    def get(self, cls: type[A], kind: str, *codes: str) -> A:
        """Load a thing by its codes.

        Raises:
            Unknown: the book holds no such thing.
        """
        found = self.find(cls, self.stream(kind, *codes))
        if found is None:
            raise Unknown(kind, "/".join(codes))
        return found

    def find_many(self, cls: type[A], streams: Iterable[UUID]) -> dict[UUID, A]:
        """Load many aggregates with one query for some thousands; unknown streams are left out."""
        found: dict[UUID, A] = {}
        states = self.record.states_of(list(streams))
        try:
            for stream, stored in states.items():
                aggregate = cls.folded(starmap(restore, stored))
                assert aggregate is not None, "a stream that was found has events"
                found[stream] = aggregate
        except UNREADABLE as error:  # around them all: millions of streams are loaded here
            raise RecordDamaged(f"stream {stream}") from error
        return found

    def owner(self, cls: type[A], kind: str, value: str) -> A:
        """Load the stream that claimed a business key.

        Raises:
            Unknown: nothing claimed it.
        """
        stored = self.record.states_claiming(kind, value)
        try:
            found = cls.folded(starmap(restore, stored))
        except UNREADABLE as error:
            raise RecordDamaged(f"stream {self.record.key_owner(kind, value)}") from error
        if found is None:
            raise Unknown(kind, value)
        return found

    def office(self) -> Office:
        """Load the office whose book this is; only what it did since the last time is read.

        Raises:
            Unknown: nobody opened an office here.
        """
        facts, (folded, office) = self.office_facts(), self._folded
        # One that decided since is no longer what the facts say, whatever became of its decision.
        if office is None or not len(facts) == folded == office.version:
            with reading_stream(self.stream("office")):
                office = Office.folded(facts)
            self._folded = len(facts), office
        if office is None:
            raise Unknown("office", "")
        return office

    def office_facts(self) -> list[Event]:
        """Return what the office did, in order; within one decision it is read at most once."""
        facts = self._office_facts
        if not self._is_office_known:
            stream = self.stream("office")
            facts += restored(stream, self.record.select_events(stream, gt=len(facts)))
        return facts

    def terms(self, plan: PlanKey) -> PlanTerms:
        """Return published terms; they never change, so they are read once."""
        if plan not in self._terms:
            self._terms |= self.get(Plan, "plan", plan_code(plan)).versions
        if plan not in self._terms:
            raise Unknown("plan version", plan)
        return self._terms[plan]

    # --- deciding and saving ---

    def moment(self, office: Office, request: Request, command: Command) -> Moment:
        """Return the circumstances of a request: officer, clocks, open month, command."""
        assert self.acting is not None, "a book that is only read decides nothing"
        now = self.entropy.now()
        effective_on = request.on or shanghai_date(now)
        at = Moment(
            officer=office.officer(self.acting.officer, self.acting.login),
            login=self.acting.login,
            recorded_at=now,
            effective_on=effective_on,
            booked_on=office.booked_on(effective_on),
            command_id=command.id,
            document=request.document,
            reason=request.reason,
            resolution=request.resolution,
        )
        return at if request.ahead else at.come()

    def perform(
        self,
        request: Request,
        decide: Callable[[Office, Moment], Decision],
        derived: Command | None = None,
    ) -> Done:
        """Run a command: load, decide, save in one transaction; a conflict runs it all again.

        `derived` is a command whose id follows from its input, such as a file's name and content.

        Raises:
            CommandReused: the command id was used for another input.
            Contended: others kept changing what the command rests on.
        """
        command = derived or self._command(request)
        if (derived or request.command_id) and (known := self.record.command(command.id)):
            return repeated(command, known)
        is_office_known = bool(self._office_facts)
        for _ in range(ATTEMPTS):
            try:
                batch, answer = self._decided(request, decide, command, is_office_known)
            except Exception:
                # Before it is refused: was something recorded meanwhile that would allow it?
                if not is_office_known or not self._office_has_moved():
                    raise
                continue
            is_office_known = False
            try:
                positions = self.record.append(batch)
            except (StreamMoved, HeadMoved):
                continue
            except CommandKnown as error:
                return repeated(command, error.row)
            except ConnectionLost:
                # A command over a file has its id from the file; of others the officer must be told.
                raise ConnectionLost("" if derived else f" --command-id {command.id}") from None
            return Done(answer, positions, repeated=False)
        raise Contended(ATTEMPTS)

    def _decided(
        self,
        request: Request,
        decide: Callable[[Office, Moment], Decision],
        command: Command,
        is_office_known: bool,
    ) -> tuple[Batch, dict[str, Any]]:
        """Decide on the office as it was read before, or else as it stands now.

        The append records a decision only if the office still stands at the version that it rests
        on. So an office that is known need not be asked for again, except before a refusal.
        """
        with self.record.together():
            if not is_office_known:
                self.office_facts()
            self._is_office_known = True
            try:
                office = self.office()
                at = self.moment(office, request, command)
                decision = decide(office, at)
            finally:
                self._is_office_known = False
        draft = decision.draft or Draft()
        draft.take(decision.aggregates)
        draft.rest_on(office, *decision.unchanged)
        draft.account_for(command, at.recorded_at, range(len(draft.events)), decision.answer)
        return draft.batch(decision.at), decision.answer

    def _office_has_moved(self) -> bool:
        return len(self._office_facts) < len(self.office_facts())  # the left one is counted first

    def _command(self, request: Request) -> Command:
        own = request.command_id or time_ordered_id(self.entropy, self.entropy.now())
        return Command.over(own, request.name, request.said)

    def done_before(self, commands: Iterable[Command]) -> Mapping[UUID, CommandRow]:
        """Return which commands are on record, each with the same input."""
        asked = {command.id: command for command in commands}
        known = self.record.commands(list(asked))
        for command_id, row in known.items():
            repeated(asked[command_id], row)
        return known
