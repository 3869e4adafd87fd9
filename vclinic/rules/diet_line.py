"""Lines of the diet prescription as rules write them: in words, or with a figure that several diseases may be compared by."""

from vclinic.domain.prescription import DietItem


def in_words(code: str, label: str, text: str, explain: str = "", *, unit: str = "", origin: str = "auto") -> DietItem:
    """A line without a figure."""
    return DietItem(code, label, op="text", value=None, high=None, unit=unit, text=text, explain=explain, origin=origin)


def with_figure(code: str, label: str, figure: tuple[str, float, str], text: str, explain: str = "") -> DietItem:
    """A line with one: ``figure`` is (op, value, unit), e.g. ``("<=", 61.5, "kg")``."""
    op, value, unit = figure
    return DietItem(code, label, op=op, value=value, high=None, unit=unit, text=text, explain=explain, origin="auto")
