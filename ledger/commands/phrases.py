"""Sentences that are made in English, elsewhere, told in Chinese by their pattern."""

import re
from collections.abc import Callable, Iterable

_FIELD = re.compile(r"\{(\w+)(!r)?\}")
QUOTED = r"(?:'.*'|\".*\")"


def _as_it_stands(_: str, value: str) -> str:
    return value


class Phrases:
    """English sentences with fields, such as `{count} events behind`, and their Chinese.

    `{name!r}` is a value in quotation marks. Of several sentences that fit, the first counts.
    """

    def __init__(
        self,
        pairs: Iterable[tuple[str, str]],
        said: Callable[[str, str], str] = _as_it_stands,
    ) -> None:
        """Take sentences in; `said` tells what stands in a field as a Chinese sentence says it."""
        self._pairs = [(_pattern(english), chinese) for english, chinese in pairs]
        self._said = said

    def chinese(self, sentence: str) -> str | None:
        """Return a sentence in Chinese; None where it is none of these."""
        for pattern, chinese in self._pairs:
            if found := pattern.fullmatch(sentence):
                fields = found.groupdict().items()
                return chinese.format_map({name: self._said(name, value) for name, value in fields})
        return None


def _pattern(sentence: str) -> re.Pattern[str]:
    """Return what matches an English sentence, whatever stands in its fields."""
    parts, at = [], 0
    for found in _FIELD.finditer(sentence):
        parts.append(re.escape(sentence[at : found.start()]))
        parts.append(f"(?P<{found[1]}>{QUOTED if found[2] else '.*'})")
        at = found.end()
    return re.compile("".join(parts) + re.escape(sentence[at:]), re.DOTALL)
