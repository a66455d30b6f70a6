"""UUIDs from their stored bytes, several times faster than by the all-purpose constructor."""

from uuid import UUID, SafeUUID

_new, _set, _unknown, _number = object.__new__, object.__setattr__, SafeUUID.unknown, int.from_bytes


def uuid_of(stored: bytes) -> UUID:
    """Make a UUID of its 16 bytes: equal in every way to `UUID(bytes=stored)`."""
    made: UUID = _new(UUID)
    _set(made, "int", _number(stored, "big"))
    _set(made, "is_safe", _unknown)
    return made
