"""What the township writes and its clinics read."""
