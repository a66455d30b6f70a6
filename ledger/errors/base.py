"""What every refusal is: a stable code, and a sentence in two languages over its own facts."""

from typing import Any, ClassVar

from ledger.languages import in_chinese, in_english, in_number
from ledger.money import yuan


class _Spoken:
    """A refusal's facts as its sentence prints them: fen as yuan."""

    def __init__(self, facts: dict[str, Any], lang: str = "en") -> None:
        self._facts, self._lang = facts, lang

    def __getitem__(self, name: str) -> str:
        value = self._facts[name]
        if name.endswith("_fen"):
            return f"{yuan(value)}元" if self._lang == "zh" else f"{yuan(value)} yuan"
        said = in_chinese if self._lang == "zh" else in_english
        return said(name, str(value))


class LedgerError(Exception):
    """A rule said no. Nothing was recorded; the officer may mend the cause and try again.

    `says` and `says_zh` are the sentence, in English and Chinese, over the refusal's own fields.
    `rule_source` names the rule's origin: the text that states it, the clause of terms or the policy
    that sets it, or why this ledger has it. `remedy` is one sentence that says what mends the cause.
    """

    code: ClassVar[str]
    says: ClassVar[str] = ""
    says_zh: ClassVar[str] = ""
    rule_source: ClassVar[str] = ""
    remedy: ClassVar[str] = ""

    def __str__(self) -> str:
        spoken = _Spoken(vars(self))
        return in_number(self.says, spoken).format_map(spoken)

    def __reduce__(self) -> tuple[Any, ...]:
        return _refused_again, (type(self), vars(self))

    def sentence(self, lang: str) -> str:
        """Return the sentence in a language ("zh" or "en"), English where no other is kept."""
        if lang == "zh" and self.says_zh:
            return self.says_zh.format_map(_Spoken(vars(self), "zh"))
        return str(self)


def _refused_again(kind: type[LedgerError], facts: dict[str, Any]) -> LedgerError:
    """Make a refusal again, in the process that it is told to."""
    refusal = kind.__new__(kind)
    vars(refusal).update(facts)
    return refusal
