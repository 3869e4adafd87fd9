"""Item models and delegates of the lists."""
