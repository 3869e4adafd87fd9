"""The three prescriptions beside each other, and the card that goes home."""
