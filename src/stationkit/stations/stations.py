"""Stations: the two kinds, the industries that they serve, and the station itself."""

from datetime import date

import attrs

from stationkit.identifiers import RegionCode
from stationkit.stations.fields import Named, an_id, day, described, filled, members_checked
from stationkit.words import Words

__all__ = ["Industry", "Station", "StationKind"]


class StationKind(Named):
    """The Two Stations of Shanxi's trade unions."""

    PITHEAD = "pithead", "煤矿智慧井口群众安全工作站", "smart pithead mass-safety workstation"
    WELLBEING = "wellbeing", "群众安康工作服务站", "mass wellbeing service station"


class Industry(Named):
    """Where a station's workers work."""

    COAL = "coal", "煤矿", "coal mining"
    NON_COAL_MINE = "non-coal-mine", "非煤矿山", "non-coal mining"
    HAZCHEM = "hazardous-chemicals", "危险化学品", "hazardous chemicals"
    POWER = "power", "电力", "power"
    TRANSPORT = "transport", "交通运输", "transport"
    CONSTRUCTION = "construction", "建筑施工", "construction"
    METALLURGY = "metallurgy", "冶金", "metallurgy"
    TRADE = "trade", "工贸", "industry and trade"
    RIDE_HAILING = "ride-hailing", "网约车", "ride-hailing"
    COURIER = "courier", "快递外卖", "couriers and deliveries"


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class Station:
    """A station of a trade union."""

    id: str = described("编号", "id", validator=an_id)
    kind: StationKind = described("站点类型", "which of the two stations")
    industry: Industry = described("行业", "industry")
    region: RegionCode = described("行政区划代码", "region code, six digits")
    employer: str = described("用人单位", "the employer's id", validator=an_id)
    title: Words = described("名称", "title in Chinese and English")
    opened_on: date = described("设立日期", "the day on which it opened", validator=day)
    teams: tuple[str, ...] = described("服务的班组", "ids of the teams that it serves", default=())

    @title.validator
    def _check_title(self, attribute: "attrs.Attribute[str]", value: Words) -> None:
        filled(self, attribute, value.zh or value.en)
