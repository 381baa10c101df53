"""`python -m fireline`."""

import sys

from fireline.cli import main

if __name__ == "__main__":
    sys.exit(main())
