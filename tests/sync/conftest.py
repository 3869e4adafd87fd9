"""What the township runs in these tests stays within it too."""

from tests.server.walls import statements, walls

__all__ = ["statements", "walls"]
