"""Whom of the worklist the doctor wants to see: one tile, one disease, one village group."""

from dataclasses import dataclass

from vclinic.services.due_today import Worklist
from vclinic.services.work_row import WorkRow

TILES = ("all", "overdue", "soon", "never", "returned", "drugs", "drafts")


@dataclass(frozen=True, slots=True)
class Choice:
    """``tile`` is one of `TILES`; ``disease`` and ``group`` are empty for all."""

    tile: str = "all"
    disease: str = ""
    group: str = ""

    @property
    def is_narrow(self) -> bool:
        """Whether somebody may be left out."""
        return self.tile != "all" or bool(self.disease or self.group)

    def rows(self, worklist: Worklist) -> list[WorkRow]:
        """The rows wanted, in the order of the worklist."""
        return [row for row in worklist.rows if self._wants(row, worklist)]

    def _wants(self, row: WorkRow, worklist: Worklist) -> bool:
        begun = self.tile == "drafts" and row.resident_id in worklist.drafts
        return (
            (self.tile in ("all", row.tile) or begun)
            and (not self.disease or self.disease in row.diseases)
            and (not self.group or self.group == row.village_group)
        )
