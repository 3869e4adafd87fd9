"""The SQL of each schema version, kept as it was released."""
