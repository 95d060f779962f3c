"""`python -m bots` is the `guildhall` command."""

if __name__ == "__main__":
    # Not above: a worker process imports this module again, and needs none of it.
    from bots.cli import main

    main()
