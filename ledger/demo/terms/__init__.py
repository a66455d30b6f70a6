"""Plan files that only the worked example needs."""

from importlib.resources import files

from ledger.terms import shipped

PLANS_OF_THE_YEARS = ("CD-HOSP@2012", "CD-HOSP@2015", "CD-CI@2012", "CD-FEM@2012", "CD-ACC@2014")
PLAN_OF_2017 = "CD-CI@2017"


def texts() -> dict[str, str]:
    """Return the YAML text of each plan version of the example, by key."""
    older = files(__name__).joinpath("CD-HOSP@2012.yaml").read_text("utf-8")
    wanted = (*PLANS_OF_THE_YEARS, PLAN_OF_2017)
    return {key: {"CD-HOSP@2012": older, **shipped()}[key] for key in wanted}
