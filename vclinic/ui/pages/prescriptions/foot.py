"""The bar under the three columns: what the person could say back, the version, what is in the way, and the two acts."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false

from collections.abc import Callable

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QWidget

from vclinic.domain.prescription import ThreePrescriptions
from vclinic.ui.widgets.basics import label, relabel
from vclinic.ui.widgets.elided import ElidedLabel
from vclinic.ui.widgets.key_button import KeyButton
from vclinic.ui.words import tr

_ROOMY = 1_000
_TEACH = (("medication", "怎么吃药"), ("diet", "怎么吃盐"), ("exercise", "怎么运动"))


class PrescriptionFoot(QFrame):
    """Attributes:
    teach: the boxes of what the person can say, by part. problem: how much is in the way.
    print_button, save_button: the acts; their keys work anywhere on ``page``.
    """

    def __init__(
        self, page: QWidget, changed: Callable[[], None], printed: Callable[[], None], saved: Callable[[], None]
    ) -> None:
        super().__init__()
        self.setObjectName("hintbar")
        self.setFixedHeight(56)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 12, 0)
        row.setSpacing(9)
        row.addWidget(label(tr("本人能说出来"), "caption"))
        self.teach: dict[str, QCheckBox] = {}
        for key, text in _TEACH:
            box = QCheckBox(tr(text))
            box.toggled.connect(lambda _on: changed())
            self.teach[key] = box
            row.addWidget(box)
        self._written = ("", "")
        self._version = ElidedLabel("caption")
        row.addWidget(self._version, 1)
        self.problem = label("", "strong", "warn")
        row.addWidget(self.problem)
        self.print_button = KeyButton(tr("打印"), "Ctrl+P", printed, page)
        row.addWidget(self.print_button)
        self.save_button = KeyButton(tr("保存，去发药"), "Ctrl+S", saved, page, "primary")
        row.addWidget(self.save_button)

    def show_three(self, three: ThreePrescriptions) -> None:
        """Which version it is, and what was said back."""
        for key, box in self.teach.items():
            box.setChecked(key in three.teach_back)
        replaces = f"，{tr('替代第')} {three.version - 1} {tr('版')}" if three.supersedes else ""
        review, version = f"{tr('下次评估')} {three.review_on:%m-%d}", f"{tr('第')} {three.version} {tr('版')}"
        self._written = (f"{version}{replaces}；{tr('下次评估')} {three.review_on}", review)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """The day of the next visit stands whole where the version has no room."""
        relabel(self._version, self._written[self.width() < _ROOMY])

    def show_problems(self, count: int) -> None:
        """How many things keep it from being stored."""
        relabel(self.problem, f"{count} {tr('项要处理')}" if count else "", "warn" if count else "")

    def said_back(self) -> tuple[str, ...]:
        """The parts the person could say in their own words."""
        return tuple(key for key, box in self.teach.items() if box.isChecked())
