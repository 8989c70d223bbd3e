"""Starts the whole stack on this machine, keeps it running, and ends it cleanly."""

from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]


class CannotStartError(Exception):
    """Something of the stack cannot be started. The message is for the developer: one line, and what to do."""
