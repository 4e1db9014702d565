"""Members of a combination over sets: what each may bring, and in which ways it may drop out."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import attrs

from stationkit.numbers import Number, exact
from stationkit.rules.expressions import Expression, Literal, Name
from stationkit.rules.outcomes import MISSING, NOT_APPLICABLE, Absent, NodeValue
from stationkit.rules.reach.arithmetic import multiplied
from stationkit.rules.reach.endless import is_endless
from stationkit.rules.reach.frame import Marks, ReachFrame, ReachRead
from stationkit.rules.reach.gathering import Part, hull
from stationkit.rules.reach.linking import ReachLinker, Site
from stationkit.rules.reach.values import Reach, Span, few, just, numbers_of
from stationkit.rules.shapes.policies import stand_in
from stationkit.rules.shapes.weights import Weights
from stationkit.rules.shaping import Policy

__all__ = ["Gather", "Member", "link_members", "member_of"]

_ONE = just(1)
_UNIT = _ONE.span


@attrs.frozen(kw_only=True)
class Member:
    """What one member may bring.

    Attributes:
        value: its numbers where it is counted, nothing where it never is.
        weight: its weight, where it has one.
        substitutes: what may stand in for it, by the policies.
        leaves_out: whether it may be left out, lowering what can be had.
        rescales: whether it may be left out and made up for.
        averages: whether it may count as the average of the others.
        unweighted: whether it may have no weight here, and drop out.
        weightless: whether its weight may be absent in any way.
        inapplicable: whether it may drop out as not applicable; `gone_otherwise` whether in another way.
        not_asked: whether it may not apply, whatever then stands for it.
        never_asked: whether it surely does not apply.
        noted: absences that the whole would take over.
        modes: its points for each of the marks that could be had of it, nothing where that is not known.
        attainable: its marks that could be had, where it is counted; `nominal` those on paper.
    """

    value: Span | None
    weight: Span | None
    substitutes: tuple[Any, ...] = ()
    leaves_out: bool = False
    rescales: bool = False
    averages: bool = False
    unweighted: bool = False
    weightless: bool = False
    inapplicable: bool = False
    gone_otherwise: bool = False
    not_asked: bool = False
    never_asked: bool = False
    noted: frozenset[Absent] = frozenset()
    modes: Mapping[Number, Span] | None = None
    attainable: Marks = (0, 0)
    nominal: Marks = (0, 0)

    @property
    def drops(self) -> bool:
        """Tell whether it may bring nothing at all."""
        return self.leaves_out or self.rescales or self.averages or self.unweighted

    @property
    def is_light(self) -> bool:
        """Tell whether it has no weight but one."""
        return self.weight is _UNIT

    @property
    def weighted(self) -> Span | None:
        """Give what it brings to a weighted sum, what stands in for it included."""
        own = self.numbers
        if self.weight is _UNIT:
            return own
        return None if own is None or self.weight is None else multiplied(own, self.weight)

    @property
    def numbers(self) -> Span | None:
        """Give what it is worth before weighing, what stands in for it included."""
        return self.value if not self.substitutes else hull((self.value, few(self.substitutes)))

    @property
    def part(self) -> Part:
        """Give it as a part of a total."""
        return Part(self.weighted, self.drops, self.noted)

    @property
    def plain(self) -> Part:
        """Give it as a part without its weight."""
        return Part(self.numbers, self.drops, self.noted)


Gather = Callable[[ReachFrame], list[Member]]


@attrs.frozen
class _Named:
    read: ReachRead
    slot: int
    scored: bool


def link_members(parts: Sequence[Expression], weights: "Weights | bool", linker: ReachLinker, site: Site) -> Gather:
    """Give the closure that gathers the members; *weights* is a table, or whether members carry their own."""
    named = [_named(one, linker, site) for one in parts]
    names = [str(one.reference) if isinstance(one, Name) else "" for one in parts]
    weigh = _weights(names, weights, linker, site)

    def gather(frame: ReachFrame) -> list[Member]:
        given = weigh(frame)
        return [_member(frame, one, given[place], site.policy) for place, one in enumerate(named)]

    return gather


def _named(expression: Expression, linker: ReachLinker, site: Site) -> _Named:
    read = linker.number(expression, site)
    info = linker.infos.get(str(expression.reference)) if isinstance(expression, Name) else None
    if info is None or info.kind != "number":
        return _Named(read, -1, scored=False)
    return _Named(read, info.slot, info.scored)


def _weights(
    names: list[str], weights: "Weights | bool", linker: ReachLinker, site: Site
) -> Callable[[ReachFrame], list[Reach]]:
    if weights is False:
        return lambda _: [_ONE] * len(names)
    if isinstance(weights, Weights):
        return _table_of_weights(names, weights, linker, site)
    infos = [linker.infos.get(name) for name in names]
    reads = [linker.number(info.weight if info and info.weight else Literal(1), site) for info in infos]
    return lambda frame: [read(frame) for read in reads]


def _table_of_weights(
    names: list[str], weights: Weights, linker: ReachLinker, site: Site
) -> Callable[[ReachFrame], list[Reach]]:
    rows = linker.rows([(table.when, False) for table in weights.tables], site)
    inapplicable = just(NOT_APPLICABLE)
    reads = [
        [
            (linker.number(table.weights[name], site) if name in table.weights else (lambda _: inapplicable), True)
            for table in weights.tables
        ]
        for name in names
    ]

    def weigh(frame: ReachFrame) -> list[Reach]:
        ways = rows.ways(frame)
        if len(ways) > 1:
            frame.loosen("weights")
        return [linker.chosen(frame, ways, one) for one in reads]

    return weigh


def _member(frame: ReachFrame, one: _Named, weight: Reach, policy: Policy) -> Member:
    marks: tuple[Marks, Marks] = ((0, 0), (0, 0))
    if one.scored:
        marks = frame.attainable[one.slot], frame.nominal[one.slot]
    if NOT_APPLICABLE in weight.absent and one.slot >= 0:
        frame.unweighted.add(one.slot)
    return member_of(one.read(frame), weight, marks, policy, frame.modes.get(one.slot))


def member_of(
    value: Reach,
    weight: Reach,
    marks: tuple[Marks, Marks],
    policy: Policy,
    modes: Mapping[Number, Span] | None = None,
) -> Member:
    """Give what a member may bring, by what its value and its weight can come to."""
    numbers = numbers_of(value)
    low, high = marks[0]
    if modes is None and low == high and not is_endless(low):
        modes = {low: numbers} if numbers is not None else {}  # type: ignore[dict-item]  # a number
    plain = Member(value=numbers, weight=weight.span, modes=modes, attainable=marks[0], nominal=marks[1])
    if not value.absent and not weight.absent:
        return plain
    return _with_absences(plain, value, weight, policy)


def _with_absences(plain: Member, value: Reach, weight: Reach, policy: Policy) -> Member:
    member = attrs.evolve(plain, weightless=bool(weight.absent))
    for absence in weight.absent:
        if absence == NOT_APPLICABLE:
            member = attrs.evolve(member, unweighted=True, inapplicable=True)
        else:
            noted = MISSING if absence.kind == "left-out" else absence
            member = attrs.evolve(member, noted=member.noted | {noted})
    if weight.span is None:
        return attrs.evolve(member, value=None, modes={})
    for absence in value.absent:
        member = _dropped(member, absence, policy)
    never = not value.is_present and all(_policy(one, policy)[1] for one in value.absent)
    return attrs.evolve(member, never_asked=never)


def _dropped(member: Member, absence: Absent, policy: Policy) -> Member:
    """Follow what the policies say of one absence."""
    chosen, inapplicable = _policy(absence, policy)
    member = attrs.evolve(member, not_asked=True) if inapplicable else member
    if chosen in ("leave out", "rescale", "average"):
        key = {"leave out": "leaves_out", "rescale": "rescales", "average": "averages"}[chosen]
        gone = {"inapplicable": True} if inapplicable else {"gone_otherwise": True}
        return attrs.evolve(member, **{key: True}, **gone)  # type: ignore[arg-type]  # flags of the class
    stands: list[NodeValue] = [absence]
    if chosen:
        stands = [stand_in(chosen, exact(end)) for end in dict.fromkeys(member.nominal)]  # type: ignore[arg-type]  # marks are numbers
    for one in stands:
        if isinstance(one, Absent):
            member = attrs.evolve(member, noted=member.noted | {one})
        else:
            member = attrs.evolve(member, substitutes=(*member.substitutes, one))
    return member


def _policy(absence: Absent, policy: Policy) -> tuple[str, bool]:
    """Give the policy for a member's absence, and whether it drops out as not applicable."""
    if absence.kind == "left-out":
        return "leave out", False
    if absence.kind == "missing" and policy.members_missing != "not-applicable":
        return policy.members_missing, False
    if absence.kind in ("missing", "not-applicable"):
        return policy.members_not_applicable, True
    return "", False
