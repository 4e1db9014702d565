"""Rosters: who could act as whom on which day, by roles, leave, delegations and certificates.

What is not known is no permission: a role that needs a certificate is not held by a member whose certificate is not
known. Days are bits, so that a year of anybody's days is one number.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

import attrs

from stationkit.errors import InvalidDocumentError, Problem, right_names
from stationkit.periods import Period
from stationkit.stations.fields import an_id, described, members_checked
from stationkit.stations.people import UNION_ROLES, Member, Role
from stationkit.words import Words

__all__ = ["Ability", "Absence", "Delegation", "Person", "Roster", "day_of", "days_of", "side_of"]


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class Absence:
    """Days on which a member is not there."""

    member: str = described("人员", "the member's id", validator=an_id)
    period: Period = described("期间", "the days of absence")
    ground: str = described("事由", "the ground", default="")


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class Delegation:
    """A role that a member is given for some days.

    Attributes:
        on_behalf_of: for whom they act, where they stand in for somebody: what that one may not do, they may not do.
    """

    member: str = described("受托人", "id of the member who is given the role", validator=an_id)
    role: Role = described("角色", "the role")
    period: Period = described("期间", "for which days")
    on_behalf_of: str = described("委托人", "id of whom they act for", default="")


@attrs.frozen(order=True)
class Ability:
    """A role in which somebody may act, for whom, and on which days (bit 0 is the first day looked at)."""

    role: Role = attrs.field(order=str)
    on_behalf_of: str
    days: int


@attrs.frozen
class Person:
    """Somebody with everything that they could do in the days looked at.

    Attributes:
        present: the days on which they are there.
        certified: the days on which their certificate holds.
        sides: on whose side they act, the union's or the employer's; nobody is to act on both.
    """

    id: str
    abilities: tuple[Ability, ...]
    present: int = 0
    certified: int = 0
    sides: frozenset[str] = frozenset()


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class Roster:
    """The members, their leave, what was delegated, and which roles need a certificate.

    Raises:
        InvalidDocumentError: with every member listed twice, and every id that nobody has.
    """

    members: tuple[Member, ...]
    absences: tuple[Absence, ...] = ()
    delegations: tuple[Delegation, ...] = ()
    certified_roles: frozenset[Role] = frozenset()

    def __attrs_post_init__(self) -> None:
        problems = tuple(_problems(self))
        if problems:
            raise InvalidDocumentError("roster", problems)

    @property
    def uncertain(self) -> tuple[str, ...]:
        """The ids of members who hold a role that needs a certificate, of which nothing is known."""
        return tuple(one.id for one in self.members if one.certified_until is None and one.roles & self.certified_roles)

    def people(self, period: Period, roles: Iterable[Role], beyond: int = 0) -> tuple[Person, ...]:
        """Give every member with what they could do in a period, as far as *roles* go.

        Args:
            period: the days that the roster is asked about.
            roles: the roles that matter.
            beyond: for how many days after the period everybody is supposed to be there, certified, in all their roles:
                of those days the roster says nothing.
        """
        look = _Look(
            period=period,
            wanted=frozenset(roles),
            absent=_absent(self.absences, period),
            given=_given(self.delegations, period),
            later=((1 << beyond) - 1) << period.days,
        )
        return tuple(self._person(member, look) for member in self.members)

    def _person(self, member: Member, look: "_Look") -> Person:
        present = days_of(look.period, look.period) & ~look.absent.get(member.id, 0)
        certified = _certified(member, look.period)
        days = {(role, ""): present for role in member.roles}
        for key, more in look.given.get(member.id, {}).items():
            days[key] = days.get(key, 0) | (more & present)
        abilities = []
        for (role, other), bits in days.items():
            held = bits & certified if role in self.certified_roles else bits
            if role in look.wanted:
                abilities.append(Ability(role, other, held | look.later))
        able = tuple(sorted(abilities))
        sides = frozenset(side_of(role) for role in member.roles) - {""}
        return Person(member.id, able, present | look.later, certified | look.later, sides)


@attrs.frozen(kw_only=True)
class _Look:
    """The days and roles that somebody asks about."""

    period: Period
    wanted: frozenset[Role]
    absent: Mapping[str, int]
    given: Mapping[str, Mapping[tuple[Role, str], int]]
    later: int


_EMPLOYERS = frozenset(
    {
        Role.ACCEPTOR,
        Role.MINE_MANAGER,
        Role.SAFETY_DEPARTMENT,
        Role.SAFETY_OFFICER,
        Role.SYSTEM_LEADER,
        Role.TEAM_LEADER,
        Role.WORK_AREA_MANAGER,
    }
)


def side_of(role: Role) -> str:
    """Tell on whose side a role acts: the union's, the employer's, or on none.

    The union proposes and the employer acts (安全生产法第六十条); that a supervisor is no team leader is the national
    table's of 2017.
    """
    if role in UNION_ROLES:
        return "union"
    return "employer" if role in _EMPLOYERS else ""


def _certified(member: Member, period: Period) -> int:
    if member.certified_until is None or member.certified_until < period.start:
        return 0
    return days_of(Period(period.start, member.certified_until + timedelta(days=1)), period)


def days_of(days: Period, within: Period) -> int:
    """Give the days of a period as bits, as far as they lie within another one, whose first day is bit 0."""
    both = days.intersection(within)
    if both is None:
        return 0
    return ((1 << both.days) - 1) << (both.start - within.start).days


def day_of(bit: int, within: Period) -> date:
    """Give the day of a bit."""
    return within.start + timedelta(days=bit)


def _absent(absences: Iterable[Absence], period: Period) -> dict[str, int]:
    absent: dict[str, int] = {}
    for one in absences:
        absent[one.member] = absent.get(one.member, 0) | days_of(one.period, period)
    return absent


def _given(delegations: Iterable[Delegation], period: Period) -> dict[str, dict[tuple[Role, str], int]]:
    given: dict[str, dict[tuple[Role, str], int]] = {}
    for one in delegations:
        own, key = given.setdefault(one.member, {}), (one.role, one.on_behalf_of)
        own[key] = own.get(key, 0) | days_of(one.period, period)
    return given


def _problems(roster: Roster) -> Iterator[Problem]:
    ids = [member.id for member in roster.members]
    for name in sorted({name for name in ids if ids.count(name) > 1} if len(set(ids)) < len(ids) else ()):
        yield Problem(f"members.{name}", Words(zh="写了两次", en="is listed twice"))
    known = set(ids)
    for place, absence in enumerate(roster.absences):
        if absence.member not in known:
            yield _nobody(f"absences[{place}].member", absence.member, known)
    for place, delegation in enumerate(roster.delegations):
        if delegation.member not in known:
            yield _nobody(f"delegations[{place}].member", delegation.member, known)
        if delegation.on_behalf_of and delegation.on_behalf_of not in known:
            yield _nobody(f"delegations[{place}].on_behalf_of", delegation.on_behalf_of, known)


def _nobody(where: str, name: str, known: set[str]) -> Problem:
    return Problem(where, Words(zh=f"名册中没有 {name}", en=f"nobody is {name}"), right_names(name, known))
