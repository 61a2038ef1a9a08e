"""Floor 4: the front doors of geo_poc."""
