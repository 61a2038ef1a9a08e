"""One file for each kind of source: how it is recognised and read."""
