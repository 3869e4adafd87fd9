"""How much somebody drinks, in grams of alcohol a day, and whether that is heavy (男 >25 g，女 >15 g)."""

from vclinic.rules.known_limits import known_limits
from vclinic.rules.person import PersonFacts


def alcohol_grams(liang: float) -> float:
    """Grams of alcohol in so many 两 of liquor."""
    return round(liang * known_limits().liquor_grams, 1)


def drinks_heavily(person: PersonFacts) -> bool | None:
    """Whether more than the limit is taken every day; None when somebody drinks and nobody said how much."""
    if person.alcohol_g_day is None:
        return None if person.drinks else False
    return person.alcohol_g_day > known_limits().heavy_grams(person.sex_code)
