"""Drugs of the catalogue by what a doctor types, those in stock first."""

from vclinic.domain.stock import Drug
from vclinic.services.workstation import Workstation
from vclinic.storage import stock_ledger


def find_drug(station: Workstation, text: str, limit: int = 20) -> list[Drug]:
    """Drugs of the catalogue by name, pinyin or initials; those in stock first."""
    with station.store.read() as session:
        stocked = set(stock_ledger.drug_names(session))
    matches = station.catalog.search(text, 3 * limit)
    return sorted(matches, key=lambda drug: drug.id not in stocked)[:limit]


def names_like(station: Workstation, text: str, limit: int = 5) -> tuple[str, ...]:
    """Generic names by name, pinyin or initials: what a name nobody knew may be said to be."""
    return tuple(dict.fromkeys(drug.generic for drug in station.catalog.search(text, 20)))[:limit]
