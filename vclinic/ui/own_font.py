"""The Chinese font that ships with the program: for a machine that has none, and for names that others cannot draw."""

from PySide6.QtCore import QByteArray
from PySide6.QtGui import QFontDatabase

from vclinic.resources import resource

OWN_FAMILY = "VClinic Sans SC"
_FILE = "VClinicSansSC-Regular.otf"


def has_chinese_font() -> bool:
    """Whether Chinese can be shown at all, be it with our own font."""
    return bool(QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese))


def add_own_font() -> bool:
    """Make our font known to Qt, once for the whole program; False where its file is missing or cannot be read."""
    if OWN_FAMILY in QFontDatabase.families():
        return True
    file = resource("fonts", _FILE)
    if QFontDatabase.addApplicationFont(str(file)) >= 0:
        return True
    # On Windows Qt may be unable to spell the folder of a 张三 in the code page of the system; the content has no path, but
    # stays in memory whole.
    try:
        return QFontDatabase.addApplicationFontFromData(QByteArray(file.read_bytes())) >= 0
    except OSError:
        return False
