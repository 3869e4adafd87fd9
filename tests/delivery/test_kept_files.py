"""What ships is judged on the real lists of Qt's two wheels, and on what else PyInstaller gathers."""

from pathlib import Path

import pytest

from vclinic.delivery.kept_files import kept

HERE = Path(__file__).parent


def kept_of_qt(list_name: str, platform: str) -> set[str]:
    lines = (HERE / list_name).read_text("utf-8").splitlines()
    return {line for line in lines if not line.startswith("#") and kept(line, platform)}


def test_of_qts_windows_plugins_these_ship() -> None:
    plugins = {path for path in kept_of_qt("pyside6_windows.txt", "win32") if "/plugins/" in path}
    assert plugins == {
        "PySide6/plugins/iconengines/qsvgicon.dll",
        "PySide6/plugins/imageformats/qico.dll",
        "PySide6/plugins/imageformats/qsvg.dll",
        "PySide6/plugins/platforms/qoffscreen.dll",
        "PySide6/plugins/platforms/qwindows.dll",
    }


def test_of_qts_linux_plugins_these_ship() -> None:
    plugins = {path for path in kept_of_qt("pyside6_linux.txt", "linux") if "/plugins/" in path}
    assert plugins == {
        "PySide6/Qt/plugins/iconengines/libqsvgicon.so",
        "PySide6/Qt/plugins/imageformats/libqico.so",
        "PySide6/Qt/plugins/imageformats/libqsvg.so",
        "PySide6/Qt/plugins/platforminputcontexts/libcomposeplatforminputcontextplugin.so",
        "PySide6/Qt/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platformthemes/libqxdgdesktopportal.so",
        "PySide6/Qt/plugins/printsupport/libcupsprintersupport.so",
    }


@pytest.mark.parametrize(
    ("list_name", "platform", "libraries"),
    [
        (
            "pyside6_windows.txt",
            "win32",
            {"Concurrent", "Core", "DBus", "Gui", "PrintSupport", "Svg", "SvgWidgets", "Widgets", "Xml"},
        ),
        (
            "pyside6_linux.txt",
            "linux",
            {
                "Concurrent",
                "Core",
                "DBus",
                "Gui",
                "PrintSupport",
                "Svg",
                "SvgWidgets",
                "Widgets",
                "XcbQpa",
                "Xml",
            },
        ),
    ],
)
def test_of_qts_libraries_these_may_ship(list_name: str, platform: str, libraries: set[str]) -> None:
    """PyInstaller gathers fewer still: what nothing links to stays out anyway."""
    names = [Path(path).name for path in kept_of_qt(list_name, platform)]
    shipped = {name.removeprefix("lib").removeprefix("Qt6").split(".")[0] for name in names if "Qt6" in name}
    assert shipped == libraries


@pytest.mark.parametrize(("list_name", "platform"), [("pyside6_windows.txt", "win32"), ("pyside6_linux.txt", "linux")])
def test_of_qts_translations_the_two_into_chinese_ship(list_name: str, platform: str) -> None:
    names = {Path(path).name for path in kept_of_qt(list_name, platform) if path.endswith(".qm")}
    assert names == {"qtbase_zh_CN.qm", "qt_zh_CN.qm"}


@pytest.mark.parametrize(
    ("path", "platform", "ships"),
    [
        # Windows: never a copy of what belongs to a system, wherever it was gathered from.
        ("icuuc.dll", "win32", False),
        ("PySide6/ICU.dll", "win32", False),
        (r"PySide6\icuin.dll", "win32", False),
        ("ucrtbase.dll", "win32", False),
        ("api-ms-win-crt-runtime-l1-1-0.dll", "win32", False),
        ("VCRUNTIME140.dll", "win32", True),
        ("PySide6/VCRUNTIME140.dll", "win32", False),
        ("PySide6/VCRUNTIME140_1.dll", "win32", True),
        ("PySide6/MSVCP140.dll", "win32", False),
        ("shiboken6/MSVCP140.dll", "win32", True),
        ("PySide6/MSVCP140_2.dll", "win32", True),
        ("shiboken6/vccorlib140.dll", "win32", False),
        ("python3.dll", "win32", True),
        ("sqlcipher3/_sqlite3.cp311-win_amd64.pyd", "win32", True),
        (r"PySide6\plugins\platforms\qdirect2d.dll", "win32", False),
        (r"PySide6\plugins\styles\qmodernwindowsstyle.dll", "win32", False),
        (r"PySide6\translations\qtbase_zh_CN.qm", "win32", True),
        ("PySide6/opengl32sw.dll", "win32", False),
        ("PySide6/QtQml.pyd", "win32", False),
        ("PySide6/pyside6qml.abi3.dll", "win32", False),
        ("PySide6/pyside6.abi3.dll", "win32", True),
        # Linux: Qt's own tables of characters are needed, a desktop's libraries are the desktop's.
        ("PySide6/Qt/lib/libicudata.so.73", "linux", True),
        ("libQt6OpenGL.so.6", "linux", False),
        ("libQt6EglFsKmsSupport.so.6", "linux", False),
        ("libgtk-3.so.0", "linux", False),
        ("libpangocairo-1.0.so.0", "linux", False),
        ("libcups.so.2", "linux", False),
        ("libgio-2.0.so.0", "linux", False),
        ("libglib-2.0.so.0", "linux", False),
        ("libXcursor.so.1", "linux", False),
        ("libX11.so.6", "linux", False),
        ("libfontconfig.so.1", "linux", False),
        ("libxcb-cursor.so.0", "linux", True),
        ("libxkbcommon-x11.so.0", "linux", True),
        ("PySide6/Qt/lib/libQt6Network.so.6", "linux", False),
        ("libstdc++.so.6", "linux", False),
        ("libssl.so.3", "linux", True),
        # Both: data.
        ("tzdata/zoneinfo/Asia/Shanghai", "win32", False),
        ("pypinyin/phrases_dict.json", "win32", False),
        ("pypinyin/pinyin_dict.json", "win32", True),
        ("certifi/cacert.pem", "linux", True),
        ("certifi/py.typed", "linux", False),
        ("pypinyin/core.pyi", "win32", False),
        ("click-8.5.1.dist-info/direct_url.json", "win32", False),
        ("click-8.5.1.dist-info/RECORD", "win32", False),
        ("click-8.5.1.dist-info/METADATA", "win32", False),
        ("click-8.5.1.dist-info/licenses/LICENSE.txt", "win32", True),
        ("resources/catalog/drugs.json", "win32", True),
        ("resources/fonts/OFL.txt", "win32", True),
        ("resources/fonts/VClinicSansSC-Regular.otf", "linux", True),
        ("resources/icons/vclinic.ico", "win32", True),
        ("resources/PROVENANCE.md", "linux", False),
        ("resources/build_catalog.py", "linux", False),
        ("resources/building/drugs.py", "linux", False),
        ("resources/installer/vclinic.nsi", "win32", False),
        ("resources/installer/licence.txt", "win32", True),
        ("resources/manual/doctor/today.png", "win32", True),
        ("resources/manual/reviewer/book.json", "win32", False),
        ("resources/manual/technician/book.json", "linux", False),
        # macOS is built by nobody yet; its window system would ship.
        ("PySide6/Qt/plugins/platforms/libqcocoa.dylib", "darwin", True),
        ("PySide6/Qt/plugins/platforms/libqminimal.dylib", "darwin", False),
    ],
)
def test_a_file(path: str, platform: str, *, ships: bool) -> None:
    assert kept(path, platform) is ships


def test_a_platform_nobody_thought_of_is_an_error() -> None:
    with pytest.raises(KeyError):
        kept("README", "plan9")
