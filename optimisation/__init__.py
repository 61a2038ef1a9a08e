"""Floor 2: travel time, coverage, placement, evaluation."""
