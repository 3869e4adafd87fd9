"""Which computers may speak for a clinic."""
