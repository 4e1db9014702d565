"""People: the roles of the procedures, the members of a station, the workers and teams that it serves.

Nobody has a name here: ids are what the station uses inside, and a reporter goes by an alias for each case.
"""

from datetime import date

import attrs

from stationkit.stations.fields import Named, an_id, day, described, members_checked

__all__ = ["UNION_ROLES", "HomeDistance", "Member", "Role", "Team", "Worker"]


class Role(Named):
    """As whom somebody acts."""

    WORKER = "worker", "职工", "worker"
    REPORTER = "reporter", "报告人", "reporter"
    STATION_HEAD = "station-head", "站长", "station head"
    RECEPTIONIST = "receptionist", "接待员", "receptionist"
    SUPERVISOR = "supervisor", "群众安全监督员", "mass safety supervisor"
    GROUP_INSPECTOR = "group-inspector", "工会小组劳动保护检查员", "union-group labour-protection inspector"
    UNION_INSPECTOR = "union-inspector", "工会劳动保护监督检查员", "union labour-protection inspector"
    FAMILY_ASSISTANT = "family-assistant", "女工家属协管员", "women-and-family safety assistant"
    TEAM_LEADER = "team-leader", "班组长", "team leader"
    WORK_AREA_MANAGER = "work-area-manager", "区队长", "work-area manager"
    RESPONSIBLE_PERSON = "responsible-person", "整改责任人", "person responsible for the rectification"
    ACCEPTOR = "acceptor", "验收人", "acceptor"
    SAFETY_OFFICER = "safety-officer", "安全管理人员", "safety officer"
    SAFETY_DEPARTMENT = "safety-department", "安全管理部门", "safety department"
    MINE_MANAGER = "mine-manager", "主要负责人", "principal responsible person"
    SYSTEM_LEADER = "system-leader", "系统负责人", "leader of a system such as ventilation"
    PARTY_SECRETARY = "party-secretary", "党支部书记", "party secretary"
    REGULATOR = "regulator", "监管监察部门", "regulator"
    BASIC_UNION = "basic-union", "基层工会", "union of the enterprise"
    COUNTY_UNION = "county-union", "县级工会", "county union"
    CITY_UNION = "city-union", "市级工会", "city union"
    PROVINCE_UNION = "province-union", "省级工会", "province union"


UNION_ROLES = frozenset(
    {
        Role.STATION_HEAD,
        Role.RECEPTIONIST,
        Role.SUPERVISOR,
        Role.GROUP_INSPECTOR,
        Role.UNION_INSPECTOR,
        Role.FAMILY_ASSISTANT,
        Role.BASIC_UNION,
        Role.COUNTY_UNION,
        Role.CITY_UNION,
        Role.PROVINCE_UNION,
    }
)
"""The roles of the union: they propose and supervise, the employer acts, only the regulator orders."""


class HomeDistance(Named):
    """How far from home somebody works; the cadence of visits depends on it."""

    SAME_AREA = "same-area", "本地", "the same area"
    NEIGHBOURING_COUNTY = "neighbouring-county", "邻县", "a neighbouring county"
    OTHER_CITY = "other-city", "外市", "another city"


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class Member:
    """Somebody who works for a station, with the roles that they hold."""

    id: str = described("编号", "id", validator=an_id)
    station: str = described("站点", "the station's id", validator=an_id)
    roles: frozenset[Role] = described("角色", "roles that the member holds", default=frozenset())
    team: str = described("班组", "the team's id", default="")
    certified_until: date | None = described("证书有效期至", "last day of the certificate", default=None, validator=day)

    def is_certified(self, on: date) -> bool | None:
        """Tell whether the certificate holds on a day; nothing where no certificate is known."""
        return None if self.certified_until is None else on <= self.certified_until


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class Team:
    """A team that a station serves."""

    id: str = described("编号", "id", validator=an_id)
    station: str = described("站点", "the station's id", validator=an_id)
    title: str = described("名称", "title", default="")
    section: str = described("区队", "the section that it belongs to", default="")


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class Worker:
    """Somebody whom a station serves."""

    id: str = described("编号", "id", validator=an_id)
    station: str = described("站点", "the station's id", validator=an_id)
    team: str = described("班组", "the team's id", default="")
    home: HomeDistance | None = described("居住距离", "how far from home; empty where not known", default=None)
