"""村医工作站: the village clinic's program. README.md shows its layers, docs/glossary.md its words."""

__version__ = "0.1.0"
