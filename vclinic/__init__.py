"""村医工作站: the village clinic's program. README.md shows its layers, docs/glossary.md its words."""

from datetime import date

__version__ = "0.1.0"
BUILT_ON = date(2026, 11, 1)  # no clock that runs this program can be right before; set anew with each release
