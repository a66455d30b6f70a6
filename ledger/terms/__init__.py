"""The plan files that come with the program."""

from importlib.resources import files


def shipped() -> dict[str, str]:
    """Return the YAML text of each shipped plan file by its plan key, such as "CD-HOSP@2015"."""
    found = (entry for entry in files(__name__).iterdir() if entry.name.endswith(".yaml"))
    texts = {entry.name.removesuffix(".yaml"): entry.read_text("utf-8") for entry in found}
    return dict(sorted(texts.items()))
