"""Which role a login lacks, as far as PostgreSQL's answer and what it was asked tell."""

import re
from typing import Final

from ledger.store.roles import AUDITOR, GRANTS, OWNED, PROJECTOR, WRITER

_DENIED: Final = re.compile(r'permission denied for (?:table|view|relation) "?(\w+)')


def roles_lacking(error: BaseException, cause: BaseException) -> str:
    """Return the roles that may do what was denied, each behind a blank or bar; else nothing.

    `error` is what the library raised, `cause` the driver's own.
    """
    denied = _DENIED.search(str(cause))
    if denied is None:
        return ""
    table, query = denied[1], _query(error, cause)
    word = "UPDATE" if query.endswith("FOR UPDATE") else query.partition(" ")[0]
    if table not in OWNED:
        named = [PROJECTOR, AUDITOR] if word == "SELECT" else [PROJECTOR]
    elif (table, word) == ("head", "UPDATE"):
        named = [WRITER]  # of three columns, which are granted apart
    else:
        named = [role for role, tables in GRANTS.items() if word in tables.get(table, ())]
    return f" {' / '.join(named)}" if named else ""


def _query(error: BaseException, cause: BaseException) -> str:
    said = getattr(error, "statement", None)
    sent = getattr(getattr(cause, "cursor", None), "query", None) or b""
    return str(said or sent.decode(errors="replace")).strip().upper()
