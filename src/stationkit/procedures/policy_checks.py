"""What is weak about policies though they load: ids of nobody, ties that some case would meet, ungraded sources."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import combinations, product

import attrs

from stationkit.errors import Problem
from stationkit.identifiers import RegionCode, is_namespaced
from stationkit.procedures.policies import DeadlinePolicy, Limit
from stationkit.procedures.scopes import AppliesTo
from stationkit.words import Words

__all__ = ["policy_weaknesses"]


@attrs.frozen
class _Row:
    """A limit with the policy that it stands in."""

    policy: DeadlinePolicy
    limit: Limit

    @property
    def reference(self) -> str:
        return f"{self.policy.reference}#{self.limit.id}"

    @property
    def holds(self) -> tuple[date, date]:
        """From which day, and until which."""
        since = max(self.policy.effective, self.limit.effective or date.min)
        return since, min(self.policy.until or date.max, self.limit.until or date.max)


def policy_weaknesses(policies: Iterable[DeadlinePolicy], beside: Iterable[DeadlinePolicy] = ()) -> tuple[Problem, ...]:
    """Give what is weak about policies that are used together, each at the limit that shows it.

    A tie is told where some case could meet two limits of one step, neither nearer than the other, and no third is
    nearer than both. A law without a number and an example yield to others, and are no tie with them.

    Args:
        policies: the policies that are asked about.
        beside: others that they will be used with, the national one for instance; what is weak about these alone is
            not told.
    """
    own = tuple(policies)
    rows = _rows(own)
    return (*_badly_named(own), *_ties(rows, _rows(beside)), *_ungraded(rows))


def _badly_named(policies: Iterable[DeadlinePolicy]) -> Iterator[Problem]:
    """Find ids that say nothing of whose the policy is: two mines would sooner or later choose the same."""
    for policy in policies:
        if not is_namespaced(policy.id):
            what = Words(zh=f"编号 {policy.id} 没有命名空间", en=f"the id {policy.id} has no namespace")
            yield Problem(
                policy.reference,
                what,
                Words(zh="命名空间/名称，如 cn.shanxi/deadlines", en="namespace/name such as cn.shanxi/deadlines"),
            )


def _rows(policies: Iterable[DeadlinePolicy]) -> list[_Row]:
    return [_Row(policy, limit) for policy in policies for limit in policy.limits]


def _ties(own: list[_Row], beside: list[_Row]) -> Iterator[Problem]:
    rows = [*own, *beside]
    for one, other in (*combinations(own, 2), *product(own, beside)):
        both = _both(one.limit.applies, other.limit.applies)
        if both is None or not _compete(one, other) or _is_settled(one, other, both, rows):
            continue
        what = Words(
            zh=f"与 {other.reference} 会同样具体（{_named(both)}）",
            en=f"a case could meet {other.reference} as well, neither nearer ({_named(both)})",
        )
        expected = Words(zh="再写一个同时限定二者的期限", en="a third limit that names what both of them name")
        yield Problem(one.reference, what, expected)


def _compete(one: _Row, other: _Row) -> bool:
    """Tell whether two limits can be asked about the same step on the same day."""
    if one.policy.id == other.policy.id and one.policy != other.policy:
        return False  # two versions of one policy never hold together
    since, until = max(one.holds[0], other.holds[0]), min(one.holds[1], other.holds[1])
    return one.limit.step is other.limit.step and one.limit.rank == other.limit.rank and since < until


def _is_settled(one: _Row, other: _Row, both: AppliesTo, rows: list[_Row]) -> bool:
    """Tell whether one of two limits, or a third, is nearer for every case that meets both."""
    mine, theirs = one.limit.applies, other.limit.applies
    if mine.place != theirs.place or mine.named > theirs.named or theirs.named > mine.named:
        return True
    return any(third.limit.applies == both and _compete(one, third) for third in rows if third not in (one, other))


def _both(one: AppliesTo, other: AppliesTo) -> AppliesTo | None:
    """Give what both name together; nothing where no case could meet both."""
    found: dict[str, object] = {}
    for field in attrs.fields(AppliesTo):
        mine, theirs = getattr(one, field.name), getattr(other, field.name)
        if field.name == "region" and mine and theirs:
            if not (mine.lies_in(theirs) or theirs.lies_in(mine)):
                return None
            found[field.name] = max(mine, theirs, key=_depth)
        elif mine and theirs and mine != theirs:
            return None
        else:
            found[field.name] = mine or theirs
    return AppliesTo(**found)  # type: ignore[arg-type]  # the fields are its own


def _depth(region: RegionCode) -> int:
    return len(region.ancestry)


def _named(applies: AppliesTo) -> str:
    return ", ".join(f"{name}={getattr(applies, name)}" for name in sorted(applies.named)) or "*"


def _ungraded(rows: Iterable[_Row]) -> Iterator[Problem]:
    for row in rows:
        if not row.limit.grade:
            yield Problem(
                row.reference,
                Words(zh="没有来源等级", en="its source has no grade"),
                Words(zh="A、B、C 或 D", en="A, B, C or D"),
            )
