"""Answers and medicines in the short words a pane has room for; what nobody asked never looks like an answer."""

from vclinic.services.known_of_person import Answer, KnownLab, KnownMedicine, KnownOfPerson, Planning, SameBox
from vclinic.ui.words import tr


def asked(answer: Answer, none: str) -> tuple[str, str]:
    """(words, level) of an answer; ``none`` is what was said where nothing is known: 没有吃别的药."""
    match answer.state:
        case "never":
            return tr("还没问过"), "warn"
        case "old":
            return f"{answer.on:%Y-%m-%d} {tr('问的，该再问了')}", "warn"
        case "current":
            return f"{none}（{answer.on:%m-%d} {tr('问')}）", ""
        case _:
            return f"{none}（{tr('档案上写的')}）", ""


def medicines_asked(known: KnownOfPerson) -> tuple[str, str]:
    """(words, level) of whether the list of medicines is whole."""
    if known.medicines and known.medicines_asked.state == "never":
        return tr("还有没有别的，没问过"), "warn"
    return asked(known.medicines_asked, tr("没有别的了") if known.medicines else tr("没有吃别的药"))


def planning(known: Planning) -> tuple[str, str]:
    """(words, level) of whether she plans to have a child; a wish for one keeps its colour."""
    text, level = asked(known.answer, tr("打算怀孕") if known.planned else tr("没有怀孕打算"))
    return text, "warn" if known.planned else level


def medicine(taken: KnownMedicine, *, asks: bool = False) -> str:
    """A medicine with what it was said to be, where it came from and when that was said; ``asks``: that nobody knows the
    name is told by the question beside it."""
    unknown = "" if taken.known or asks else tr("（不知道是什么药）")
    means = f"＝{taken.means}" if taken.means else unknown
    return f"{taken.name}{means}　{taken.source} {taken.on:%m-%d}"


def same_box(box: SameBox) -> str:
    """Names that were said to be one box, with the day of that answer."""
    return f"{tr('是同一盒')}：{'、'.join(box.names)}（{box.on:%m-%d} {tr('问')}）"


def brief(taken: KnownMedicine) -> str:
    """A medicine among others in one line."""
    return f"{taken.name}（{taken.source} {taken.on:%m-%d}）"


def lab(result: KnownLab) -> str:
    """A laboratory value with its day; one that is too old to judge by says so."""
    tail = f"{result.on:%m-%d}" if result.counts else f"{result.on:%Y-%m-%d} {tr('旧')}"
    figure = f"{result.label} {result.text} {result.unit}".rstrip()
    return f"{figure}（{tr('算的') if result.computed else tail}）"


def line(known: KnownOfPerson) -> tuple[str, str]:
    """Everything others gave in one line, and beside it what is still to be asked; either may be empty."""
    question, level = medicines_asked(known)
    parts = [brief(taken) for taken in known.medicines]
    return "、".join(parts) or ("" if level else question), question if level else ""
