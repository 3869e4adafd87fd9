"""The paper beside the columns: the three prescriptions and the card as they will be printed."""

# What a signal carries is not typed in PySide6, so a lambda that takes it cannot be checked.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QToolButton, QVBoxLayout, QWidget

from vclinic.services.prescription_sheet import PrescriptionSheet
from vclinic.services.workstation import Workstation
from vclinic.ui.printing.card import CardFacts
from vclinic.ui.printing.preview import PreviewWidget
from vclinic.ui.widgets.basics import key_cap, tool_button
from vclinic.ui.words import tr

CARD = 3  # the page that goes home
_WIDTH, _ANY = 330, 16_777_215  # beside the columns; Qt's own bound of a width
_TALL = 780  # an A5 sheet whose letters can be read


class PaperPane(QWidget):
    """Attributes:
    place: the page shown. preview: what shows it.

    Signals:
    turned(): another page is wanted.
    """

    turned = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.place = CARD
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        tabs = QHBoxLayout()
        tabs.setSpacing(2)
        self._tabs: list[QToolButton] = []
        for place, text in enumerate((tr("用药"), tr("饮食"), tr("运动"), tr("回家卡"))):
            tab = tool_button(text)
            tab.setObjectName("tab")
            tab.setCheckable(True)
            tab.setAutoExclusive(True)
            tab.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            tab.clicked.connect(lambda _on=False, place=place: self.turn_to(place))
            self._tabs.append(tab)
            tabs.addWidget(tab)
        tabs.addStretch(1)
        tabs.addWidget(key_cap("Ctrl+Tab"))
        column.addLayout(tabs)
        self.preview = PreviewWidget()
        self._scroll = QScrollArea()
        self._scroll.setWidget(self.preview)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column.addWidget(self._scroll, 1)
        self.widen(False)
        self._tabs[CARD].setChecked(True)

    def widen(self, wide: bool) -> None:
        """Beside the columns it keeps its width and is seen whole; in their place it is large enough to be read, and
        scrolls."""
        self._scroll.setMinimumWidth(_WIDTH)
        self._scroll.setMaximumWidth(_ANY if wide else _WIDTH)
        self.preview.setMinimumHeight(_TALL if wide else 0)

    def turn_to(self, place: int) -> None:
        """Show a page."""
        self.place = place
        self._tabs[place].setChecked(True)
        self.turned.emit()

    def turn(self) -> None:
        """The next page, and after the card the first."""
        self.turn_to((self.place + 1) % len(self._tabs))


def card_facts(station: Workstation, sheet: PrescriptionSheet) -> CardFacts:
    """What the printed pages say besides the prescriptions."""
    return CardFacts(
        name=sheet.resident.resident.name,
        day=sheet.three.issued_on,
        figures=sheet.figures,
        to_measure=sheet.to_measure,
        clinic=station.clinic.name,
        doctor=station.doctor.name,
        referral=sheet.referral_org,
        at_once=sheet.is_emergency,
        drug=station.catalog.get,
    )
