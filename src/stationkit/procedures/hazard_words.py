"""The words of the hazard procedure: who stands for whom, the clauses that steps rest on, its small vocabularies."""

from stationkit.procedures.refusals import Blocker
from stationkit.stations.fields import Named, NamedText
from stationkit.stations.people import UNION_ROLES, Role
from stationkit.words import Words

__all__ = [
    "ACCEPTORS",
    "ANYONE",
    "EMPLOYER",
    "FOUND_LAW",
    "INTERIM",
    "LEADER",
    "MINE_RULES",
    "RECEPTION",
    "RECHECKERS",
    "RECTIFIERS",
    "SHANXI_2019",
    "TREATMENT",
    "WORK_SAFETY",
    "EvacuationResult",
    "Holder",
    "RecheckResult",
    "blocker",
]

TREATMENT = "国家2017年事故隐患排查治理表"
"""The national table of 2017 for the treatment of hazards."""

WORK_SAFETY = "安全生产法（2021）"
"""The Work Safety Law; steps name its article."""

MINE_RULES = "煤矿安全生产条例（2024）"
"""The Coal Mine Safety Regulation; steps name its article."""

INTERIM = "安全生产事故隐患排查治理暂行规定（2007）"
"""The interim provisions on hazards: the six elements of a plan. Its articles were not read, so none is named."""

SHANXI_2019 = "山西省2019年煤矿重大事故隐患治理规定"
"""Who lists, supervises and accepts a coal mine's major hazards (provincial, read in a report)."""

FOUND_LAW = "工会法（2021）第二十五条"
"""The union proposes; in danger of life it proposes to evacuate, and the enterprise decides in time."""

LEADER = Role.MINE_MANAGER
"""The principal responsible person."""

ANYONE = frozenset(
    {
        Role.REPORTER,
        Role.WORKER,
        Role.SUPERVISOR,
        Role.GROUP_INSPECTOR,
        Role.UNION_INSPECTOR,
        Role.FAMILY_ASSISTANT,
        Role.STATION_HEAD,
        Role.RECEPTIONIST,
        Role.SAFETY_OFFICER,
        Role.REGULATOR,
    }
)
"""Who reports a hazard."""

RECEPTION = frozenset({Role.STATION_HEAD, Role.RECEPTIONIST, Role.WORK_AREA_MANAGER, Role.MINE_MANAGER})
"""The station, the work area and mine management: who verifies and grades."""

SECOND_LOOKERS = frozenset(
    {Role.STATION_HEAD, Role.UNION_INSPECTOR, Role.SAFETY_DEPARTMENT, Role.MINE_MANAGER, Role.REGULATOR}
)
"""Who looks again at what was rejected."""

EMPLOYER = frozenset({Role.WORK_AREA_MANAGER, Role.SAFETY_DEPARTMENT, Role.MINE_MANAGER})
"""Who acts for the employer."""

RECTIFIERS = frozenset({Role.RESPONSIBLE_PERSON, Role.TEAM_LEADER, Role.WORKER})
"""Who does the work."""

ACCEPTORS = frozenset({Role.ACCEPTOR, Role.SAFETY_DEPARTMENT, Role.SAFETY_OFFICER, Role.REGULATOR})
"""Who accepts and writes off."""

RECHECKERS = UNION_ROLES | {Role.SAFETY_DEPARTMENT, Role.REGULATOR}
"""Who looks at a closed case again."""


class Holder(Named):
    """By whose power an area stands still, or a hazard is supervised."""

    EMPLOYER = "employer", "用人单位", "the employer"
    REGULATOR = "regulator", "监管监察部门", "the regulator"


class EvacuationResult(NamedText):
    """What the employer decides on an advice to evacuate."""

    EVACUATE = "evacuate", "撤离", "evacuate"
    STAY = "stay", "不撤离", "stay"


class RecheckResult(NamedText):
    """What a recheck finds."""

    SOUND = "sound", "整改属实", "the close was right"
    UNSOUND = "unsound", "整改不实", "the close was wrong"


def blocker(code: str, zh: str, en: str, clause: str = "", *roles: Role) -> Blocker:
    """Give a blocker in few words."""
    return Blocker(code=code, words=Words(zh=zh, en=en), clause=clause, lifted_by=frozenset(roles))
