"""The tables of grounds: which codes a command takes, and what they mean in both languages."""

from ledger.docs.markdown import code, table
from ledger.statements.ground_words import GROUND_LISTS, GROUND_WORDS


def grounds_table(*groups: str) -> list[str]:
    """Return the grounds that the commands of some groups take, one row a code."""
    used: dict[str, list[str]] = {}
    for command, (_, codes) in GROUND_LISTS.items():
        if command.split()[0] in groups:
            for each in codes:
                used.setdefault(each, []).append(code(f"huzhu {command}"))
    rows = (
        (code(each), GROUND_WORDS[each].en, GROUND_WORDS[each].zh, ", ".join(commands))
        for each, commands in used.items()
    )
    return table(("ground", "means", "中文", "taken by"), rows)
