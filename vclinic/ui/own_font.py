"""The Chinese font that ships with the program: for a machine that has none, and for names that others cannot draw."""

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
    return QFontDatabase.addApplicationFont(str(resource("fonts", _FILE))) >= 0
