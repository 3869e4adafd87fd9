"""Drugs of the catalogue by what a doctor types: those in stock first, then those this clinic keeps."""

from vclinic.domain.stock import Drug
from vclinic.services.drug_codes import drug_of_code
from vclinic.services.workstation import Workstation
from vclinic.storage import stock_ledger


def find_drug(station: Workstation, text: str, limit: int = 20) -> list[Drug]:
    """Drugs of the catalogue by name, pinyin or initials, or the one whose barcode it is; those in stock first, then those
    that ran out."""
    scanned = drug_of_code(station, text)
    if scanned is not None:
        return [scanned]
    with station.store.read() as session:
        kept = set(stock_ledger.drug_names(session))
    here = in_stock(station)
    matches = station.catalog.search(text, 3 * limit)
    return sorted(matches, key=lambda drug: (drug.id not in here, drug.id not in kept))[:limit]


def in_stock(station: Workstation) -> frozenset[str]:
    """Ids of the drugs of which something can be handed out today."""
    with station.store.read() as session:
        return stock_ledger.in_stock(session, station.clock.today())


def names_like(station: Workstation, text: str, limit: int = 5) -> tuple[str, ...]:
    """Generic names by name, pinyin or initials: what a name nobody knew may be said to be."""
    return tuple(dict.fromkeys(drug.generic for drug in station.catalog.search(text, 20)))[:limit]
