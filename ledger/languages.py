"""The languages in which people are told what was decided, drawn up or refused."""

from typing import Literal

Lang = Literal["zh", "en"]
