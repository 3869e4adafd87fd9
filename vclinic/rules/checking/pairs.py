"""Every two medicines of the set, with what the tables know of them together; in an order that asks nobody's line."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from vclinic.rules.checking.case import Case
from vclinic.rules.drug_facts import PairRule
from vclinic.rules.prescription_rules import PairLine, is_one_of
from vclinic.rules.taken import Medicine


@dataclass(frozen=True, slots=True)
class Pair:
    """Two medicines. ``closed``: the rules' line that closes them; ``warned``: one that wants a reason in any case."""

    one: Medicine
    two: Medicine
    rules: tuple[PairRule, ...]
    closed: PairLine | None
    warned: PairLine | None

    @property
    def both(self) -> tuple[Medicine, Medicine]:
        """The two, ours first."""
        return self.one, self.two

    @property
    def shared(self) -> tuple[str, ...]:
        """Ingredients of both."""
        return tuple(name for name in self.one.name.ingredients if name in self.two.name.ingredients)

    @property
    def code(self) -> str:
        """Their first generic names, the same whichever was written first."""
        return "/".join(sorted((self.one.called[0], self.two.called[0])))

    def heaviest(self, kind: str) -> PairRule | None:
        """The heaviest row of a kind."""
        return next((rule for rule in self.rules if rule.kind == kind), None)


def pairs_of(case: Case) -> Iterator[Pair]:
    """All pairs."""
    in_order = sorted(case.medicines, key=lambda medicine: (not medicine.ours, medicine.written, medicine.line_no))
    for one, two in combinations(in_order, 2):
        yield Pair(
            one,
            two,
            case.catalog.pairs(one.name, two.name),
            _line(case.rules.closed_pairs, one, two),
            _line(case.rules.warned_pairs, one, two),
        )


def _line(lines: tuple[PairLine, ...], one: Medicine, two: Medicine) -> PairLine | None:
    a, b = one.name, two.name
    return next(
        (
            line
            for line in lines
            if (is_one_of(a, line.a) and is_one_of(b, line.b)) or (is_one_of(b, line.a) and is_one_of(a, line.b))
        ),
        None,
    )
