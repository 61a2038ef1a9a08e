"""Floor 1: files and tables become one validated landscape on one grid, and risk surfaces."""
