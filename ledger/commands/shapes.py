"""Shapes of what is typed: codes, labels and times, each refused in the reader's language."""

import re
from typing import Any

import click

from ledger.commands.shared import Session


class Shaped(click.ParamType[str]):
    """A text of a form, with the words for what has another one."""

    def __init__(self, name: str, form: str, zh: str, en: str) -> None:
        self.name = name
        self._form, self._words = re.compile(form), {"zh": zh, "en": en}

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Read a text of the form."""
        text = str(value)
        if self._form.fullmatch(text) is None:
            session = ctx.find_object(Session) if ctx is not None else None
            self.fail(self._words[session.lang if session else "en"], param, ctx)
        return text


CLOCK = Shaped(
    "time", r"([01][0-9]|2[0-3]):[0-5][0-9]", "应为时刻，如 08:30", "write a time such as 08:30"
)
CONDITION = Shaped(
    "code",
    r"(?=.{1,48}$)[a-z0-9]+(-[a-z0-9]+)*",
    "应为病种或伤残等级的代码，如 grade-5，至多 48 个字符",
    "write the code of a class or grade, such as grade-5, of at most 48 characters",
)
LABEL = Shaped("text", r".{1,64}", "应为 1 至 64 个字符", "write 1 to 64 characters")
# As files write it: what is typed otherwise could stand in no roster and in no bank's answer.
_CODE = r"[0-9A-Za-z](?:[0-9A-Za-z{inner}-]{0,62}[0-9A-Za-z])?"
CODE = Shaped(
    "code",
    _CODE.replace("{inner}", "._/"),
    "编码只用字母和数字，中间可有 . _ / -，至多 64 个字符",
    "a code has only letters, digits and . _ / - between them, at most 64 characters",
)
BATCH = Shaped(  # also the name of the bank's file
    "code",
    _CODE.replace("{inner}", "._"),
    "批次号只用字母和数字，中间可有 . _ -，至多 64 个字符",
    "a batch number has only letters, digits and . _ - between them, at most 64 characters",
)
