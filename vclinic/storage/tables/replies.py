"""What doctors answer to remarks of the township."""

from typing import ClassVar

from vclinic.storage.tables.base import Synced


class RemarkReplyRow(Synced, table=True):
    """A reply to one return: ``about`` is [[kind, id]] of the record, ``about_change`` the revision returned, ``notice``
    the number of the notice that returned it."""

    __tablename__: ClassVar[str] = "remark_reply"
    resident_id: str
    about: str
    about_change: str
    notice: int
    text: str
    replied_on: str
    doctor_id: str
    doctor_name: str
