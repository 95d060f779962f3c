"""`python -m bots` is the `guildhall` command."""

if __name__ == "__main__":
    import gc

    # Nearly all that a start makes stays: to look through it again and again costs a tenth of it.
    # So many objects take the collector 3 ms, now and then.
    gc.set_threshold(50_000)
    # Not above: a worker process imports this module again, and needs none of it.
    from bots.cli import main

    main(prog_name="guildhall")
