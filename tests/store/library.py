"""The event library's recorder cases, imported without the cipher that their module also wants."""

import sys
from types import ModuleType

_CIPHER = "eventsourcing.cipher"  # needs pycryptodome, which nothing here uses

_stand_in = ModuleType(_CIPHER)
_stand_in.AESCipher = type("AESCipher", (), {})  # type: ignore[attr-defined]
_before = sys.modules.get(_CIPHER)
sys.modules[_CIPHER] = _stand_in
try:
    from eventsourcing.tests.persistence import (
        AggregateRecorderTestCase,
        ApplicationRecorderTestCase,
    )
finally:
    del sys.modules[_CIPHER]
    if _before is not None:
        sys.modules[_CIPHER] = _before

__all__ = ["AggregateRecorderTestCase", "ApplicationRecorderTestCase"]
