"""Qt's own texts in Chinese: file and print dialogs, message boxes, the right-click menus of fields, months and days."""

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

_FILE = "qtbase_zh_CN"


def speak_chinese(app: QApplication) -> bool:
    """Whether Qt's translations are there; installed once, they live as long as the application."""
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))  # a Windows in English, too
    if app.findChild(QTranslator, _FILE) is not None:
        return True
    translator = QTranslator(app)
    if not translator.load(_FILE, QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        translator.deleteLater()
        return False
    translator.setObjectName(_FILE)
    return app.installTranslator(translator)
