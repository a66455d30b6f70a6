"""Files that must be there after a power cut: written, synced, and their folder synced."""

import errno
import os
from pathlib import Path

PRIVATE = 0o600


def append_durably(path: Path, content: bytes) -> None:
    """Append to a file that its owner alone may read, making it if need be, and sync it."""
    is_new = not path.exists()
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, PRIVATE)
    try:
        _drop_cut_off(descriptor)
        if os.write(descriptor, content) != len(content):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    if is_new:
        sync_folder(path.parent)


def sync_file(path: Path) -> None:
    """Have a file's content on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Have a folder's names on disk."""
    sync_file(folder)


def _drop_cut_off(descriptor: int) -> None:
    """Take away a last line that a crash or a full disk has cut off: nobody acted upon it."""
    size = os.fstat(descriptor).st_size
    content = os.pread(descriptor, size, 0)
    kept = content.rfind(b"\n") + 1
    if kept != size:
        os.ftruncate(descriptor, kept)
