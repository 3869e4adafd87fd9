"""The dispensing counter: queue, lines and batches, four checks, labels."""
