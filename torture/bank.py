"""Many officers at once on the same money: every reading balances, and each claim is paid once."""

import time
from ast import literal_eval
from collections.abc import Sequence
from typing import Any, NamedTuple

from ledger.projections.storage import Cursor
from ledger.store.address import BookAddress
from ledger.store.engine import Database
from tests.commands.office import RECEIPTS, SmallOffice, bank_answers, unit
from torture import day, oracle, planted
from torture.day import CLAIM_FEN, CLAIMS, DAY
from torture.killed import CHILDREN, Plant
from torture.report import Report
from torture.site import POSTGRESQL, SQLITE, Site, reseeded

CASHIERS = 3
ROUNDS = 1  # a size unit
TRANSFERS = 6  # of each clerk: held money placed with a unit, or sent back
HELD_FEN = 1_000
SECONDS_MAX = 120
READ_SECONDS = 0.005  # between two readings: the processes are to have the cores

# Debits and credits of everything, and of each fund's own money: they must cancel out in every reading.
_BALANCE = (
    "select fund, cast(sum(case side when 'D' then amount_fen else -amount_fen end) as bigint)"
    " from journal_line group by fund"
)


class Heard(NamedTuple):
    """How one process's command ended."""

    words: Sequence[str]
    code: int
    said: str


def run(report: Report, site: Site, size: int) -> None:
    """Race disbursements and transfers on each kind of database."""
    for kind in site.kinds:
        verified = _verified(site, kind)
        for number in range(ROUNDS * size):
            for race in (disbursed, transferred):
                office = site.copied(verified, race.__name__)
                race(report, office, site.seed + number)
                site.drop(office)
        if kind == SQLITE or site.kinds == (POSTGRESQL,):
            controls(report, site, verified)


def _verified(site: Site, kind: str) -> SmallOffice:
    """Return an office whose claims are verified, and which holds money that nobody has placed."""
    office = site.copied(site.ready(kind), "bank")
    for step in DAY[: [step.name for step in DAY].index("prepare")]:
        if step.name != "receipts":  # so that units owe, and held money can be placed
            assert day.take(office, step).code == 0, step.name
    rows = [
        (f"H{n}", "2015-03-05", "", "MED", "", HELD_FEN / 100, "B1")
        for n in range(TRANSFERS * CASHIERS)
    ]
    office.do("en", "contribution", "import", office.file("held.csv", RECEIPTS, rows))
    return office


def disbursed(report: Report, office: SmallOffice, seed: int, plant: Plant | None = None) -> None:
    """Let several cashiers pay the same claims at once, each in a batch of their own, all released."""
    prepare = ["--fund", "MED", "--bank-account", "B1", *CLAIMS]
    heard, balances = at_once(
        office,
        seed,
        [[["ca", "pay", "prepare", f"BX{n}", *prepare]] for n in range(CASHIERS)],
        plant,
    )
    _balanced(report, balances)
    won = [each for each in heard if each.code == 0]
    report.count("racing batches", len(heard))
    report.expect(len(won) == 1, f"{len(won)} batches took the same claims: {heard}")
    report.expect(all(each.code in (0, 3) for each in heard), f"a race ended badly: {heard}")
    if len(won) != 1:
        return
    batch = won[0].words[3]
    out = [["tr", "pay", "release", batch, "--out", str(office.folder / f"to-{n}")] for n in (1, 2)]
    heard, balances = at_once(office, seed + 1, [[words] for words in out])
    _balanced(report, balances)
    report.expect(all(each.code in (0, 3) for each in heard), f"a release ended badly: {heard}")
    office.do("tr", *out[0][1:])
    (path,) = (office.folder / "to-1").glob("*.csv")
    answers = bank_answers(office, "answers.csv", path, {}, "2015-03-05")
    heard, balances = at_once(office, seed + 2, [[["ca", "pay", "settle", str(answers)]]] * 2)
    _balanced(report, balances)
    report.expect(all(each.code in (0, 3) for each in heard), f"settling ended badly: {heard}")
    office.do("ca", "pay", "settle", answers)
    report.count("claims paid", len(CLAIMS))
    _settled(report, office)


def _settled(report: Report, office: SmallOffice) -> None:
    oracle.check_record(office.book, report.fault)
    oracle.check_projections(office.book, report.fault)
    paid = office.rows(
        "select claim, count(*), cast(sum(amount_fen) as bigint) from claim_step"
        " where step = 'paid' group by claim order by claim"
    )
    expected = [(claim, 1, CLAIM_FEN) for claim in CLAIMS]
    report.expect(paid == expected, f"claims were not paid exactly once: {paid}")


def transferred(report: Report, office: SmallOffice, seed: int) -> None:
    """Let several clerks place and send back held money at once; what is held and placed adds up."""
    lines: list[list[list[str]]] = []
    for clerk in range(CASHIERS):
        own = []
        for n in range(TRANSFERS):
            receipt = f"H{clerk * TRANSFERS + n}"
            words = ["en", "contribution", "refund", receipt, "--reason", "无法确认"]
            if n % 2 == 0:
                words[2] = "identify"
                words += ["--unit", unit(n % 4), "--period", "2015"]
            own.append(words)
        lines.append(own)
    held = _in_the_bank(office)
    heard, balances = at_once(office, seed, lines)
    _balanced(report, balances)
    refused = [each for each in heard if each.code != 0]
    report.count("transfers", len(heard) - len(refused))
    report.expect(not refused, f"transfers that nothing forbids were refused: {refused}")
    refunds = sum("refund" in each.words for each in heard)
    left = _in_the_bank(office)
    report.expect(left == held - refunds * HELD_FEN, f"{held} fen, {refunds} refunds, {left} left")
    oracle.check_record(office.book, report.fault)
    oracle.check_projections(office.book, report.fault)


def _in_the_bank(office: SmallOffice) -> int:
    sums = oracle.summary(office).sums["journal"]
    legs = [leg for leg in map(literal_eval, sums) if leg[0] == "bank"]
    return sum(fen if side == "D" else -fen for _, _, side, _, fen in legs)


def at_once(
    office: SmallOffice,
    seed: int,
    lines: Sequence[Sequence[Sequence[str]]],
    plant: Plant | None = None,
) -> tuple[list[Heard], list[dict[str, int]]]:
    """Run lines of commands, each line in a process of its own, and read the balances meanwhile."""
    told = CHILDREN.Queue()
    processes = [
        CHILDREN.Process(target=_typing, args=(reseeded(office, seed * 10 + n), line, told, plant))
        for n, line in enumerate(lines)
    ]
    for process in processes:
        process.start()
    heard: list[Heard] = []
    balances = []
    deadline = time.monotonic() + SECONDS_MAX
    with Database.open(BookAddress.parse(office.book)) as database:
        while any(process.is_alive() for process in processes) or not told.empty():
            assert time.monotonic() < deadline, "commands take seconds, not minutes"
            with database.reading() as connection:
                found = Cursor(connection).all(_BALANCE)
            balances.append({fund: int(balance) for fund, balance in found})
            while not told.empty():
                heard.append(told.get())
            time.sleep(READ_SECONDS)
    assert {process.exitcode for process in processes} == {0}, "what was planted took root"
    return heard, balances


def _typing(
    office: SmallOffice, line: Sequence[Sequence[str]], told: Any, plant: Plant | None
) -> None:
    if plant is not None:
        plant()
    for officer, *words in line:
        answer = office.run(officer, *words)
        told.put(Heard([officer, *words], answer.code, answer.err))


def _balanced(report: Report, balances: Sequence[dict[str, int]]) -> None:
    report.count("readings", len(balances))
    wrong = [each for each in balances if any(each.values())]
    report.expect(not wrong, f"{len(wrong)} readings did not balance, such as {wrong[:1]}")


# --- controls ---


def controls(report: Report, site: Site, verified: SmallOffice) -> None:
    """Let claims be paid twice, and show a reader half an event."""
    with report.planting("a claim may be instructed again", "[23] batches took") as found:
        office = site.copied(verified, "twice")
        disbursed(found, office, site.seed, plant=planted.forget_stages)
        site.drop(office)
    with report.planting(
        "an event whose legs are shown one after the other", "did not balance"
    ) as found:
        office = site.copied(verified, "legs")
        words = ["en", "contribution", "refund", "H0", "--reason", "无法确认"]
        _balanced(found, at_once(office, site.seed, [[words]], planted.legs_apart)[1])
        site.drop(office)
