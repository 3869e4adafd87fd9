"""The clinic program's releases that a township keeps for its clinics: signed elsewhere, served as they are."""
