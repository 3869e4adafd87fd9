"""The nouns of a village clinic: pure values, no SQL, no Qt, no network, no clock."""
