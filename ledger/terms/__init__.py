"""The plan files that come with the program, and the schedules that they name."""

from importlib.resources import files

from ledger.plans import (
    PlanTerms,
    Schedule,
    parse_schedule,
    parse_terms,
    schedules_named,
    with_schedules,
)


def shipped() -> dict[str, str]:
    """Return the YAML text of each shipped plan file by its plan key, such as "CD-HOSP@2015"."""
    return _texts()


def shipped_schedules() -> dict[str, str]:
    """Return the YAML text of each shipped schedule by its key, such as "CD-CI-LIST@2017"."""
    return _texts("schedules")


def with_shipped_schedules(terms: PlanTerms) -> PlanTerms:
    """Return terms with the lines of the shipped schedules that they name.

    Raises:
        Unknown: no schedule of that key is shipped.
    """
    return with_schedules(terms, schedules_shipped_for(terms))


def schedules_shipped_for(terms: PlanTerms) -> dict[str, Schedule]:
    """Return the schedules that terms name, by key, as far as they are shipped."""
    texts = shipped_schedules()
    named = [key for key in schedules_named(terms) if key in texts]
    return {key: parse_schedule(texts[key]) for key in named}


def whole_terms(yaml_text: str) -> PlanTerms:
    """Read a shipped plan file whole, with the schedules that it names."""
    return with_shipped_schedules(parse_terms(yaml_text))


def _texts(*folder: str) -> dict[str, str]:
    found = files(__name__).joinpath(*folder).iterdir()
    texts = {entry.name: entry.read_text("utf-8") for entry in found if ".yaml" in entry.name}
    return {name.removesuffix(".yaml"): text for name, text in sorted(texts.items())}
