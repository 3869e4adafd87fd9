"""The clinic's encrypted store. The only SQL of the clinic lives here."""
