"""The policies that come along: what national law gives, and examples that bind nobody."""

from functools import cache

from stationkit.procedures.policies import DeadlinePolicy, load_deadline_policy

__all__ = ["example_policy", "national_policy"]

_HERE = "stationkit.procedures"


@cache
def national_policy() -> DeadlinePolicy:
    """Give the deadlines of national law; it has no number of days for an ordinary hazard, because the law has none."""
    return load_deadline_policy(_HERE, "national_deadlines.toml")


@cache
def example_policy() -> DeadlinePolicy:
    """Give example deadlines of places and programs, for those who ask for them; all are marked as examples."""
    return load_deadline_policy(_HERE, "example_deadlines.toml")
