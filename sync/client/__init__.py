"""The clinic's half of sync: pair once, then one round at a time over whatever connection there is."""
