"""The offices of these tests."""

from tests.privacy.offices import anywhere, built, in_file, on_server, verbs

__all__ = ["anywhere", "built", "in_file", "on_server", "verbs"]
