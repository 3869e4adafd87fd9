"""The library of advice is whole, with its sources, or it is not used."""

import json
from pathlib import Path

import pytest

from vclinic.resources import resource
from vclinic.rules.advice_library import load_advice


def test_the_figures_of_the_guide() -> None:
    library = load_advice("htn")
    assert (library.disease, library.salt_g, library.energy) == ("htn", 5, None)
    assert (library.exercise.hr_low, library.exercise.hr_high, library.exercise.minutes) == (0.6, 0.7, 30)
    assert 3 <= library.exercise.times_per_week <= 7
    assert library.warnings


@pytest.mark.parametrize(
    ("disease", "count"),
    [
        ("htn", 7),
        ("t2dm", 13),
        ("general", 7),
        ("copd", 7),
        ("chd", 7),
        ("stroke", 7),
        ("dyslipidaemia", 7),
        ("ckd", 7),
    ],
)
def test_every_figure_says_where_it_is_from(disease: str, count: int) -> None:
    raw = json.loads(resource("prescriptions", f"{disease}.json").read_text(encoding="utf-8"))
    parts = (raw, raw["exercise"], raw.get("energy", {}))
    figures = [entry for part in parts for entry in part.values() if isinstance(entry, dict) and "value" in entry]
    assert len(figures) == count
    for figure in (*figures, *raw["diet"]):
        assert figure["mark"] in ("verified", "de-facto", "local", "memory", "design")
        assert figure["source"]


def test_each_line_of_the_diet_has_its_own_code_and_sentence() -> None:
    lines = load_advice("htn").diet
    assert len({line.item_code for line in lines}) == len(lines)
    for line in lines:
        assert line.text
        assert (line.value is None) == (line.op == "text")
        assert line.high is None or (line.value is not None and line.value < line.high)


def test_a_disease_without_a_library_is_loud() -> None:
    with pytest.raises(FileNotFoundError):
        load_advice("palmistry")


@pytest.mark.parametrize("missing", ["salt_g", "exercise", "warnings", "diet"])
def test_half_a_library_is_never_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    raw = json.loads(resource("prescriptions", "htn.json").read_text(encoding="utf-8"))
    del raw[missing]
    half = tmp_path / "half.json"
    half.write_text(json.dumps(raw), encoding="utf-8")
    monkeypatch.setattr("vclinic.rules.advice_library.resource", lambda *parts: half)
    with pytest.raises(KeyError, match=missing):
        load_advice(f"half of it, without {missing}")


def test_the_estimate_of_a_day() -> None:
    energy = load_advice("t2dm").energy
    assert energy is not None
    low, high = energy.kcal(165)
    assert (low, high) == (1500, 1800)
    assert (energy.carbohydrate(low), energy.carbohydrate(high)) == (187.5, 225)
