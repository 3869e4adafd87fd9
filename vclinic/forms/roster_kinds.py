"""What a file is that is no roster we read, and how to make one of it: each kind has its own sentence."""

import io
import re
import zipfile
from pathlib import PurePosixPath

from vclinic.domain.problem import Refused

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00", b"\x09\x08\x10\x00")
_SAVE = "请用 Excel 或 WPS 打开，选“另存为”，类型选“Excel 工作簿（.xlsx）”，再导入另存的文件。"
_COPY = "请打开它，把花名册那张表复制到 Excel 或 WPS 表格里，另存为“Excel 工作簿（.xlsx）”再导入。"
_UNPACK = "请先解压，再导入里面的花名册文件。"
_SIGNATURES = (
    (b"Rar!\x1a\x07", "archive", f"这是 RAR 压缩包。{_UNPACK}"),
    (b"7z\xbc\xaf\x27\x1c", "archive", f"这是 7z 压缩包。{_UNPACK}"),
    (b"\x1f\x8b", "archive", f"这是 gzip 压缩包。{_UNPACK}"),
    (b"%PDF", "pdf", "这是 PDF 文件，里面的表格不能可靠地读出来。请向发来的人要 Excel 文件（.xlsx）再导入。"),
    (b"{\\rtf", "document", f"这是 RTF 文档，不是 Excel 表格。{_COPY}"),
    (b"\x89PNG", "picture", "这是图片（PNG），读不出里面的字。请向发来的人要 Excel 文件（.xlsx）再导入。"),
    (b"\xff\xd8\xff", "picture", "这是照片（JPG），读不出里面的字。请向发来的人要 Excel 文件（.xlsx）再导入。"),
    (b"L\0\0\0\x01\x14\x02\0", "shortcut", "这是快捷方式，不是花名册本身。请找到它指向的文件再导入。"),
    (b"SQLite format 3\0", "database", "这是数据库文件，不是花名册。请选 Excel 文件（.xlsx）或文字表格（.csv）。"),
)
_OLE_STREAMS = (
    (
        "EncryptedPackage",
        "encrypted",
        "这个 Excel 文件加了密码。请用 Excel 或 WPS 打开，去掉密码，另存为“Excel 工作簿（.xlsx）”再导入。",
    ),
    ("WordDocument", "document", f"这是 Word 或 WPS 文字文档（.doc、.wps），不是 Excel 表格。{_COPY}"),
    ("PowerPoint Document", "document", f"这是演示文稿（.ppt、.dps），不是 Excel 表格。{_COPY}"),
)
_PARTS = (
    ("xl/workbook.bin", "binary_excel", f"这是 Excel 二进制工作簿（.xlsb）。{_SAVE}"),
    ("word/document.xml", "document", f"这是 Word 文档（.docx），不是 Excel 表格。{_COPY}"),
    ("ppt/presentation.xml", "document", f"这是演示文稿（.pptx），不是 Excel 表格。{_COPY}"),
    (
        "Index/Document.iwa",
        "numbers",
        "这是苹果电脑的 Numbers 表格。请在 Numbers 里选“导出为 Excel”，再导入导出的 .xlsx 文件。",
    ),
)
_HTML = re.compile(r"<!doctype html|<(html|head|body|meta|table|style)[\s>]", re.IGNORECASE)
_TABLES = (".xlsx", ".xls", ".et", ".csv", ".txt")


def refuse_other_file(name: str, content: bytes) -> None:
    """Raise `Refused` for a file that its name or its first bytes say is something else."""
    if name.startswith("~$"):
        sentence = "这是 Excel 打开文件时自动产生的临时文件。请选去掉“~$”的那个同名文件再导入。"
        raise Refused("temporary", sentence)
    for signature, code, sentence in _SIGNATURES:
        if content.startswith(signature):
            raise Refused(code, sentence)


def refuse_other_archive(content: bytes) -> None:
    """Raise `Refused` for an archive that is no workbook of Excel 2007 and later."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            kind = archive.read("mimetype")[:100] if "mimetype" in names else b""
    except Exception as fault:  # zipfile lets out whatever a damaged directory makes it do
        sentence = "这个 Excel 文件或压缩包打不开，可能没有下载完整。请重新取一次文件，或用 Excel、WPS 打开后另存为新的 .xlsx 再导入。"
        raise Refused("bad_excel", sentence) from fault
    if "xl/workbook.xml" in names:
        return
    for part, code, sentence in _PARTS:
        if part in names:
            raise Refused(code, sentence)
    if b"opendocument.spreadsheet" in kind:
        raise Refused("open_document", f"这是 OpenDocument 表格（.ods）。{_SAVE}")
    if b"opendocument" in kind:
        raise Refused("document", f"这是 OpenDocument 文档，不是 Excel 表格。{_COPY}")
    if any(name.startswith("xl/") for name in names):
        raise Refused(
            "bad_excel", "这个 Excel 文件打不开，可能已损坏。请用 Excel 或 WPS 打开后另存为新的 .xlsx 再导入。"
        )
    inside = next((PurePosixPath(name).name for name in names if name.lower().endswith(_TABLES)), "")
    named = f"，里面有“{inside}”" if inside and inside.isprintable() else ""
    raise Refused("archive", f"这是 ZIP 压缩包{named}。{_UNPACK}")


def refuse_other_compound(content: bytes) -> None:
    """Raise `Refused` for a compound file (OLE) that holds no workbook of Excel 97-2003."""
    for stream, code, sentence in _OLE_STREAMS:
        if stream.encode("utf-16-le") in content:
            raise Refused(code, sentence)


def refuse_markup(text: str) -> None:
    """Raise `Refused` for marked-up text, whatever its name ends in, that is neither a page nor an XML 2003 workbook."""
    start = _start(text)
    if re.match(r"MIME-Version:|From: <Saved by", start, re.IGNORECASE):
        raise Refused("web_archive", f"这是单个文件网页（MHT），只是名字像 Excel 文件。{_SAVE}")
    if start.startswith("<?xml") and not is_page(text) and not is_xml_2003(text):
        raise Refused("xml", f"这是 XML 文件，不是花名册。如果 Excel 或 WPS 能打开它，{_SAVE}")


def refuse_page() -> Refused:
    """Why a page without a table, as of frames whose sheets lie in other files, is not read."""
    return Refused("web_page", f"这是网页（HTML），里面没有表格，只是名字像 Excel 文件。{_SAVE}")


def is_page(text: str) -> bool:
    """Whether a text is a web page (HTML)."""
    start = _start(text)
    return start.startswith("<") and not is_xml_2003(text) and _HTML.search(start) is not None


def is_xml_2003(text: str) -> bool:
    """Whether a text is a workbook saved as XML by Excel 2003."""
    start = _start(text)
    return start.startswith("<?xml") and "urn:schemas-microsoft-com:office:spreadsheet" in start


def _start(text: str) -> str:
    return text[:4000].lstrip()
