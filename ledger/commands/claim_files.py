"""Claims that come in by file: the lines of a one-stop settlement (一站式结算), decided in groups."""

from collections.abc import Mapping
from uuid import UUID

from ledger.aggregates import Member, Moment, Office
from ledger.aggregates.claim import Filing
from ledger.benefits import Loss
from ledger.book import Book
from ledger.commands.claim_one import require_plan
from ledger.commands.claim_papers import PapersAtHand, attempt_on, require_unnamed
from ledger.commands.desk import ID_NUMBER
from ledger.commands.names import differ, names_of
from ledger.commands.parts import Decided, Part, problem_of, refusing
from ledger.drafting import Draft, Request
from ledger.errors import DateAhead, KeyTaken, NameDiffers, Unknown
from ledger.events.claim import paper_key
from ledger.intake.judge import Problem
from ledger.intake.losses import LossLine
from ledger.intake.settlements import SettlementLine


def loss_of(line: LossLine) -> Loss:
    """Return what happened, as a file's line says it."""
    said = line._asdict()
    paper = said.pop("receipt_no")
    return Loss(**said, papers=(paper,) if paper else None)


def _papers(line: SettlementLine) -> tuple[str, ...]:
    """Return how the book may know the paper of a line: with its hospital, and without one."""
    loss = line.loss
    if not loss.receipt_no:
        return ()
    places = (loss.hospital, None) if loss.hospital else (None,)
    return tuple(paper_key(line.plan, place, loss.receipt_no) for place in places)


def _ahead(line: SettlementLine, at: Moment, lang: str) -> Problem:
    """Say of a row that it was settled on a day that is still to come."""
    refusal = DateAhead(line.settled_on, at.effective_on)
    return problem_of(line.row, refusal, lang)._replace(column="settled_on")


def _filing(line: SettlementLine, loss: Loss, attempt: int | None) -> Filing:
    """Return what a line says of its claim; the settlement's number is the claim's."""
    return Filing(
        line.settlement_no,
        line.plan,
        loss,
        source="settlement",
        incident=line.incident,
        settlement=line.settlement_no,
        evidence=line.evidence,
        claimant=line.claimant,
        insured=line.insured,
        dependant=line.dependant,
        attempt=attempt,
    )


def _member_of(line: SettlementLine, member: Member | None, names: Mapping[UUID, str]) -> Member:
    """Return whose ID number stands in a line, where the name beside it is theirs.

    Raises:
        Unknown: nobody has this ID number.
        NameDiffers: who has it is called otherwise; neither name is told.
    """
    if member is None:
        raise Unknown("member", "with this ID number")
    known = names.get(member.id)
    if line.name and known is not None and differ(known, line.name):
        raise NameDiffers(line.settlement_no)
    return member


class Settlements:
    """Decides groups of settled claims; the settlement's number is the claim's."""

    def __init__(self, book: Book, office: Office, request: Request, lang: str) -> None:
        self._book, self._office, self._request, self._lang = book, office, request, lang
        self._plans: set[str] = set()  # that the book holds

    def decide(self, part: Part[SettlementLine]) -> Decided:
        """File the claims of a group, each with the member whose ID number stands in its line."""
        book, lines = self._book, part.lines
        at = book.moment(self._office, self._request, part.command)
        digests = [book.vault.blind(ID_NUMBER, line.id_number) for line in lines]
        owners = book.record.find_members(ID_NUMBER, digests)
        members = book.find_many(Member, set(owners.values()))
        found = {digest: members[owner] for digest, owner in owners.items()}
        names = names_of(book, members)
        taken = book.record.owners("claim", [line.settlement_no for line in lines])
        papers = {paper for line in lines for paper in _papers(line)}
        claimed = book.record.owners("paper", sorted(papers))
        draft, beside = Draft(), PapersAtHand()
        problems: list[Problem] = []
        for line, digest in zip(lines, digests, strict=True):
            number = line.settlement_no
            if line.settled_on > at.effective_on:
                problems.append(_ahead(line, at, self._lang))
                continue
            with refusing(problems, line.row, self._lang):
                if number in taken:
                    raise KeyTaken("claim", number, taken[number])
                member, loss = _member_of(line, found.get(digest), names), loss_of(line.loss)
                self._require_plan(line.plan)
                others = any(claimed.get(paper, member.id) != member.id for paper in _papers(line))
                # Whose paper it is without a hospital only its number can tell.
                asked = others or (loss.papers and loss.hospital is None)
                attempt = attempt_on(book, member, line.plan, loss) if asked else None
                filing = _filing(line, loss, attempt)
                require_unnamed(filing, (line.id_number, line.name))
                beside.require_unclaimed(filing, member)
                member.file_claim(filing, book.terms, at)
                beside.add(filing, member)
        offsets = draft.take(members.values())
        draft.rest_on(self._office)
        answer = {"rows": len(lines) - len(problems)}
        draft.account_for(part.command, at.recorded_at, offsets, answer)
        return Decided(draft, answer, problems)

    def _require_plan(self, plan: str) -> None:
        """Refuse a plan that the book does not hold; each is looked up once."""
        if plan not in self._plans:
            require_plan(self._book, plan)
            self._plans.add(plan)
