"""The file a store was opened from, looked at before each read and write: whether it still stands under its name, and
whether what is in it is still ours.

A file that was moved or replaced is another file of the system. One that was written over in its place, by a program that
copies, is the same file with another content: its times change, as they do when a log is folded in, so that then the
content is asked, by a connection that has nothing of it in memory.
"""

import os
import shutil
from contextlib import suppress
from pathlib import Path

from sqlcipher3 import dbapi2 as sqlcipher

from vclinic.domain.problem import WorldFault
from vclinic.storage.database import connect_to_look
from vclinic.storage.faults import in_words
from vclinic.storage.file_names import BACKUPS

_GONE = "找不到资料文件（移走、改名或拔了盘），没有写进去。填的还在，放回原处就能接着存。"
_UNSEEN = "读不到资料文件（磁盘松了或权限改了），没有写进去。填的还在，弄好了就能接着存。"
_MOVED = "资料文件被移走或换掉了，没有写进去。填的还在，先抄下来，再关掉程序看清数据文件夹。"
_OVERWRITTEN = (
    "资料文件被别的程序改短或盖掉了，没有写进去，以后也不再写。填的还在，先抄下来，"
    "再关掉程序，用最近的备份恢复；还没并进去的另放在 backups 文件夹。"
)


class OwnFile:
    """The database file of an open store.

    Attributes:
        path: its name.
        key: the database key.
        entries: how many entries its log held at least, when we last knew.
    """

    def __init__(self, path: Path, key: bytes, entries: int) -> None:
        self.path, self.key, self.entries = path, key, entries
        self._known = path.stat()
        self._overwritten = False

    def look(self) -> None:
        """Stop before anything goes into a file that is not the one that was opened, or out of it.

        Raises:
            WorldFault: ``store_gone``, ``store_unseen`` and ``store_moved``, which may be mended under the open program;
                ``store_overwritten``, which stays; ``busy``, it cannot be told now.
        """
        if self._overwritten:
            raise WorldFault("store_overwritten", _OVERWRITTEN)
        try:
            status = self.path.stat()
        except (FileNotFoundError, NotADirectoryError) as fault:
            raise WorldFault("store_gone", _GONE) from fault
        except OSError as fault:
            raise WorldFault("store_unseen", _UNSEEN) from fault
        if (status.st_dev, status.st_ino) != (self._known.st_dev, self._known.st_ino):
            raise WorldFault("store_moved", _MOVED)
        if _content(status) != _content(self._known):
            if status.st_size < self._known.st_size or not self._is_ours():
                self._overwritten = True
                raise WorldFault("store_overwritten", _OVERWRITTEN)
            self._known = status

    def settled(self) -> None:
        """Note the file as it is now: we have just written into it ourselves."""
        with suppress(OSError):  # the next look says what is wrong
            status = self.path.stat()
            if (status.st_dev, status.st_ino) == (self._known.st_dev, self._known.st_ino):
                self._known = status

    def spare(self) -> None:
        """See to it that closing folds nothing of ours into a file that was written over: what was not folded in yet is
        kept in the backups, and the log that a closing connection reads is empty."""
        if not self._overwritten:
            return
        log = self.path.with_name(f"{self.path.name}-wal")
        with suppress(OSError):
            aside = self.path.parent / BACKUPS / f"not-folded-in-{self._known.st_mtime_ns}{log.suffix}"
            if log.stat().st_size:
                aside.parent.mkdir(exist_ok=True)
                shutil.copyfile(log, aside)
        with suppress(OSError):
            os.truncate(log, 0)

    def _is_ours(self) -> bool:
        """Whether a fresh look finds our log, no shorter than we know it, and without the gaps that pages of an older
        file between newer ones leave."""
        try:
            with connect_to_look(self.path, self.key) as connection:
                entries, last = connection.execute("SELECT count(*), max(seq) FROM change").fetchone()
                return entries == (last or 0) >= self.entries
        except sqlcipher.Error as fault:
            told = in_words(fault)
            if isinstance(told, WorldFault) and told.code != "damaged":
                raise told from fault
            return False


def _content(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns
