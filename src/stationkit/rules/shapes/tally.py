"""The tally: which members count, with their marks, and what stands in for those that have no value.

Groups, combining steps and lists of sub-subjects all gather their members here, under the same policies.
"""

from collections.abc import Iterable
from fractions import Fraction

import attrs

from stationkit.numbers import Number, exact
from stationkit.rules.outcomes import MISSING, NOT_APPLICABLE, Absent, NodeValue, dominant
from stationkit.rules.shapes.policies import stand_in
from stationkit.rules.shaping import Policy

__all__ = ["Member", "Tally", "gather"]


@attrs.frozen
class Member:
    """One member as it stands: its value, its weight and its marks.

    Attributes:
        name: as the ledger names it; empty for a number written in place.
        weight: 1 where nothing weighs; not applicable where the chosen table of weights does not name it.
        attainable: what could be had of it.
        nominal: its marks on paper.
        computed: whether the ledger has lines about it, so that a later line can rest on it.
    """

    name: str
    value: NodeValue
    weight: NodeValue = 1
    attainable: Number = 0
    nominal: Number = 0
    computed: bool = False


@attrs.define
class Tally:
    """What has been gathered.

    Attributes:
        counted: the members with a value, each with its weight.
        substitutes: values put in the place of absent ones, each with its weight.
        attainable: marks that could be had, weighted; `nominal` those on paper, of all members with a weight.
        present: marks on paper of those that count or are substituted.
        left_out: marks on paper of those that are left out without rescaling.
        rescaled: whether one was dropped that is to be rescaled for.
        averages: marks on paper and weight of those that get the average of the others.
        absent: the absence that the whole has, nothing where it has none.
        inapplicable: how many members do not apply; `inapplicable_marks` what they have on paper.
        dropped: names of those that are left out or rescaled for.
        size: how many members there are.
    """

    counted: list[tuple[Member, Number, Number]] = attrs.field(factory=list)
    substitutes: list[tuple[Number, Number]] = attrs.field(factory=list)
    attainable: Number = 0
    nominal: Number = 0
    present: Number = 0
    left_out: Number = 0
    rescaled: bool = False
    averages: list[tuple[Number, Number]] = attrs.field(factory=list)
    absent: Absent | None = None
    inapplicable: int = 0
    inapplicable_marks: Number = 0
    dropped: list[str] = attrs.field(factory=list)
    size: int = 0

    def note(self, absence: Absent) -> None:
        """Note an absence that the whole cannot do without."""
        self.absent = absence if self.absent is None else dominant(self.absent, absence)

    @property
    def inapplicable_share(self) -> Number:
        """The share that does not apply: of the marks on paper, or of the members where there are no marks."""
        if self.nominal:
            return exact(Fraction(self.inapplicable_marks) / self.nominal)
        return exact(Fraction(self.inapplicable, self.size)) if self.size else 0


def gather(members: Iterable[Member], policy: Policy) -> Tally:
    """Gather the members, with what is absent treated as *policy* says."""
    tally = Tally()
    for member in members:
        tally.size += 1
        if isinstance(member.weight, Absent):
            _unweighted(tally, member.weight)
        elif isinstance(member.value, Absent):
            _absent(tally, member, member.value, member.weight, policy)  # type: ignore[arg-type]  # a number
        else:
            _count(tally, member, member.value, member.weight)  # type: ignore[arg-type]  # numbers
    _fill_averages(tally)
    return tally


def _count(tally: Tally, member: Member, value: Number, weight: Number) -> None:
    tally.counted.append((member, value, weight))
    tally.attainable += member.attainable * weight
    tally.nominal += member.nominal * weight
    tally.present += member.nominal * weight


def _unweighted(tally: Tally, weight: Absent) -> None:
    """Leave out a member that has no weight here; a weight that is not known leaves the whole open."""
    if weight is NOT_APPLICABLE:
        tally.inapplicable += 1
    else:
        tally.note(weight if weight.kind != "left-out" else MISSING)


def _absent(tally: Tally, member: Member, value: Absent, weight: Number, policy: Policy) -> None:
    nominal = exact(member.nominal * weight)
    tally.nominal += nominal
    chosen = _chosen(tally, value, nominal, policy)
    if chosen in ("leave out", "rescale"):
        tally.dropped.append(member.name)
        tally.rescaled = tally.rescaled or chosen == "rescale"
        tally.left_out += nominal if chosen == "leave out" else 0
    elif chosen == "average":
        tally.averages.append((nominal, weight))
    else:
        _substitute(tally, value if chosen == "" else stand_in(chosen, member.nominal), nominal, weight)


def _chosen(tally: Tally, value: Absent, nominal: Number, policy: Policy) -> str:
    """Give the policy that decides over an absent member; empty where none does and the whole is what it is."""
    if value.kind == "left-out":
        return "leave out"
    if value.kind == "missing" and policy.members_missing != "not-applicable":
        return policy.members_missing
    if value.kind in ("missing", "not-applicable"):
        tally.inapplicable += 1
        tally.inapplicable_marks += nominal
        return policy.members_not_applicable
    return ""


def _substitute(tally: Tally, filled: NodeValue, nominal: Number, weight: Number) -> None:
    if isinstance(filled, Absent):
        tally.note(filled)
        return
    tally.substitutes.append((filled, weight))  # type: ignore[arg-type]  # a number
    tally.attainable += nominal
    tally.present += nominal


def _fill_averages(tally: Tally) -> None:
    """Give those that want it the average of the others: their share of the marks, or their mean without marks."""
    if not tally.averages or not tally.counted:
        return
    points = sum(value * weight for _, value, weight in tally.counted)
    weights = sum(weight for _, _, weight in tally.counted)
    earned = sum(member.attainable * weight for member, _, weight in tally.counted)
    for nominal, weight in tally.averages:
        if earned and weight:
            tally.substitutes.append((exact(Fraction(points) / earned * nominal / weight), weight))
        else:
            tally.substitutes.append((exact(Fraction(points) / weights) if weights else 0, weight))
        tally.attainable += nominal
        tally.present += nominal
