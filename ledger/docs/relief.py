"""docs/relief.md: relief beside the plans, drawn from the table of steps that decides it."""

from typing import get_args

from ledger.aggregates.relief_steps import REJECTED, STEPS, GrantStep
from ledger.codes import RELATIONS, RELIEF_KINDS
from ledger.docs.grounds import grounds_table
from ledger.docs.markdown import code, page, table
from ledger.events.relief_scheme import Beneficiary, ReliefKind

INTRODUCTION = """
Relief (救助、慰问、助学、法律援助) is no benefit: no terms promise it, and it counts in no loss ratio. It has
schemes and a fund of its own ([why](decisions/0012-relief-beside-plans.md)). A scheme is opened by the manager under a
resolution; it says what it is for, for whom a grant may be, the most that one grant may cost, and how long each is announced.
""".strip()

EXAMPLE = """
```sh
huzhu relief open AID-EDU --name 爱心助学 --kind scholarship --fund AID --relation child --cap 5000 \\
    --notice-days 5 --resolution JY-2
huzhu relief request G1 --scheme AID-EDU --member PSEUDONYM --relation child --amount 3000 --ground schooling
huzhu relief announce G1 --place 公告栏 --until 2015-04-10 --document notice.pdf
huzhu relief approve G1
huzhu relief pay G1 --bank-account AID-1 --document slip.pdf
huzhu relief list --scheme AID-EDU
```
""".strip()

RULES = """
## Rules

- **Fund.** Only a fund of kind `relief` pays (`relief.not_a_relief_fund`): no plan's money does (专款专用).
- **For whom.** The member, or the relatives that the scheme names (`relief.relation_not_allowed`).
- **How much.** Up to the scheme's cap (`relief.grant_exceeds_cap`) and the approver's own limit (`office.limit_exceeded`).
  Where a scheme has no cap, each grant rests on a resolution of its own (`office.resolution_unnamed`): not on that which opened the scheme
  (`relief.resolution_not_own`), for it allows no sum. One resolution may decide several grants.
- **Public notice (公示).** Where the scheme sets days, a grant hangs out at least as long, on the notice as document, and
  is approved only after its last day (`relief.notice_too_short`, `relief.notice_still_runs`). The notice bears no full name.
- **Grounds** are codes, below; what no code says stands in a document. No event keeps words about a person: a reason, a place, a provider or a
  document's name that repeats the member's name or numbers is refused (`vault.text_names_person`).
- **Services.** A scheme of services grants so many times of what a provider renders. The provider is paid its cost;
  one that is free of charge is rendered, and never paid (`relief.grant_costs_nothing`).
- **Money that comes back (退票)** is owed again. What is granted, paid and returned is in the
  [postings](bookkeeping.md#which-event-posts-what).
- **After a death** a grant goes to the heir whom `huzhu claim heir` recorded (`relief.heir_missing`), as a benefit does, and not
  through the hands of who recorded them (`office.same_hands`). What was paid by the day of the death went to the member. A service's provider is paid as before.
  Asked for after that day, a grant for the member is refused (`relief.beneficiary_dead`) unless it is a condolence, which goes to the heir; the relatives whom a
  scheme names are granted relief as before. What was asked for in time is still decided.
- **Told.** `huzhu member statement` tells a member each grant with its scheme, amount, stage and next step; `huzhu audit trail --member`
  finds every step of it.
- **Days.** No step is dated before what it rests on (`relief.before_its_time`); nothing rests on the day of a service.
- **A closed scheme** grants nothing new (`relief.scheme_closed`); what was asked for before is still decided.

Every command takes `--dry-run`: it says what would be recorded, and records nothing.
""".strip()


def relief_page() -> str:
    """Return docs/relief.md."""
    return page(
        "Relief beside the plans",
        [INTRODUCTION, "", *EXAMPLE.splitlines()],
        ["## States", "", "```mermaid", *diagram(), "```"],
        ["## Steps", "", *_steps()],
        RULES.splitlines(),
        ["## Kinds of schemes", "", *_words(RELIEF_KINDS, get_args(ReliefKind))],
        ["## For whom", "", *_words(RELATIONS, get_args(Beneficiary))],
        ["## Grounds", "", *grounds_table("relief")],
    )


def diagram() -> list[str]:
    """Return the state diagram in Mermaid: one arrow for each start of a step that changes the state."""
    arrows = [
        f"    {start} --> {each.end}: {step}"
        for step, each in STEPS.items()
        if each.end
        for start in each.starts or ("[*]",)
    ]
    return ["stateDiagram-v2", *arrows, f"    {REJECTED} --> [*]", "    paid --> [*]"]


def _steps() -> list[str]:
    headings = ("step", "from", "to", "who", "and not", "command")
    return table(headings, (_row(step, each) for step, each in STEPS.items()))


def _row(step: str, each: GrantStep) -> tuple[str, ...]:
    starts, end = ", ".join(each.starts) or "(new)", each.end or "as before"
    return step, starts, end, each.role, each.others_than, code(f"huzhu {each.command}")


def _words(words: dict[str, tuple[str, str]], codes: tuple[str, ...]) -> list[str]:
    return table(("code", "words", "中文"), ((code(c), words[c][1], words[c][0]) for c in codes))
