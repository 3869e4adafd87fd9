"""What a name somebody wrote on a form, or said, stands for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedDrug:
    """A medicine by the name it was written with.

    Attributes:
        written: as somebody wrote it.
        ingredients: generic names as in the catalogue and the classes, all of a combination's; empty when unknown.
        classes: codes of `classes.json`, united over ingredients and `listed_as`; a guess when only a stem was read.
        listed_as: the catalogue's item that is the whole product, e.g. 复方磺胺甲噁唑; "" when it has none.
        route: 口服, 外用, 吸入, 注射, 眼用 …; "" when unknown.
        slow_release: None when both kinds are sold under the name, or when it is unknown.
        halve: "yes", "no", "label" (what this box's leaflet says) or "" (an ordinary tablet, or unknown).
        local: put on one place (skin, eye, nose) while the tables speak of the drug taken into the body.
        known: the whole name was understood. False: nobody knows it, only a stem was recognised, or something of the
            text is left over; its checks may warn, and never earn a tick.
        left_over: what of the text is neither a name nor form, strength or maker.
    """

    written: str
    ingredients: tuple[str, ...] = ()
    classes: frozenset[str] = frozenset()
    listed_as: str = ""
    route: str = ""
    slow_release: bool | None = None
    halve: str = ""
    local: bool = False
    known: bool = False
    left_over: str = ""

    @property
    def items(self) -> tuple[str, ...]:
        """Every name tables may know it by: the ingredients, and the catalogue's item where that is another one."""
        if self.listed_as in ("", *self.ingredients):
            return self.ingredients
        return (*self.ingredients, self.listed_as)
