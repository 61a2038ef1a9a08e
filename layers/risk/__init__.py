"""Risk surfaces: one for each source of threat."""
