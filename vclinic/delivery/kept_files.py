"""Which files of the built folder a clinic's computer ever opens: each one left out is one less on a slow disk.

`build.spec` asks this of everything PyInstaller gathered, on Windows and on Linux alike. Paths are those inside the
folder, e.g. ``PySide6/plugins/platforms/qwindows.dll``; platforms are the words of ``sys.platform``.
"""

import re

# Qt's plugins, by folder and without prefix and suffix. A folder that is not here is left out whole: no page plays films,
# asks a database through Qt or speaks to the network through it.
_EVERYWHERE = {
    "platforms": {"qoffscreen"},  # the self-check draws without a display
    "imageformats": {"qico", "qsvg"},  # of PNG Qt itself knows
    "iconengines": {"qsvgicon"},
}
_PLUGINS: dict[str, dict[str, set[str]]] = {
    "win32": {
        "platforms": {"qwindows"},  # no style of Windows' own: every page is drawn in Qt's Fusion
    },
    "linux": {
        "platforms": {"qxcb"},
        "platforminputcontexts": {"ibusplatforminputcontextplugin", "composeplatforminputcontextplugin"},
        "platformthemes": {"qxdgdesktopportal"},
        "printsupport": {"cupsprintersupport"},
    },
    "darwin": {
        "platforms": {"qcocoa"},
        "styles": {"qmacstyle"},
    },
}
_PLUGIN = re.compile(r"PySide6/(?:Qt/)?plugins/(?P<folder>[^/]+)/(?:lib)?(?P<name>[^/.]+)\.")
_TRANSLATION = re.compile(r"PySide6/(Qt/)?translations/")
_CHINESE_OF_QT = re.compile(r"/qt(base)?_zh_CN\.qm$")

_UNUSED = re.compile(
    r"(^|/)(lib)?Qt6?(Qml|Quick|VirtualKeyboard|Pdf|EglFS|EglFs|Wayland|WlShell|Sql|OpenGL|Designer|UiTools|Help|Test|Network|Labs)\w*"
    r"(\.abi3)?\.(so|dll|pyd|dylib)"
    r"|^PySide6/(Qt/)?(qml|metatypes|libexec|resources|include|typesystems|glue|doc|scripts|support)/"
    r"|^PySide6/([^/]+\.(pyi|exe|lib)|(lib)?pyside6qml\.abi3\..*)$"
    # Windows brings these; a copy would be the build machine's. `icuuc` of one Windows does not run on another.
    r"|(^|/)(icu\w*|ucrtbase|api-ms-win-[\w-]+)\.dll$"
    # Microsoft's runtimes for sound, films and many processors; nothing that ships links to them.
    r"|(^|/)(concrt|vcamp|vccorlib|vcomp)140\.dll$"
    # Already loaded when these would be looked for: python311.dll brings the first, shiboken6 the second, and Windows takes
    # a library of the same name that is there.
    r"|^(PySide6|shiboken6)/vcruntime140\.dll$|^PySide6/msvcp140\.dll$"
    # Drawing in three dimensions without a graphics card.
    r"|(^|/)(opengl32sw|d3dcompiler_\d+|dxcompiler|dxil)\.dll$"
    # GTK and what only it needs: a Linux desktop that has it brings its own.
    r"|(^|/)lib(gtk-3|gdk-3|gdk_pixbuf|atk|atspi|cairo|pango|pangocairo|pangoft2|pixman|epoxy|thai|datrie|fribidi|harfbuzz"
    r"|graphite2|gio-2|gobject-2|gmodule-2|jpeg\.so|lz4)\b"
    r"|(^|/)lib(cups\.so|avahi|gnutls|p11-kit|nettle|hogweed|unistring|idn2|tasn1|gmp|gcrypt|gpg-error|systemd|krb5"
    r"|k5crypto|gssapi_krb5|com_err|keyutils|cap\.so|mount|selinux|blkid|brotli)"
    # What every Linux with a window system has, and in the version that fits its settings; `libGL` is asked of it too.
    r"|(^|/)lib(X\w+|X11-xcb|xcb-glx|bsd|md|fontconfig|freetype|expat|png16|xkbcommon|dbus-1|glib-2\.0|gthread-2\.0|pcre2-8"
    r"|stdc\+\+|gcc_s)\.so"
    # Nobody reckons in zones: the clock's own offset is kept with every time. 600 small files on Windows.
    r"|^tzdata/|^dateutil/zoneinfo/"
    # `domain.names` asks for one character at a time and has phrases switched off.
    r"|^pypinyin/phrases_dict\.json$"
    # Of a package's papers its licence ships. Name and version of each stand in resources/licences; the rest is the page it
    # has at the package index, and how and where it was installed.
    r"|\.dist-info/(?!licen[cs]e|entry_points\.txt$)"
    r"|\.pyi$|(^|/)py\.typed$"
    # What our own tables are made with.
    r"|^resources/(building/|build_|PROVENANCE\.md|installer/(?!licence\.txt))"
    r"|^resources/.*\.(py|pyc)$"
    # The township's manuals are read at its console.
    r"|^resources/manual/(reviewer|technician)/",
    re.IGNORECASE,
)


def kept(path: str, platform: str) -> bool:
    """Whether the file belongs into the folder that ships.

    Args:
        path: its place inside the folder, with either kind of slash.
        platform: ``win32``, ``linux`` or ``darwin``; another one raises KeyError.
    """
    place = path.replace("\\", "/")
    here = _PLUGINS[platform]
    if plugin := _PLUGIN.match(place):
        folder = plugin["folder"]
        return plugin["name"] in _EVERYWHERE.get(folder, set()) | here.get(folder, set())
    if _TRANSLATION.match(place):
        return bool(_CHINESE_OF_QT.search(place))
    return not _UNUSED.search(place)
