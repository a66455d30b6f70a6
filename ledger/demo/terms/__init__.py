"""Plan files that only the worked example needs."""

from importlib.resources import files

from ledger.plans import parse_terms, schedules_named
from ledger.terms import shipped, shipped_schedules

PLANS_OF_THE_YEARS = ("CD-HOSP@2012", "CD-HOSP@2015", "CD-CI@2012", "CD-FEM@2012", "CD-ACC@2014")
PLAN_OF_2017 = "CD-CI@2017"


def texts() -> dict[str, str]:
    """Return the YAML text of each plan version of the example, by key."""
    older = files(__name__).joinpath("CD-HOSP@2012.yaml").read_text("utf-8")
    wanted = (*PLANS_OF_THE_YEARS, PLAN_OF_2017)
    return {key: {"CD-HOSP@2012": older, **shipped()}[key] for key in wanted}


def schedule_texts() -> dict[str, str]:
    """Return the YAML text of each schedule that the example's plans name, by key."""
    named = {key for text in texts().values() for key in schedules_named(parse_terms(text))}
    return {key: text for key, text in shipped_schedules().items() if key in named}
