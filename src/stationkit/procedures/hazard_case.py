"""A hazard as its events have left it: values, and what can be read off them.

Overdue, escalated and the like are not here: they are derived from this, a calendar and a now.
"""

from datetime import datetime

import attrs

from stationkit.procedures.hazard_words import Holder
from stationkit.stations.hazards import HandlingMode, HazardLevel, Implementation, PlanElement
from stationkit.stations.people import Role

__all__ = ["Evacuation", "Extension", "HazardCase", "Listing", "Suspension"]


@attrs.frozen(kw_only=True)
class Extension:
    """A request for more time, and what became of it.

    Attributes:
        id: the event that asked.
        applicant: who asked, and *on_behalf_of* for whom.
        requested: the limit asked for.
        request_by: until when it had to be asked for, where the policy says so.
        decide_by: until when it had to be decided, where the policy says so.
        endorsed_by: who looked at it first, where it goes through two hands.
        decision: `granted`, `refused` or `lapsed` (the work was done or graded anew before); empty while it is pending.
        approved: the limit given; it may differ from the one asked for.
        answer: the ground of the decision.
    """

    id: str
    requested_at: datetime
    applicant: str
    ground: str
    on_behalf_of: str = ""
    requested: datetime | None = None
    request_by: datetime | None = None
    decide_by: datetime | None = None
    endorsed_by: str = ""
    decision: str = ""
    decided_at: datetime | None = None
    decided_by: str = ""
    approved: datetime | None = None
    answer: str = ""

    @property
    def is_pending(self) -> bool:
        """Whether it waits for its decision."""
        return not self.decision


@attrs.frozen(kw_only=True)
class Suspension:
    """An area that stands still, and by whose power: only whoever stopped it lets it run again.

    Attributes:
        accepted: whether an acceptance has come after it.
    """

    by: Holder
    place: str
    since: datetime
    actor: str
    document: str
    accepted: bool = False


@attrs.frozen(kw_only=True)
class Listing:
    """Listed supervision: who listed the hazard, and so supervises and accepts it."""

    by: Holder
    at: datetime
    actor: str
    document: str
    on_behalf_of: str = ""


@attrs.frozen(kw_only=True)
class Evacuation:
    """The union's advice to evacuate, and the employer's decision, which is due at once."""

    place: str
    advised_at: datetime
    advised_by: str
    decided_at: datetime | None = None
    decided_by: str = ""
    result: str = ""


@attrs.frozen(kw_only=True, slots=False)
class HazardCase:
    """A hazard as its events have left it.

    Attributes:
        commitment: what a claim of authorship is compared with.
        original: the case that this one repeats, while it is a duplicate.
        earlier: the closed case that this one has come back from; its clock is its own.
        reported_as: the role in which it was reported.
        found_by: who of the regulator reported it, and for whom; nobody else is kept.
        rejected_by: who rejected it, and for whom.
        level: as it was graded; before that as its report supposed.
        raised_by: by whose power it was last graded up.
        first_limit: the first limit that was set.
        named: who was named to rectify it in this round; empty where nobody was, and then anybody may.
        rectifiers: everybody who was named rectifier, or acted as one, in any round.
        accepted: whether the last submission passed its acceptance.
        returns: how often a submission was returned.
        reopens: how often a close turned out to be wrong.
        suspensions: areas that stand still now.
        led_at: when the employer's management last did something about it since it was graded.
        outward_at: when it was reported to the regulator, past a leader who did not act.
    """

    id: str
    state: str = "draft"
    last_at: datetime | None = None
    last_id: str = ""
    commitment: str = ""
    original: str = ""
    earlier: str = ""
    reported_as: Role | None = None
    reported_at: datetime | None = None
    found_by: frozenset[str] = frozenset()
    rejected_by: frozenset[str] = frozenset()
    level: HazardLevel | None = None
    sub_level: str = ""
    class_code: str = ""
    mode: HandlingMode | None = None
    graded_at: datetime | None = None
    raised_by: Holder | None = None
    limit: datetime | None = None
    first_limit: datetime | None = None
    request_by: datetime | None = None
    named: str = ""
    rectifiers: frozenset[str] = frozenset()
    plan: frozenset[PlanElement] = frozenset()
    implementations: frozenset[Implementation] = frozenset()
    extensions: tuple[Extension, ...] = ()
    listing: Listing | None = None
    suspensions: tuple[Suspension, ...] = ()
    evacuation: Evacuation | None = None
    led_at: datetime | None = None
    outward_at: datetime | None = None
    accepted: bool = False
    returns: int = 0
    reopens: int = 0
    submitted_at: datetime | None = None
    accepted_at: datetime | None = None
    closed_at: datetime | None = None
    rechecked_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether something remains to be done."""
        return self.state not in ("rejected", "duplicate", "withdrawn", "closed")

    @property
    def is_major(self) -> bool:
        """Whether it is a major hazard."""
        return self.level is HazardLevel.MAJOR

    @property
    def pending_extension(self) -> Extension | None:
        """The request for more time that waits for its decision."""
        return next((one for one in self.extensions if one.is_pending), None)

    @property
    def is_evacuation_undecided(self) -> bool:
        """Whether the employer still owes its decision on an advice to evacuate."""
        return self.evacuation is not None and not self.evacuation.result

    @property
    def supervisor(self) -> Holder:
        """Who supervises and accepts it: the regulator what it found or listed, else the employer."""
        if self.listing is not None:
            return self.listing.by
        return Holder.REGULATOR if self.reported_as is Role.REGULATOR else Holder.EMPLOYER

    @property
    def principals(self) -> frozenset[str]:
        """Who of the regulator listed it, or found it; whoever acts for them accepts for the regulator."""
        if self.listing is not None:
            return frozenset({self.listing.actor, self.listing.on_behalf_of} - {""})
        return self.found_by

    def is_stopped_by(self, holder: Holder) -> bool:
        """Tell whether any area stands still by somebody's power."""
        return any(one.by is holder for one in self.suspensions)
