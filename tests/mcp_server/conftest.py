"""The command, to hold answers against it."""

from tests.cli.conftest import run

__all__ = ["run"]
