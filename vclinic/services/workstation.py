"""The station a doctor works at: the open store, who works there, what time it is and which rules are in force."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from vclinic.rules.catalog import Catalog
from vclinic.rules.rule_set import RuleBook
from vclinic.storage.store import Store


class Clock(Protocol):
    """Where time comes from; `vclinic.clock` has the real one and one moved by hand."""

    def now(self) -> datetime:
        """Aware wall time."""
        ...

    def today(self) -> date:
        """The clinical day."""
        ...

    def monotonic(self) -> float:
        """Seconds nobody can set back."""
        ...


@dataclass(frozen=True, slots=True)
class Doctor:
    """Who works at the station."""

    id: str
    name: str
    login: str


@dataclass(frozen=True, slots=True)
class Clinic:
    """The clinic as entered at the first start; ``township_name`` is learnt when the machine is paired."""

    name: str
    village_code: str
    township_name: str = ""
    phone: str = ""


@dataclass(slots=True)
class Workstation:
    """Everything a service needs; passed first to every one of them."""

    store: Store
    doctor: Doctor
    clinic: Clinic
    clock: Clock
    rules: RuleBook
    catalog: Catalog

    @property
    def signature(self) -> tuple[str, str]:
        """(id, name) as written under each record."""
        return self.doctor.id, self.doctor.name


def masked_phone(phone: str) -> str:
    """138****5207 for lists that others may look at."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) == 11 else phone
