"""Runs in the built program before any other module: its modules lie in one file that two programs share.

PyInstaller's importer reads the archive inside its own program; here it is given ``_internal/modules.pyz``, which
`.ci/packed_modules.py` wrote with Zstandard. The names are those of the pinned PyInstaller; the self-check after every
build would not start if they changed.
"""

import marshal
import os
import sys

# `importlib` itself lies in the archive; Python carries these two inside itself.
from _frozen_importlib import ModuleSpec
from _frozen_importlib_external import EXTENSION_SUFFIXES, ExtensionFileLoader

import pyimod02_importers as importers  # pyright: ignore[reportMissingImports]  in every built program
from pyimod01_archive import ZlibArchiveReader  # pyright: ignore[reportMissingImports]


def decompressor():
    """The compiled half of `zstandard`; the other half lies in the archive that it opens."""
    name = "zstandard.backend_c"
    paths = [os.path.join(sys._MEIPASS, "zstandard", f"backend_c{suffix}") for suffix in EXTENSION_SUFFIXES]  # noqa: PTH118, SLF001
    path = next(path for path in paths if os.path.exists(path))  # noqa: PTH110
    loader = ExtensionFileLoader(name, path)
    module = loader.create_module(ModuleSpec(name, loader, origin=path))
    loader.exec_module(module)
    sys.modules[name] = module
    return module


class PackedModules(ZlibArchiveReader):
    """PyInstaller's archive with one dictionary for all modules."""

    def __init__(self, path):
        super().__init__(path, check_pymagic=True)
        zstandard = decompressor()
        with open(path, "rb") as archive:  # noqa: PTH123
            archive.seek(12)
            length = int.from_bytes(archive.read(4), "big")
            archive.seek(17)
            dictionary = zstandard.ZstdCompressionDict(archive.read(length))
        self._unpacked = zstandard.ZstdDecompressor(dict_data=dictionary).decompress

    def extract(self, name, raw=False):
        """A module's code; None of a package without a file of its own."""
        _, start, length = self.toc[name]
        if not length:
            return None
        try:
            with open(self._filename, "rb") as archive:  # noqa: PTH123
                archive.seek(start)
                packed = archive.read(length)
        except FileNotFoundError:
            raise SystemExit(f"{self._filename} is not there any more: the program was moved or replaced") from None
        content = self._unpacked(packed)
        return content if raw else marshal.loads(content)  # noqa: S302 - our own modules


importers.pyz_archive = PackedModules(os.path.join(sys._MEIPASS, "modules.pyz"))  # noqa: PTH118, SLF001
importers._pyz_tree = None  # noqa: SLF001
sys.path_importer_cache.clear()  # finders hold the archive they were made with
