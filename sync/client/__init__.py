"""The clinic's half of sync: enrol once, then one round at a time over whatever connection there is."""
