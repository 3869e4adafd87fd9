"""The acts of the pane: each piece is kept at once, said back in a line, and what cannot be kept says why."""

from collections.abc import Callable
from datetime import date

from vclinic.domain.medication_profile import MedicationProfile
from vclinic.domain.problem import Problem
from vclinic.services import medication_profile
from vclinic.services.known_of_person import KnownOfPerson, Mistakable, SameBox, known_of
from vclinic.services.workstation import Workstation
from vclinic.ui import tasks
from vclinic.ui.messages import MESSAGES
from vclinic.ui.words import tr

Kept = MedicationProfile | list[Problem]


class Telling:
    """Of one resident at a time; ``kept`` is called after each piece that was kept."""

    def __init__(self, station: Workstation, kept: Callable[[], object]) -> None:
        self._station = station
        self._kept = kept
        self._refused = ""  # what was said of the last act that could not be kept
        self.resident = ""

    def known(self) -> KnownOfPerson:
        """Everything known of the resident now."""
        return known_of(self._station, self.resident)

    def medicine(self, name: str, source: str, after: str) -> bool:
        """A medicine others gave; ``after``: what is said behind it. False when it cannot be kept."""
        hospital = source == "hospital"
        return self._say(
            lambda: medication_profile.tell_medicine(
                self._station, self.resident, name, source, hospital_started=hospital
            ),
            f"{tr('记下了')}：{name}。{after}",
        )

    def meaning(self, name: str, meaning: str) -> None:
        """Which medicine a name nobody knows stands for."""
        self._say(
            lambda: medication_profile.say_which_medicine(self._station, self.resident, name, meaning),
            f"{tr('记下了')}：{name}{tr('就是')}{meaning}。",
        )

    def no_longer(self, name: str) -> None:
        """A medicine is not taken any more."""
        self._say(
            lambda: medication_profile.no_longer_taken(self._station, self.resident, name),
            f"{tr('记下了：不吃')}{name}{tr('了。')}",
        )

    def nothing_else(self) -> None:
        """Nothing else is taken."""
        self._say(
            lambda: medication_profile.say_nothing_else(self._station, self.resident), tr("记下了：没有吃别的药。")
        )

    def no_allergies(self) -> None:
        """No allergy is known."""
        self._say(lambda: medication_profile.say_no_allergies(self._station, self.resident), tr("记下了：都没有。"))

    def no_diseases(self) -> None:
        """No disease is known."""
        self._say(lambda: medication_profile.say_no_diseases(self._station, self.resident), tr("记下了：都没有。"))

    def planning(self, planned: bool) -> None:
        """Whether she plans to have a child."""
        text = tr("记下了：打算怀孕，伤胎儿的药会提醒换。") if planned else tr("记下了：没有怀孕打算，一年后再问。")
        self._say(lambda: medication_profile.answer_planning(self._station, self.resident, planned), text)

    def lab(self, code: str, figure: str, day: str) -> list[Problem]:
        """A laboratory value of a day."""
        return self._problems(lambda: medication_profile.tell_lab(self._station, self.resident, code, figure, day), "")

    def reaction(self, drug: str, text: str, kind: str, day: str) -> list[Problem]:
        """What a drug did."""
        return self._problems(
            lambda: medication_profile.tell_reaction(self._station, self.resident, drug, text, kind=kind, on=day),
            f"{tr('记下了')}：{drug} {text}{tr('。以后开药会拿它核对。')}",
        )

    def take_back(self, wrong: Mistakable, reason: str) -> list[Problem]:
        """A typing error."""
        first, second = wrong.key
        station, resident = self._station, self.resident

        def drop() -> Kept:
            if wrong.kind == "lab":
                return medication_profile.take_back_lab(station, resident, first, date.fromisoformat(second), reason)
            return medication_profile.take_back_reaction(station, resident, first, second, reason)

        return self._problems(drop, f"{tr('取消了')}：{wrong.text}。")

    def ask_box_again(self, box: SameBox) -> None:
        """Two names may be two boxes after all."""
        self._say(
            lambda: medication_profile.ask_again(self._station, self.resident, box.code),
            tr("记下了，开方时会再问是不是同一盒。"),
        )

    def _say(self, act: Callable[[], Kept], sentence: str) -> bool:
        problems = self._problems(act, sentence)
        if problems:
            self._refused = problems[0].text
            MESSAGES.warn(self._refused)
        return not problems

    def _problems(self, act: Callable[[], Kept], sentence: str) -> list[Problem]:
        problems: list[Problem] = []

        def done(result: Kept) -> None:
            if isinstance(result, list):
                problems.extend(result)
                return
            MESSAGES.settle(self._refused)
            if sentence:
                MESSAGES.ok(sentence)
            self._kept()

        tasks.now(act, done)
        return problems
