"""What a village clinic may order is judged by the name too: a line no product of the catalogue answers to is still a
narcotic, an injection or an antibacterial (prescription_and_drugs §1, §3)."""

import re

from vclinic.domain.prescription import Severity
from vclinic.rules.catalog import Catalog
from vclinic.rules.named_drug import NamedDrug

CONTROLLED = frozenset(("OPIOID", "BENZODIAZEPINE", "Z_DRUG"))
NOT_CONTROLLED = frozenset(("复方甘草",))  # holds opium for the interaction table's sake, but is no narcotic
ALSO_CONTROLLED = frozenset(("苯巴比妥", "氯胺酮", "咪达唑仑", "水合氯醛"))
UNDER_THE_SKIN = frozenset(("INSULIN", "GLP1RA"))  # given by the resident himself
_ANTIBACTERIAL = frozenset(
    (
        "PENICILLIN", "CEPHALOSPORIN", "MACROLIDE", "FLUOROQUINOLONE", "AMINOGLYCOSIDE", "TETRACYCLINE", "NITROIMIDAZOLE",
        "SULFA_ABX", "NITROFURAN", "ORAL_ANTIBIOTIC",
    )
)  # fmt: skip
_INJECTED = re.compile(r"^注射用|注射[液剂]|[粉水]针|针剂?$")
_SWALLOWED = re.compile(r"[片丸散]$|胶囊|颗粒|口服|干混悬|糖浆")


def named_controlled(name: NamedDrug) -> bool:
    """Whether a name is that of a narcotic or psychotropic drug; a little phenobarbital makes no combination one (去痛片)."""
    if len(name.ingredients) == 1 and name.ingredients[0] in ALSO_CONTROLLED:
        return True
    return bool(name.classes & CONTROLLED) and NOT_CONTROLLED.isdisjoint(name.items)


def named_injection(name: NamedDrug) -> bool:
    """Whether a name is that of an injection the resident does not give himself."""
    if name.local or name.classes & UNDER_THE_SKIN:
        return False
    by_trade = name.route == "注射" and _SWALLOWED.search(name.written) is None
    return by_trade or _INJECTED.search(name.written) is not None


def named_antibacterial(name: NamedDrug, catalog: Catalog) -> Severity | None:
    """How a name that is an antibacterial's is told: "note" where the catalogue has it without a △, "warn" where nobody
    knows its grade; None for anything else."""
    products = [drug for item in name.items for drug in catalog.products(item) if drug.antibacterial]
    if name.local or not (products or name.classes & _ANTIBACTERIAL):
        return None
    return "note" if any(not drug.restricted for drug in products) else "warn"
