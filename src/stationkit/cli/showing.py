"""Results on the terminal: the league table, one station's account, a rulebook."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from stationkit.assessment import StationAssessment, assess_dossier
from stationkit.cli.terminal import print_lines, print_table
from stationkit.cli.texts import (
    ITEM_HEADER,
    STATUS_WORDS,
    explanation,
    item_row,
    losses,
    provisional_mark,
    score_text,
    star_text,
)
from stationkit.errors import AmbiguousRulebookError, UnknownNameError
from stationkit.hooks.host import Host
from stationkit.identifiers import RegionCode
from stationkit.periods import Period
from stationkit.rules.layers import ResolvedRulebook
from stationkit.rules.model import weakest_status
from stationkit.samples.region import SheetItem, make_region
from stationkit.samples.sheets import sheet_items
from stationkit.stations.dossier import Dossier
from stationkit.stations.stations import StationKind
from stationkit.words import Language, Words

__all__ = ["rulebook_document", "sample_dossier", "show_demo", "show_league", "show_rulebook", "show_station"]

_DEMO_PERIOD = "2026H1"


def _line(zh: str, en: str, language: Language) -> None:
    print_lines([Words(zh=zh, en=en).text(language)])


# -- league --------------------------------------------------------------------------------------------------

_LEAGUE = (
    Words(zh="站点", en="station"),
    Words(zh="名称", en="title"),
    Words(zh="地区", en="region"),
    Words(zh="类型", en="kind"),
    Words(zh="总分", en="score"),
    Words(zh="星级", en="stars"),
    Words(zh="说明", en="remark"),
)


def show_league(found: Sequence[StationAssessment], host: Host, language: Language) -> None:
    """Print the stations with their scores and stars, the best first within each kind, and what stands behind them."""
    print_table(_LEAGUE, (_league_row(one, host, language) for one in sorted(found, key=_rank)), language)
    print_lines([""])
    _show_basis(found, language)


def _rank(one: StationAssessment) -> tuple[str, bool, Fraction, str]:
    score = one.assessment.score
    known = isinstance(score, int | Fraction) and not one.assessment.provisional
    return one.station.kind.value, not known, -Fraction(score) if known else Fraction(0), one.station.id  # type: ignore[arg-type]


def _league_row(one: StationAssessment, host: Host, language: Language) -> tuple[str, ...]:
    station, assessment = one.station, one.assessment
    return (
        station.id,
        station.title.text(language),
        _region(host, station.region, one.period, language),
        station.kind.words.text(language),
        score_text(assessment.score, language),
        star_text(assessment, language),
        provisional_mark(assessment, language),
    )


def _region(host: Host, code: RegionCode, period: Period, language: Language) -> str:
    try:
        return host.regions.name(code, period.start).text(language)
    except UnknownNameError:
        return str(code)


def _show_basis(found: Sequence[StationAssessment], language: Language) -> None:
    """Say by which rulebooks, of which status, and which plugins spoke."""
    rulebooks = {one.assessment.rulebook: one.assessment for one in found}
    for name, assessment in rulebooks.items():
        status = STATUS_WORDS[assessment.status].text(language)
        _line(f"规则 {name}：{status}", f"rulebook {name}: {status}", language)
    spoke = ", ".join(sorted({plugin for one in found for plugin in one.assessment.plugins})) or "-"
    _line(f"发声的插件：{spoke}", f"plugins that spoke: {spoke}", language)
    status = weakest_status(*(one.assessment.status for one in found)) if found else "official"
    if status != "official":
        told = STATUS_WORDS[status].text(language)
        _line(f"※ 本结果为{told}", f"* this result is {told}", language)


# -- one station ---------------------------------------------------------------------------------------------


def show_station(one: StationAssessment, language: Language) -> None:
    """Print a station's account: items, lost points with their clauses, findings, the ledger."""
    assessment = one.assessment
    score, attainable = score_text(assessment.score, language), score_text(assessment.attainable, language)
    mark = provisional_mark(assessment, language)
    head = f"{one.station.id} {one.station.title.text(language)}  {one.period}"
    print_lines([head, f"{assessment.title.text(language)}  {assessment.rulebook}"])
    _line(
        f"总分 {score} / {attainable}  星级 {star_text(assessment, language)}  {mark}",
        f"score {score} of {attainable}  stars {star_text(assessment, language)}  {mark}",
        language,
    )
    print_lines([""])
    print_table(ITEM_HEADER, (item_row(item, language) for item in assessment.items), language)
    _show_losses(assessment, language)
    for finding in assessment.findings:
        _line(
            f"发现 {finding.node}：{finding.words.zh}", f"finding {finding.node}: {finding.words.text('en')}", language
        )
    print_lines([""])
    _line("账目：", "ledger:", language)
    print_lines(f"  {line}" for line in explanation(assessment, language))
    print_lines([""])
    _show_basis([one], language)


def _show_losses(assessment: Any, language: Language) -> None:
    lost = list(losses(assessment, language))
    print_lines([""])
    _line(f"扣分 {len(lost)} 处：", f"points lost, {len(lost)} time(s):", language)
    print_lines(lost)


# -- demo and sample -----------------------------------------------------------------------------------------


def sample_dossier(host: Host, stations: int, seed: int, period: Period) -> Dossier:
    """Make a sample region whose sheets are those of the rulebooks that are installed."""
    return make_region(stations=stations, seed=seed, period=period, sheets=_sheets(host, period))


def _sheets(host: Host, period: Period) -> Mapping[StationKind, Sequence[SheetItem]]:
    """Give what assessors look at for each kind of station; nothing where no rulebook applies to it."""
    sheets: dict[StationKind, Sequence[SheetItem]] = {}
    for station in make_region(stations=3, seed=0, period=period).stations:
        try:
            sheets[station.kind] = sheet_items(host.resolve(station, on=period.start))
        except AmbiguousRulebookError:
            sheets.setdefault(station.kind, ())
    return sheets


def show_demo(host: Host, stations: int, seed: int, language: Language) -> int:
    """Show the main job: the league table, one station's lost points with their clauses, the plugins that spoke."""
    period = Period.parse(_DEMO_PERIOD)
    dossier = sample_dossier(host, stations, seed, period)
    found = assess_dossier(dossier, period, host)
    _line(f"虚构地区，{len(found)} 个站点，{period}", f"an invented region, {len(found)} stations, {period}", language)
    print_lines([""])
    show_league(found, host, language)
    shown = _instructive(found)
    assessment = shown.assessment
    print_lines([""])
    _line(f"{shown.station.id} 的扣分账目：", f"what {shown.station.id} lost:", language)
    print_lines(losses(assessment, language))
    _line(
        f"重放账目 {len(assessment.ledger.lines)} 行：结果一致",
        f"replayed {len(assessment.ledger.lines)} lines of its ledger: the same result",
        language,
    )
    assessment.ledger.replay()
    return 0


def _instructive(found: Sequence[StationAssessment]) -> StationAssessment:
    """Choose the settled station that lost points for the most causes, by the layer that changes most."""
    settled = [one for one in found if not one.assessment.provisional] or list(found)
    return max(
        settled,
        key=lambda one: (len(one.assessment.resolved.layers), len(one.assessment.ledger.losses), one.station.id),
    )


# -- rulebooks -----------------------------------------------------------------------------------------------


def show_rulebook(resolved: ResolvedRulebook, language: Language) -> None:
    """Print a rulebook: its layers, what each changes and by what right, its items."""
    print_lines([f"{resolved.head.title.text(language)}  {resolved.head.reference}"])
    print_lines([STATUS_WORDS[resolved.status].text(language), ""])
    for layer in resolved.layers:
        print_lines([f"{layer.reference}  {layer.status}  {layer.plugin or '-'}  {layer.digest[:16]}"])
    for change in resolved.changes:
        right = "；".join(filter(None, (change.clause, change.ground)))
        verdict = f"  {change.verdict}" if change.verdict else ""
        print_lines([f"  {change.verb} {change.path}  [{right}]  {change.layer}{verdict}"])
    print_lines([""])
    header = (
        Words(zh="评分项", en="item"),
        Words(zh="标题", en="title"),
        Words(zh="组", en="group"),
        Words(zh="条款", en="clause"),
        Words(zh="来自", en="from"),
    )
    items = [node for node in resolved.rulebook.computed if node.role == "item"]
    rows = [
        (
            node.id,
            node.title.text(language),
            ", ".join(node.groups) or "-",
            resolved.rules[node.id].clause,
            " ← ".join(reversed(resolved.origin_of(node.id).said)),
        )
        for node in items
    ]
    if rows:
        print_table(header, rows, language)


def rulebook_document(resolved: ResolvedRulebook) -> dict[str, Any]:
    """Give a rulebook as plain data."""
    return {
        "id": resolved.head.reference,
        "title": {"zh": resolved.head.title.zh, "en": resolved.head.title.en},
        "status": resolved.status,
        "layers": [
            {"id": layer.reference, "status": layer.status, "plugin": layer.plugin, "digest": layer.digest}
            for layer in resolved.layers
        ],
        "changes": [
            {
                "layer": one.layer,
                "verb": one.verb,
                "path": one.path,
                "clause": one.clause,
                "ground": one.ground,
                "verdict": one.verdict,
            }
            for one in resolved.changes
        ],
        "nodes": [
            {
                "id": node.id,
                "role": getattr(node, "role", "grade"),
                "title": {"zh": node.title.zh, "en": node.title.en},
                "clause": resolved.rules[node.id].clause,
                "from": resolved.rules[node.id].rulebook,
                "said": list(resolved.origin_of(node.id).said),
            }
            for node in resolved.rulebook.explained
        ],
        "measures": [
            {"id": one.id, "kind": one.kind, "unit": one.unit, "recipe": bool(one.recipe)}
            for one in resolved.rulebook.measures
        ],
    }
