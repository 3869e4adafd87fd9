"""Runs in the built program before any other module: its modules lie in one file that two programs share.

PyInstaller's importer reads the archive inside its own program; here it is given ``_internal/modules.pyz``. The names are
those of the pinned PyInstaller; the self-check after every build would not start if they changed.
"""

import os
import sys

import pyimod02_importers as importers  # pyright: ignore[reportMissingImports]  in every built program
from pyimod01_archive import ZlibArchiveReader  # pyright: ignore[reportMissingImports]

importers.pyz_archive = ZlibArchiveReader(os.path.join(sys._MEIPASS, "modules.pyz"), check_pymagic=True)  # noqa: PTH118, SLF001
importers._pyz_tree = None  # noqa: SLF001
sys.path_importer_cache.clear()  # finders hold the archive they were made with
