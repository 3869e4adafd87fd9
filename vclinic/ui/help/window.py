"""The window that F1 opens: contents and search at the left, the chapter at the right. What is written on the page under it
stays as it is, and Esc leads back there."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from html import escape

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QAction, QCloseEvent, QKeyEvent, QKeySequence, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QTextBrowser, QTextEdit, QVBoxLayout, QWidget

from vclinic.manual import Book, Chapter, Section
from vclinic.ui.theme import BASE, TOKENS, colour, font
from vclinic.ui.widgets.basics import label, relabel, reveal
from vclinic.ui.widgets.line_edit import LineEdit
from vclinic.ui.words import tr

_USUAL = QSize(1040, 640)
_CONTENTS = 250
_ANCHOR = Qt.ItemDataRole.UserRole
_PASSED_ON = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_STYLE = f"""
h1 {{ font-size: x-large; color: {TOKENS.ink}; }}
h2 {{ font-size: large; color: {TOKENS.accent_2}; margin-top: 18px; }}
p, li, td, th {{ line-height: 150%; color: {TOKENS.ink}; }}
b {{ color: {TOKENS.accent_2}; }}
code {{ font-family: monospace; background-color: {TOKENS.surface_3}; }}
pre {{ white-space: pre-wrap; font-size: small; color: {TOKENS.ink}; }}
th {{ text-align: left; color: {TOKENS.ink_2}; }}
td, th {{ padding: 6px 10px 6px 0px; border-bottom: 1px solid {TOKENS.line}; }}
p.picture {{ line-height: 100%; margin-bottom: 0px; }}
p.caption {{ color: {TOKENS.ink_2}; margin-top: 0px; }}
"""


class HelpWindow(QWidget):
    """A window of its own over ``parent``, which it does not lock.

    Attributes:
        book: what is read in it.
        anchor: of the section that was opened last.
    """

    def __init__(self, book: Book, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.book = book
        self.anchor = ""
        self._shown: Chapter | None = None
        self.setObjectName("window")
        self.setWindowTitle(f"{tr('帮助')} · {book.title}")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 12, 12, 12)
        row.setSpacing(12)
        side = QWidget()
        side.setFixedWidth(_CONTENTS)
        left = QVBoxLayout(side)
        left.setContentsMargins(0, 0, 0, 0)
        self.search = LineEdit()
        self.search.setProperty("boxed", True)
        self.search.setPlaceholderText(tr("找一找，例如：打印"))
        self.search.setAccessibleName(tr("在帮助里找"))
        self.search.textChanged.connect(self._search)
        self.search.installEventFilter(self)
        self.contents = QListWidget()
        self.contents.setAccessibleName(tr("目录"))
        self.contents.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.contents.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.contents.currentItemChanged.connect(lambda item, _before: self._show(item))
        self.contents.itemClicked.connect(self._show)
        self.told = label("", "second", wrap=True)
        self.told.hide()
        left.addWidget(self.search)
        left.addWidget(self.told)
        left.addWidget(self.contents, 1)
        left.addWidget(label(tr("↑ ↓ 换一节　PgDn 往下看　Esc 返回"), "caption", wrap=True))
        row.addWidget(side)
        self.page = QTextBrowser()
        self.page.setOpenLinks(False)
        self.page.setSearchPaths([str(book.folder)])
        self.page.setFont(font(BASE))
        self.page.document().setDefaultStyleSheet(_STYLE)
        self.page.document().setDocumentMargin(16)
        self.page.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.page.setAccessibleName(tr("手册"))
        row.addWidget(self.page, 1)
        self.setFocusProxy(self.search)
        leave = QAction(self)
        leave.setShortcuts([QKeySequence("Escape"), QKeySequence("F1")])
        leave.triggered.connect(self.close)
        self.addAction(leave)
        parent.installEventFilter(self)
        room = parent.size() - QSize(40, 40)
        self.resize(_USUAL.boundedTo(room) if room.isValid() else _USUAL)

    def open_at(self, page: str) -> None:
        """Show what belongs to a page of the program, with an empty search."""
        self.search.clear()
        self._list(self.book.search(""))
        self._choose(self.book.anchor_of(page))
        self.show()
        self.raise_()
        self.activateWindow()
        self.search.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The hands go back to the window under it: not every desktop gives them there by itself."""
        super().closeEvent(event)
        owner: QWidget | None = self.parentWidget()
        if owner is not None and owner.isVisible():
            owner.activateWindow()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The hands stay in the search: the arrows choose a section, the page keys turn the chapter. And it goes with the
        window it lies over: alone it would keep the program running."""
        if watched is self.parent():
            if event.type() == QEvent.Type.Hide and not event.spontaneous():
                self.close()
            return super().eventFilter(watched, event)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _PASSED_ON:
            if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                self.contents.setCurrentRow(max(0, min(self.contents.count() - 1, self.contents.currentRow() + step)))
            else:
                bar = self.page.verticalScrollBar()
                step = bar.pageStep() if event.key() == Qt.Key.Key_PageDown else -bar.pageStep()
                bar.setValue(bar.value() + step * 9 // 10)
            return True
        return super().eventFilter(watched, event)

    def _search(self, typed: str) -> None:
        anchors = self.book.search(typed)
        relabel(self.told, "" if anchors else tr("没有找到，换一个说法，或者少打几个字。"))
        reveal(self.told, not anchors)
        self._list(anchors)
        if anchors:
            self._choose(anchors[0] if typed.strip() else self.anchor)
        else:
            self._mark()

    def _list(self, anchors: tuple[str, ...]) -> None:
        """The contents, or the sections that were found, best first."""
        whole = not self.search.text().strip()
        self.contents.blockSignals(True)
        self.contents.clear()
        for anchor in anchors:
            chapter = self.book.chapter_of(anchor)
            section = next(section for section in chapter.sections if section.anchor == anchor)
            title = section.title or chapter.title
            item = QListWidgetItem(f"　{title}" if whole and section.title else title)
            item.setData(_ANCHOR, anchor)
            item.setFont(font(BASE, bold=not section.title))
            self.contents.addItem(item)
        self.contents.blockSignals(False)

    def _choose(self, anchor: str) -> None:
        for row in range(self.contents.count()):
            if self.contents.item(row).data(_ANCHOR) == anchor:
                self.contents.setCurrentRow(row)
                self._show(self.contents.item(row))

    def _show(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        self.anchor = item.data(_ANCHOR)
        chapter = self.book.chapter_of(self.anchor)
        if chapter is not self._shown:
            self._shown = chapter
            self.page.setHtml(_html(chapter))
        self.page.moveCursor(QTextCursor.MoveOperation.Start)
        if self.anchor == chapter.sections[0].anchor:
            self.page.verticalScrollBar().setValue(0)
        else:
            self.page.scrollToAnchor(self.anchor)
        self._mark()

    def _mark(self) -> None:
        """Everything that was looked for, wherever it stands in the chapter."""
        marks: list[QTextEdit.ExtraSelection] = []
        for part in self.search.text().split():
            hit = self.page.document().find(part)
            while not hit.isNull():
                mark = QTextEdit.ExtraSelection()
                mark.cursor = hit  # pyright: ignore[reportAttributeAccessIssue]
                mark.format.setBackground(colour("warn_t"))  # pyright: ignore[reportAttributeAccessIssue]
                marks.append(mark)
                hit = self.page.document().find(part, hit)
        self.page.setExtraSelections(marks)
        self._show_first([mark.cursor for mark in marks])  # pyright: ignore[reportAttributeAccessIssue]

    def _show_first(self, hits: list[QTextCursor]) -> None:
        """What was looked for may stand far down in its section."""
        below = sorted(top for hit in hits if (top := self.page.cursorRect(hit).top()) >= 0)
        room = self.page.viewport().height()
        if below and below[0] > room * 9 // 10:
            bar = self.page.verticalScrollBar()
            bar.setValue(bar.value() + below[0] - room // 3)


def _html(chapter: Chapter) -> str:
    sections = "\n".join(_heading(section) + section.html for section in chapter.sections)
    return f"<h1>{escape(chapter.title)}</h1>\n{sections}"


def _heading(section: Section) -> str:
    if not section.title:
        return f'<a name="{section.anchor}"></a>'
    return f'<h2><a name="{section.anchor}">{escape(section.title)}</a></h2>'
