"""The command line's door: `python -m stationkit` and the script `stationkit`."""

import sys

__all__ = ["main"]

_INSTALL = 'pip install "stationkit[cli]"'


def main() -> None:
    """Run the command line, or say how to install what it needs."""
    try:
        from stationkit.cli.app import run
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("cyclopts", "rich"):
            raise
        # ASCII only: here nothing has yet made sure that the terminal can show more.
        sys.stderr.write(f"The command line needs an extra / ming ling hang xu yao an zhuang: {_INSTALL}\n")
        raise SystemExit(2) from None
    raise SystemExit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
