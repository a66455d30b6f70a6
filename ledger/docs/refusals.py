"""docs/refusals.md: every rule that can say no, and every flaw a row of a file can have."""

import ast
from collections.abc import Iterator
from typing import Final

from ledger.docs.markdown import code, page, sentence, table
from ledger.docs.problems import row_problems, text_of
from ledger.docs.source import doc, modules, place, tree
from ledger.errors import LedgerError

INTRODUCTION = """
A refusal is a rule that says no. Nothing was recorded; the exit code is 3, and standard error
shows the refusal's code and one sentence: `refused [claim.not_covered]: …`. Codes are stable:
programs may rely on them. `{…}` stands for what the refusal is about, never for a person.

Of each refusal the page says its meaning; its **cause**, the sentence that is shown, in English and
Chinese; a **remedy**; and its **source**: a text of the field, a clause of the plan's terms by the
name of its field, a parameter that the office sets as policy, or, behind "this ledger", a reason of
our own, which no law is named for. The social-insurance audit model is not made for mutual aid: it
is followed by analogy. The founding texts are what the offices of Beijing and Chengdu teach, with
sample rules of company funds.
""".strip()

ROWS = """
What is wrong with a row of a file is said row by row, before the file is refused as a whole with
`file.rows_refused`: `row 7, column 身份证号: [roster.id_checksum] …`. No message repeats what a
cell holds. Besides these, a row may meet any of the refusals above.
""".strip()

CHAPTERS: Final = {
    "record": "The record",
    "office": "Who may do what",
    "period": "Months",
    "fund": "Funds",
    "plan": "Plans",
    "unit": "Units",
    "roster": "Enrolment",
    "member": "Members",
    "takeover": "Taking over",
    "contribution": "Contributions",
    "claim": "Claims",
    "pay": "Payments",
    "relief": "Relief beside the plans",
    "file": "Files",
    "intake": "Reading files",
    "book": "Books",
    "vault": "The vault",
    "demo": "The demonstration",
}


def refusals() -> list[type[LedgerError]]:
    """Return every refusal that can be raised: the catalogue's first, as the code lists them."""
    catalogue = LedgerError.__module__.rpartition(".")[0]
    return [
        cls
        for module in sorted(modules(), key=lambda each: not each.__name__.startswith(catalogue))
        for cls in vars(module).values()
        if _is_refusal(cls) and cls.__module__ == module.__name__
    ]


def _is_refusal(cls: object) -> bool:
    """Tell whether it is a refusal of its own, and not merely the ground that others stand on.

    A ground has no sentence; one that has its sentence is raised itself, whatever stands on it.
    """
    return (
        isinstance(cls, type)
        and issubclass(cls, LedgerError)
        and isinstance(vars(cls).get("code"), str)
        and (bool(cls.says) or not cls.__subclasses__())
    )


def sentence_of(refusal: type[LedgerError]) -> str:
    """Return the sentence of a refusal, with a name in braces for each of its facts."""
    if refusal.says:
        return refusal.says
    writer = next(cls for cls in refusal.__mro__ if "__str__" in vars(cls))
    body = next(
        node
        for node in ast.walk(tree(writer.__module__))
        if isinstance(node, ast.ClassDef) and node.name == writer.__name__
    )
    english = next(each for each in body.body if getattr(each, "name", None) == "__str__")
    returned = [node.value for node in ast.walk(english) if isinstance(node, ast.Return)]
    return text_of(returned[-1])


def refusals_page() -> str:
    """Return docs/refusals.md."""
    lines = [INTRODUCTION]
    chapters: dict[str, list[type[LedgerError]]] = {}
    for refusal in refusals():
        chapters.setdefault(refusal.code.partition(".")[0], []).append(refusal)
    for chapter in sorted(chapters, key=[*CHAPTERS].index):
        lines += ["", f"## {CHAPTERS[chapter]}"]
        for refusal in chapters[chapter]:
            lines += ["", *_entry(refusal)]
    lines += ["", "## Rows of files", "", ROWS, ""]
    rows = ((code(p.code), " ".join(map(sentence, p.messages))) for p in row_problems())
    lines += table(("code", "what it says"), rows)
    return page("Refusals", lines)


def _entry(refusal: type[LedgerError]) -> Iterator[str]:
    yield f"### {refusal.code}"
    yield ""
    yield doc(refusal)
    yield ""
    yield "**Cause**"
    yield ""
    yield f"> {sentence_of(refusal)}"
    if refusal.says_zh:
        yield ">"
        yield f"> {refusal.says_zh}"
    yield ""
    yield f"**Remedy** {refusal.remedy}"
    yield ""
    yield f"**Source** {sentence(refusal.rule_source)}"
    yield ""
    yield f"{code(refusal.__name__)} in {code(place(refusal.__module__))}."
