"""村医工作站: the village clinic's program. `docs/architecture.md` shows the house."""

__version__ = "0.1.0"
