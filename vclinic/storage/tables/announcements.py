"""What the township announces, and that a doctor has read it."""

from typing import ClassVar

from vclinic.storage.tables.base import Synced, Told


class AnnouncementRow(Told, table=True):
    """What the township announces to its clinics; ``valid_until`` is empty where it does not end."""

    __tablename__: ClassVar[str] = "announcement"
    title: str
    text: str
    published_on: str
    valid_until: str


class AnnouncementReadRow(Synced, table=True):
    """A doctor has read an announcement, in the revision named."""

    __tablename__: ClassVar[str] = "announcement_read"
    announcement_id: str
    announcement_revision: int
    read_on: str
    doctor_id: str
    doctor_name: str
