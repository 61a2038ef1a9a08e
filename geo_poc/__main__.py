"""`python -m geo_poc` is `geo-poc`."""

from __future__ import annotations

from geo_poc.cli import main

if __name__ == "__main__":
    main()
