"""Floor 3: draws what it is given, computes nothing."""
