"""What is weak about policies though they load: ids of nobody, ties that some case would meet, ungraded sources."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import combinations, product

import attrs

from stationkit.errors import Problem
from stationkit.identifiers import RegionCode, is_namespaced
from stationkit.procedures.ladders import EscalationLadder
from stationkit.procedures.policies import DeadlinePolicy, Limit
from stationkit.procedures.scopes import AppliesTo, Provenance
from stationkit.procedures.steps import Step
from stationkit.words import Words

__all__ = ["policy_weaknesses"]


@attrs.frozen
class _Row:
    """What a policy says for some cases: a limit of one step, or a ladder of some.

    Attributes:
        id: those with one id never compete: of a ladder the version in force is chosen, wherever it stands.
        rank: only those of one rank compete.
        holds: from which day, and until which.
        third: what would settle a tie with it.
    """

    policy: DeadlinePolicy
    id: str
    reference: str
    applies: AppliesTo
    steps: frozenset[Step]
    rank: int
    holds: tuple[date, date]
    third: Words


_THIRD_LIMIT = Words(zh="再写一个同时限定二者的期限", en="a third limit that names what both of them name")
_THIRD_LADDER = Words(
    zh="再写一个同时限定二者的梯级", en="a third ladder that names what both of them name, or only one"
)


def _limit_row(policy: DeadlinePolicy, limit: Limit) -> _Row:
    reference = f"{policy.reference}#{limit.id}"
    return _Row(
        policy=policy,
        id=reference,
        reference=reference,
        applies=limit.applies,
        steps=frozenset((limit.step,)),
        rank=limit.rank,
        holds=_within(policy, limit.effective, limit.until),
        third=_THIRD_LIMIT,
    )


def _ladder_row(policy: DeadlinePolicy, ladder: EscalationLadder) -> _Row:
    return _Row(
        policy=policy,
        id=ladder.id,
        reference=ladder.reference,
        applies=ladder.applies,
        steps=frozenset(ladder.steps),
        rank=int(ladder.provenance is Provenance.EXAMPLE),
        holds=_within(policy, ladder.effective, ladder.until),
        third=_THIRD_LADDER,
    )


def _within(policy: DeadlinePolicy, effective: date | None, until: date | None) -> tuple[date, date]:
    return max(policy.effective, effective or date.min), min(policy.until or date.max, until or date.max)


def policy_weaknesses(policies: Iterable[DeadlinePolicy], beside: Iterable[DeadlinePolicy] = ()) -> tuple[Problem, ...]:
    """Give what is weak about policies that are used together, each at the limit that shows it.

    A tie is told where some case could meet two limits of one step, neither nearer than the other, and no third is
    nearer than both; and so of two ladders. A law without a number and an example yield to others, and are no tie with
    them.

    Args:
        policies: the policies that are asked about.
        beside: others that they will be used with, the national one for instance; what is weak about these alone is
            not told.
    """
    own, others = tuple(policies), tuple(beside)
    rows = _rows(own)
    found = (*_ties(rows, _rows(others)), *_ties(_ladder_rows(own), _ladder_rows(others)))
    return (*_badly_named(own), *found, *_ungraded(own))


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
    return [_limit_row(policy, limit) for policy in policies for limit in policy.limits]


def _ladder_rows(policies: Iterable[DeadlinePolicy]) -> list[_Row]:
    return [_ladder_row(policy, ladder) for policy in policies for ladder in policy.ladders]


def _ties(own: list[_Row], beside: list[_Row]) -> Iterator[Problem]:
    rows = [*own, *beside]
    for one, other in (*combinations(own, 2), *product(own, beside)):
        both = _both(one.applies, other.applies)
        if both is None or not _compete(one, other) or _is_settled(one, other, both, rows):
            continue
        what = Words(
            zh=f"与 {other.reference} 会同样具体（{_named(both)}）",
            en=f"a case could meet {other.reference} as well, neither nearer ({_named(both)})",
        )
        yield Problem(one.reference, what, one.third)


def _compete(one: _Row, other: _Row) -> bool:
    """Tell whether two limits, or two ladders, can be asked about the same step on the same day."""
    if one.policy.id == other.policy.id and one.policy != other.policy:
        return False  # two versions of one policy never hold together
    since, until = max(one.holds[0], other.holds[0]), min(one.holds[1], other.holds[1])
    return one.id != other.id and bool(one.steps & other.steps) and one.rank == other.rank and since < until


def _is_settled(one: _Row, other: _Row, both: AppliesTo, rows: list[_Row]) -> bool:
    """Tell whether one of the two, or a third, is nearer for every case that meets both."""
    mine, theirs = one.applies, other.applies
    if mine.place != theirs.place or mine.named > theirs.named or theirs.named > mine.named:
        return True
    thirds = [row for row in rows if row not in (one, other) and row.applies == both and _compete(one, row)]
    return all(any(step in third.steps for third in thirds) for step in one.steps & other.steps)


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


def _ungraded(policies: Iterable[DeadlinePolicy]) -> Iterator[Problem]:
    for policy, limit in [(one, limit) for one in policies for limit in one.limits]:
        if not limit.grade:
            yield Problem(
                f"{policy.reference}#{limit.id}",
                Words(zh="没有来源等级", en="its source has no grade"),
                Words(zh="A、B、C 或 D", en="A, B, C or D"),
            )
