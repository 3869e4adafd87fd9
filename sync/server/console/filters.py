"""What staff narrowed the records to, as it stands behind an address and as the database reads it."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Query
from sqlalchemy import or_
from sqlmodel import col

from sync.server.console.words import FLAGS
from sync.server.database.store import Condition, waits
from sync.server.database.tables import Review
from vclinic.domain.typed import cleaned, line


@dataclass(frozen=True, slots=True)
class Filters:
    """What staff narrowed the queue to; empty means all."""

    clinic: str = ""
    doctor: str = ""
    form: str = ""
    flag: str = ""
    since: str = ""
    until: str = ""

    @property
    def given(self) -> dict[str, str]:
        """What is narrowed, by name."""
        return {name: value for name, value in asdict(self).items() if value}

    @property
    def query(self) -> str:
        """As it stands behind an address, with its question mark."""
        return f"?{urlencode(self.given)}" if self.given else ""

    @property
    def conditions(self) -> list[Condition]:
        """The same for the database, of what waits."""
        return [waits(), *self.narrowed]

    @property
    def narrowed(self) -> list[Condition]:
        """The same, whatever was decided."""
        conditions: list[Condition] = []
        if self.clinic:
            conditions.append(Review.clinic_id == self.clinic)
        if self.doctor:
            conditions.append(Review.doctor_name == self.doctor)
        if self.form:
            conditions.append(Review.form_id == self.form)
        if self.flag in FLAGS:
            conditions.append(or_(*(col(Review.findings).like(f'%"code": "{code}"%') for code in FLAGS[self.flag][1])))
        if self.since:
            conditions.append(Review.day >= self.since)
        if self.until:
            conditions.append(Review.day <= self.until)
        return conditions


def chosen(
    clinic: Annotated[str, Query(max_length=64)] = "",
    doctor: Annotated[str, Query(max_length=60)] = "",
    form: Annotated[str, Query(max_length=60)] = "",
    flag: Annotated[str, Query(max_length=20)] = "",
    since: Annotated[str, Query(max_length=20)] = "",
    until: Annotated[str, Query(max_length=20)] = "",
) -> Filters:
    """The filters behind an address; what is no day narrows nothing."""
    return Filters(
        line(clinic), cleaned(doctor), form=line(form), flag=line(flag), since=_day(since), until=_day(until)
    )


def _day(text: str) -> str:
    try:
        return date.fromisoformat(line(text)).isoformat()
    except ValueError:
        return ""


Chosen = Annotated[Filters, Depends(chosen)]
