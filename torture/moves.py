"""What officers may type, sensible or not: the moves of the model test."""

from collections.abc import Callable
from random import Random

from tests.commands.office import (
    OFFICERS,
    PLANS,
    RECEIPTS,
    RETURNS,
    ROSTER,
    SETTLEMENTS,
    SmallOffice,
    roster_import,
    roster_row,
    settlement_row,
    unit,
)

UNITS, PEOPLE, CLAIMS, BATCHES, HELD = 4, 16, 10, 2, 6
MONTHS = ("2014-12", "2015-01", "2015-02", "2015-03")
Move = Callable[[SmallOffice, Random], tuple[str, list[object]]]  # officer, words


def _claims(chance: Random) -> list[object]:
    return [f"C{n}" for n in sorted(chance.sample(range(CLAIMS), chance.randint(1, 3)))]


def _selection(chance: Random, stage: str) -> list[object]:
    """Return some claims, or all that stand at a stage."""
    return _claims(chance) if chance.random() < 0.4 else ["--where", f"stage={stage}"]


def _file(chance: Random) -> str:
    return f"{chance.randrange(10**6):06}.csv"


def roster(office: SmallOffice, chance: Random) -> tuple[str, list[object]]:
    """Enrol some people of a unit under a plan, perhaps again."""
    u, plan = chance.randrange(UNITS), chance.choice(PLANS)
    people = chance.sample(range(10, 10 + PEOPLE), chance.randint(1, 3))
    changed = {"份数": chance.choice((1,) * 8 + (9,)), "本人同意": chance.choice("是是是是是是否")}
    rows = [roster_row(u, k, plan, **changed) for k in people]
    return "en", roster_import(office, office.file(_file(chance), ROSTER, rows))


def receive(office: SmallOffice, chance: Random) -> tuple[str, list[object]]:
    """Take in money, some of it from nobody known."""
    rows = []
    for _ in range(chance.randint(1, 3)):
        fund, bank = chance.choice((("MED", "B1"), ("CARE", "B2"), ("MED", "B2")))
        whose = chance.choice(("", unit(chance.randrange(UNITS))))
        period = "2015" if whose else ""
        amount = chance.choice(("90.00", "50.00", "180.00", "12.34"))
        rows.append((f"R{chance.randrange(HELD)}", "2015-01-05", whose, fund, period, amount, bank))
    return "en", ["contribution", "import", office.file(_file(chance), RECEIPTS, rows)]


def place(_: SmallOffice, chance: Random) -> tuple[str, list[object]]:
    """Place held money, or send it back."""
    words: list[object] = [
        "contribution",
        "refund",
        f"R{chance.randrange(HELD)}",
        "--reason",
        "核对",
    ]
    if chance.random() < 0.5:
        words[1] = "identify"
        words += ["--unit", unit(chance.randrange(UNITS)), "--period", "2015"]
    return "en", words


def file_claims(office: SmallOffice, chance: Random) -> tuple[str, list[object]]:
    """File settled stays of some people."""
    rows = []
    for number in _claims(chance):
        u, k = chance.randrange(UNITS), chance.randrange(PEOPLE)
        amounts = chance.choice((("9000.00", "4000.00"), ("500.00", "100.00"), ("1.00", "9.00")))
        money = {"总费用": amounts[0], "自付": amounts[1]}
        rows.append(settlement_row(str(number), u, k, **money))
    return "as", ["claim", "import", office.file(_file(chance), SETTLEMENTS, rows)]


STEPS = (
    ("as", "filed", ["claim", "assess"]),
    ("ap", "assessed", ["claim", "approve"]),
    ("fi", "approved", ["pay", "verify"]),
    ("ap", "assessed", ["claim", "reject", "--ground", "other", "--reason", "材料不实"]),
)


def decide(_: SmallOffice, chance: Random) -> tuple[str, list[object]]:
    """Assess, approve, verify or reject some claims."""
    (step,) = chance.choices(STEPS, [3, 3, 3, 1])
    officer, stage, words = step
    more = ["--good-rows-only"] if chance.random() < 0.5 else []
    which = _selection(chance, stage) if "reject" not in words else _claims(chance)[:1]
    return officer, [*words, *which, *more]


def prepare(_: SmallOffice, chance: Random) -> tuple[str, list[object]]:
    """Put some claims, or all that are verified, into a batch."""
    fund, bank = chance.choice((("MED", "B1"),) * 5 + (("CARE", "B2"), ("MED", "B2")))
    batch, which = f"BT{chance.randrange(BATCHES)}", _selection(chance, "verified")
    return "ca", ["pay", "prepare", batch, "--fund", fund, "--bank-account", bank, *which]


def release(office: SmallOffice, chance: Random) -> tuple[str, list[object]]:
    """Release a batch."""
    return "tr", [
        "pay",
        "release",
        f"BT{chance.randrange(BATCHES)}",
        "--out",
        office.folder / "out",
    ]


def settle(office: SmallOffice, chance: Random) -> tuple[str, list[object]]:
    """Answer a line of a batch as a bank would, or would not."""
    status = chance.choice((("成功", ""), ("失败", "账号有误"), ("退票", "账户已销户")))
    batch, claim = f"BT{chance.randrange(BATCHES)}", chance.randrange(CLAIMS)
    line = (batch, claim + 1, f"C{claim}", "1250.00", *status, "2015-03-05")
    return "ca", ["pay", "settle", office.file(_file(chance), RETURNS, [line])]


def keep_unit(_: SmallOffice, chance: Random) -> tuple[str, list[object]]:
    """Register, count or assign a unit."""
    code = unit(chance.randrange(UNITS + 2))
    words = chance.choice(
        (
            ["register", code, "--name", "示例单位"],
            ["headcount", code, chance.randint(0, 40)],
            ["assign", code, "--agency", chance.choice(("A1", "A9"))],
        )
    )
    return "en", ["unit", *words]


def keep_office(_: SmallOffice, chance: Random) -> tuple[str, list[object]]:
    """Appoint or dismiss an officer, or record a resolution."""
    words = chance.choice(
        (
            [
                "appoint",
                chance.choice(("en", "xu")),
                "--role",
                chance.choice(("enrolment", "auditor")),
            ],
            ["dismiss", chance.choice(("xu", "nobody")), "--reason", "离任"],
            ["resolve", f"R{chance.randint(1, 4)}", "--title", "决议", "--body", "管委会"],
        )
    )
    return "lin", ["office", *words]


def close_month(_: SmallOffice, chance: Random) -> tuple[str, list[object]]:
    """Accrue, soft-close or close a month, in order or not."""
    verb = chance.choice(("accrue", "accrue", "soft-close", "close"))
    return "fi", ["period", verb, chance.choice(MONTHS)]


def read(_: SmallOffice, chance: Random) -> tuple[str, list[object]]:
    """Ask for a statement or a trail."""
    words = chance.choice(
        (
            ["report", "trial-balance"],
            ["report", "balance-sheet", "--format", "json"],
            ["report", "loss-ratio"],
            ["audit", "trail", "--claim", f"C{chance.randrange(CLAIMS)}"],
            ["audit", "verify"],
            ["projection", "status"],
            ["projection", "rebuild"],
        )
    )
    return "lin", list(words)


MOVES: tuple[tuple[int, Move], ...] = (
    (2, roster),
    (2, receive),
    (1, place),
    (2, file_claims),
    (6, decide),
    (3, prepare),
    (3, release),
    (4, settle),
    (1, keep_unit),
    (1, keep_office),
    (1, close_month),
    (1, read),
)


def draw(office: SmallOffice, chance: Random) -> tuple[str, list[object]]:
    """Draw a move; now and then another officer makes it than who should."""
    (move,) = chance.choices([m for _, m in MOVES], [weight for weight, _ in MOVES])
    officer, words = move(office, chance)
    if chance.random() < 0.06:
        officer = chance.choice([*OFFICERS, "lin", "nobody"])
    return officer, words
