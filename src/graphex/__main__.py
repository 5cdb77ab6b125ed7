"""`python3 -m graphex`."""

from __future__ import annotations

from graphex.cli.app import main

if __name__ == "__main__":
    main()
