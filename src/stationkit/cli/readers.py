"""One account, three readers: what the station, the assessor and the auditor each look for in the same ledger lines.

The station reads what it lost, by which clause, and what is still open; the assessor reads the score sheet as it is
known on paper; the auditor reads every line, who wrote its rule, and the digests of what it was made from.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Literal

from stationkit.cli.texts import STATUS_WORDS, explanation, losses, provisional_mark, score_text, star_text
from stationkit.numbers import number_text
from stationkit.rules.facts import Facts, Known
from stationkit.scoring.engine import Assessment
from stationkit.scoring.ledger import Ledger
from stationkit.scoring.outcomes import OUTCOMES, ItemOutcome
from stationkit.words import Language, Words

__all__ = ["READERS", "Reader", "account", "score_sheet"]

Reader = Literal["station", "assessor", "auditor"]


def account(assessment: Assessment, reader: Reader, language: Language) -> Iterator[str]:
    """Tell an assessment to one reader, line by line."""
    yield from _headline(assessment, language)
    yield from READERS[reader](assessment, language)
    yield from _marks(assessment, language)


def _headline(assessment: Assessment, language: Language) -> Iterator[str]:
    yield f"{assessment.subject} {assessment.period}  {assessment.title.text(language)}  {assessment.rulebook}".strip()
    score, most = score_text(assessment.score, language), score_text(assessment.attainable, language)
    star, mark = star_text(assessment, language), provisional_mark(assessment, language)
    told = Words(zh=f"总分 {score} / {most}  星级 {star}  {mark}", en=f"score {score} of {most}  stars {star}  {mark}")
    yield told.text(language).rstrip()
    yield ""


def _marks(assessment: Assessment, language: Language) -> Iterator[str]:
    """Say how far the text behind it can be trusted, and which of its numbers should have been looked at again."""
    yield ""
    for finding in assessment.findings:
        clause = f"  [{finding.clause}]" if finding.clause else ""
        yield Words(
            zh=f"发现 {finding.node}：{finding.words.text('zh')}{clause}",
            en=f"finding {finding.node}: {finding.words.text('en')}{clause}",
        ).text(language)
    yield f"※ {STATUS_WORDS[assessment.status].text(language)}"


# -- the station ---------------------------------------------------------------------------------------------


def _for_station(assessment: Assessment, language: Language) -> Iterator[str]:
    lost = list(losses(assessment, language))
    yield Words(zh=f"扣分 {len(lost)} 处：", en=f"points lost, {len(lost)} time(s):").text(language)
    yield from (f"  {line}" for line in lost)
    yield from _open(assessment, language)
    full = [item for item in assessment.items if item.outcome == "scored" and item.lost == 0]
    if full:
        named = ("、" if language == "zh" else ", ").join(item.title.text(language) for item in full)
        yield Words(zh=f"得满分 {len(full)} 项：{named}", en=f"full marks, {len(full)}: {named}").text(language)


def _open(assessment: Assessment, language: Language) -> Iterator[str]:
    """Tell the items that have no points, why, and which facts are open."""
    for item in assessment.items:
        if item.outcome == "scored":
            continue
        outcome, why = OUTCOMES[item.outcome].text(language), item.why.text(language)
        facts = f"  ← {', '.join(item.facts)}" if item.facts and item.outcome == "missing" else ""
        yield f"  {item.title.text(language)} [{item.clause}]  {outcome}  {why}{facts}".rstrip()


# -- the assessor --------------------------------------------------------------------------------------------

_SHEET = (
    Words(zh="条款", en="clause"),
    Words(zh="评分项", en="item"),
    Words(zh="标准分", en="standard marks"),
    Words(zh="扣分", en="deducted"),
    Words(zh="扣分依据", en="ground"),
    Words(zh="得分", en="points"),
    Words(zh="自评分", en="self-score"),
    Words(zh="评审分", en="assessor's score"),
)


def score_sheet(assessment: Assessment, language: Language) -> Iterator[tuple[str, ...]]:
    """Give the score sheet: its header, then a row for each item, as the assessor knows it."""
    yield tuple(words.text(language) for words in _SHEET)
    for item in assessment.items:
        yield (
            item.clause,
            item.title.text(language),
            number_text(item.full),
            number_text(item.lost) if item.points is not None else "-",
            _grounds(assessment, item, language),
            number_text(item.points) if item.points is not None else OUTCOMES[item.outcome].text(language),
            "-" if item.self_score is None else number_text(item.self_score),
            "-" if item.assessor_score is None else number_text(item.assessor_score),
        )


def _grounds(assessment: Assessment, item: ItemOutcome, language: Language) -> str:
    """Give the causes that cost points, each with what it cost and the assessor's written ground."""
    told = []
    for line in assessment.ledger.of(item.id):
        if line.cause and line.change < 0:
            grounds = _written(assessment.facts, line.facts)
            what = line.words.text(language) or line.cause
            told.append(f"{what} {number_text(line.change)}" + (f"（{grounds}）" if grounds else ""))
    if told or item.points is None:
        return "；".join(told) or item.why.text(language)
    return _rests_on(assessment, item, language) if item.lost else ""


def _rests_on(assessment: Assessment, item: ItemOutcome, language: Language) -> str:
    """Give by which facts an item came to its points, where no cause took them."""
    line = next((one for one in reversed(assessment.ledger.of(item.id)) if one.facts), None)
    return "" if line is None else f"{line.words.text(language)} ← {', '.join(line.facts)}"


def _written(facts: Facts, names: tuple[str, ...]) -> str:
    found = [facts.answers[name] for name in names if name in facts.answers]
    return "；".join(answer.ground for answer in found if isinstance(answer, Known) and answer.ground)


def _for_assessor(assessment: Assessment, language: Language) -> Iterator[str]:
    for row in score_sheet(assessment, language):
        yield " | ".join(row)
    for item in assessment.items:
        if item.outcome == "missing":
            open_ = ", ".join(item.facts)
            told = Words(zh=f"待查 {item.title.zh}：{open_}", en=f"to be looked at: {item.title.text('en')}: {open_}")
            yield told.text(language)


# -- the auditor ---------------------------------------------------------------------------------------------


def _for_auditor(assessment: Assessment, language: Language) -> Iterator[str]:
    yield from _basis(assessment, language)
    yield ""
    yield from explanation(assessment, language)
    yield ""
    yield _replayed(assessment.ledger, language)


def _basis(assessment: Assessment, language: Language) -> Iterator[str]:
    """Tell what it was made from, by digest, and which layer changed what by what right."""
    pins = assessment.pins
    named = {"": pins.digest, "facts": pins.facts, "rulebook": pins.rulebook, "calendar": pins.calendar}
    for name, digest in named.items():
        if digest:
            yield f"sha256 {digest}  {name}".rstrip()
    for layer in assessment.resolved.layers:
        yield f"sha256 {layer.digest}  {layer.reference}  {layer.status}  {layer.plugin or '-'}"
    for provenance in assessment.provenance:
        yield Words(zh=f"插件 {provenance}", en=f"plugin {provenance}").text(language)
    for change in assessment.resolved.changes:
        right = "；".join(filter(None, (change.clause, change.ground)))
        verdict = f"  {change.verdict}" if change.verdict else ""
        yield f"{change.layer}  {change.verb} {change.path}  [{right}]{verdict}"


def _replayed(ledger: Ledger, language: Language) -> str:
    ledger.replay()
    count = len(ledger.lines)
    return Words(zh=f"重放 {count} 行：结果一致", en=f"replayed {count} lines: the same result").text(language)


READERS: Mapping[str, Callable[[Assessment, Language], Iterator[str]]] = {
    "station": _for_station,
    "assessor": _for_assessor,
    "auditor": _for_auditor,
}
"""Who reads an account, and what is told."""
