"""`python -m bots` is the `guildhall` command."""

from bots.cli import main

if __name__ == "__main__":
    main()
