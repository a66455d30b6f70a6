"""An invented composite plan of 2015 in fund CARE, with whatever clauses a test asks for."""

from tests.commands.office import SmallOffice

_HEAD = """
code: {code}
version: "2015"
name_zh: 综合互助（示例）
name_en: Composite (example)
fund: CARE
plan_class: composite
invented: true
citation: Invented for a test.
effective_on: 2015-01-01
"""


def composite(code: str, clauses: str) -> str:
    """Return the plan's file: its head, and the clauses of a test."""
    return _HEAD.format(code=code) + clauses.lstrip("\n")


def publish(office: SmallOffice, code: str, clauses: str) -> None:
    """Publish such a plan under the office's first resolution."""
    path = office.paper(f"{code}.yaml", composite(code, clauses))
    office.do("lin", "plan", "publish", path, "--resolution", "R1")
