"""The database's errors in sentences: what can happen on any machine (full disk, lock) and what our triggers refuse."""

from collections.abc import Generator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2 as sqlcipher

from vclinic.domain.problem import Expected, Refused, WorldFault

_WORLD = (
    ("disk is full", "disk_full", "磁盘满了，这一次没有保存，以前的资料都在。请清理磁盘后再存一次。"),
    ("disk I/O error", "disk_error", "磁盘读写出错，也可能是磁盘满了，这一次没有保存。请检查磁盘，并尽快做一次备份。"),
    ("readonly", "read_only", "数据目录不能写入，这一次没有保存。请检查目录权限或磁盘写保护。"),
    ("database is locked", "busy", "数据库正被另一个程序占用，这一次没有保存。请稍等再试。"),
    ("unable to open", "unopenable", "打不开数据库文件，请检查磁盘和目录权限。"),
    ("malformed", "damaged", "数据库文件已损坏。请停止录入，用最近的备份恢复。"),
    ("not a database", "damaged", "数据库文件已损坏，或者不是本程序的数据。请用最近的备份恢复。"),
)
_HOUSE = (
    ("expired batch", "batch_expired", "这一批药已过有效期，不能发放。"),
    ("stock below zero", "stock_short", "库存不够，不能发出比库存更多的药。"),
    ("resident.id_no", "id_no_taken", "这个身份证号已有档案，不能重复建档。"),
    ("already dispensed", "already_dispensed", "这张处方已经发过药了，不能重复发。"),
    ("dispensing.reverses", "already_reversed", "这次发药已经冲销过，不能再冲一次。"),
)


def in_words(fault: Exception) -> Expected | None:
    """The sentence for a database error; None when it is our own bug."""
    said = str(getattr(fault, "orig", None) or fault)
    for mark, code, sentence in _WORLD:
        if mark in said:
            return WorldFault(code, sentence)
    for mark, code, sentence in _HOUSE:
        if mark in said:
            return Refused(code, sentence)
    return None


@contextmanager
def told_in_words() -> Generator[None]:
    """Turn database errors that have a sentence into it; let our own bugs through."""
    try:
        yield
    except (DBAPIError, sqlcipher.Error) as fault:
        expected = in_words(fault)
        if expected is None:
            raise
        raise expected from fault
