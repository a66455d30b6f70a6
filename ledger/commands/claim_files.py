"""Claims that come in by file: the lines of a one-stop settlement (一站式结算), decided in groups."""

from ledger.aggregates import Member, Office
from ledger.aggregates.claim import Filing
from ledger.benefits import Loss
from ledger.book import Book
from ledger.commands.claim_one import require_plan
from ledger.commands.claim_papers import PapersAtHand, attempt_on, require_unnamed
from ledger.commands.desk import ID_NUMBER
from ledger.commands.parts import Decided, Part, refusing
from ledger.drafting import Draft, Request
from ledger.errors import KeyTaken, Unknown
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
        taken = book.record.owners("claim", [line.settlement_no for line in lines])
        papers = {paper for line in lines for paper in _papers(line)}
        claimed = book.record.owners("paper", sorted(papers))
        draft, beside = Draft(), PapersAtHand()
        problems: list[Problem] = []
        for line, digest in zip(lines, digests, strict=True):
            number = line.settlement_no
            with refusing(problems, line.row, self._lang):
                if number in taken:
                    raise KeyTaken("claim", number, taken[number])
                if digest not in owners:
                    raise Unknown("member", "with this ID number")
                self._require_plan(line.plan)
                member, loss = members[owners[digest]], loss_of(line.loss)
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
        answer = {"claims": len(lines) - len(problems)}
        draft.account_for(part.command, at.recorded_at, offsets, answer)
        return Decided(draft, answer, problems)

    def _require_plan(self, plan: str) -> None:
        """Refuse a plan that the book does not hold; each is looked up once."""
        if plan not in self._plans:
            require_plan(self._book, plan)
            self._plans.add(plan)
