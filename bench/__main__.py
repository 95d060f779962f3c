"""Every figure, each bench in a process of its own: `python -m bench [--data FOLDER] [--json]`."""

import subprocess
import sys
from pathlib import Path

SHARED = {
    "__main__",
    "__init__",
    "at_hand",
    "communities",
    "events",
    "figures",
    "lines",
    "ordinary_names",
    "rings",
    "townsfolk",
    "virtual",
    "worlds",
}


def main() -> int:
    names = sorted(p.stem for p in Path(__file__).parent.glob("*.py") if p.stem not in SHARED)
    failed = [
        name
        for name in names
        if subprocess.run([sys.executable, "-m", f"bench.{name}", *sys.argv[1:]]).returncode  # noqa: S603
    ]
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
