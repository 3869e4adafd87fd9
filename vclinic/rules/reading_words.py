"""What people write by hand of diseases, allergies and reactions, read as the keys the tables know."""

from vclinic.rules.allergy_reader import HeardAllergies, read_allergies
from vclinic.rules.disease_reader import HeardDiseases, read_diseases
from vclinic.rules.reaction_reader import read_reaction

__all__ = ["HeardAllergies", "HeardDiseases", "read_allergies", "read_diseases", "read_reaction"]
