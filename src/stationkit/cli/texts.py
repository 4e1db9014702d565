"""Texts of results for people: scores, stars, lost points, findings, marks of status."""

from collections.abc import Iterator
from fractions import Fraction

import attrs

from stationkit.numbers import Number, number_text
from stationkit.rules.lines import Effect, LedgerLine
from stationkit.rules.outcomes import Absent
from stationkit.scoring.engine import Assessment
from stationkit.scoring.outcomes import OUTCOMES, ItemOutcome
from stationkit.scoring.reasons import answer_of, last_lines, reason_of
from stationkit.words import Language, Words

__all__ = [
    "ITEM_HEADER",
    "OPEN_HEADER",
    "STATUS_WORDS",
    "explanation",
    "item_row",
    "losses",
    "provisional_mark",
    "rating_text",
    "score_text",
    "star_text",
]

STATUS_WORDS = {
    "official": Words(zh="官方文本", en="official text"),
    "reconstructed": Words(zh="重构：数值来自二手资料", en="reconstructed: numbers from secondary sources"),
    "illustrative": Words(
        zh="示例：模拟未公开的文本，分值自拟", en="illustrative: imitates a text that is not public; numbers made up"
    ),
}
"""What a status means."""

ITEM_HEADER = (
    Words(zh="评分项", en="item"),
    Words(zh="条款", en="clause"),
    Words(zh="标准分", en="full"),
    Words(zh="得分", en="points"),
    Words(zh="结果", en="outcome"),
)


OPEN_HEADER = (
    Words(zh="未知事实", en="open fact"),
    Words(zh="至少排除几星", en="stars ruled out"),
    Words(zh="至少收窄几分", en="points narrowed"),
    Words(zh="答案 → 仍可能", en="answer -> still possible"),
)


def score_text(value: object, language: Language) -> str:
    """Write a score, or the way in which there is none."""
    if value is None:
        return "-"
    if isinstance(value, Absent):
        return OUTCOMES[value.kind].text(language)
    return number_text(value) if isinstance(value, int | Fraction) else str(value)


def rating_text(value: object, language: Language) -> str:
    """Write a rating: stars, a word of its scale, or the way in which there is none."""
    if isinstance(value, int) and not isinstance(value, bool):
        return Words(zh=f"{value} 星", en=f"{value} star" + ("" if value == 1 else "s")).text(language)
    return score_text(value, language)


def star_text(assessment: Assessment, language: Language) -> str:
    """Write the star that the subject qualifies for, marked where it is provisional."""
    if assessment.star is None:
        return "-"
    return assessment.star.words().text(language)


def provisional_mark(assessment: Assessment, language: Language) -> str:
    """Say that a result is provisional and awards nothing; nothing where it is settled."""
    words = Words(zh="暂定，不授星", en="provisional, awards nothing")
    return words.text(language) if assessment.provisional else ""


def item_row(item: ItemOutcome, language: Language) -> tuple[str, ...]:
    """Give the cells of an item."""
    points = number_text(item.points) if item.points is not None else "-"
    why = item.why.text(language)
    outcome = OUTCOMES[item.outcome].text(language)
    told = f"{outcome}（{why}）" if why and language == "zh" else f"{outcome} ({why})" if why else outcome
    return f"{item.title.text(language)} [{item.id}]", item.clause, number_text(item.full), points, told


def losses(assessment: Assessment, language: Language) -> Iterator[str]:
    """Tell every point that was not earned, with its clause and its facts, then what groups lost and stars moved."""
    for item in assessment.items:
        if item.points is not None and item.lost > 0:
            yield from _item_losses(item, assessment.ledger.of(item.id), language)
    for group in assessment.groups:
        for line in assessment.ledger.of(group.id):
            if line.change < 0 and line.effect not in (Effect.ROUND, Effect.MULTIPLY):
                yield _loss(line.change, line, language)
    for star in assessment.stars:
        for line in assessment.ledger.of(star.grade):
            if line.before is not None:
                yield _move(line, language)


def _item_losses(item: ItemOutcome, lines: tuple[LedgerLine, ...], language: Language) -> Iterator[str]:
    """Tell the causes of an item; what they do not account for was simply not earned."""
    told: Number = 0
    for line in lines:
        if line.cause and line.change < 0:
            told += line.change
            yield _loss(line.change, line, language)
    rest = item.lost + told
    lacking = [line for line in lines if line.cause and line.effect is Effect.ADD and line.change == 0]
    if rest > 0 and lacking:
        words = Words(zh="；".join(line.words.zh for line in lacking), en="; ".join(line.words.en for line in lacking))
        facts = tuple(name for line in lacking for name in line.facts)
        yield _loss(-rest, attrs.evolve(lacking[0], words=words, facts=facts), language)
    elif rest > 0:
        yield _loss(-rest, _basis(lines), language)


def _basis(lines: tuple[LedgerLine, ...]) -> LedgerLine:
    """Give the line that says by which facts an item came to its points."""
    return next((line for line in reversed(lines) if line.facts), lines[-1])


def _loss(change: Number, line: LedgerLine, language: Language) -> str:
    title = line.rule.title.text(language)
    what = line.words.text(language) or line.cause
    facts = f"  ← {', '.join(line.facts)}" if line.facts else ""
    return f"{number_text(change):>6}  {title} · {what}  [{line.rule.clause}]{facts}"


def _move(line: LedgerLine, language: Language) -> str:
    moved = f"{score_text(line.before, language)} → {score_text(line.after, language)}"
    return f"{moved:>6}  {line.rule.title.text(language)} · {line.words.text(language)}  [{line.rule.clause}]"


def explanation(assessment: Assessment, language: Language) -> Iterator[str]:
    """Tell the ledger, line by line, with what each node came to."""
    last = last_lines(assessment.ledger.lines)
    for line in assessment.ledger.lines:
        before = "" if line.before is None else f"{score_text(line.before, language)} → "
        said = line.words.text(language)
        facts = f"  ← {', '.join(line.facts)}" if line.facts else ""
        rests = f"  = {_operands(line)}" if line.sources else ""
        clause = f"  [{line.rule.clause}]" if line.rule.clause else ""
        own = [name for name in line.facts if name not in last and isinstance(line.after, Absent)]
        reasons = dict.fromkeys(filter(None, (reason_of(answer_of(assessment.facts, name)) for name in own)))
        because = f"  ({'；'.join(reasons)})" if reasons else ""
        told = f"{line.target}: {before}{score_text(line.after, language)}  {said}{rests}{clause}{facts}{because}"
        yield told.rstrip()


def _operands(line: LedgerLine) -> str:
    if line.effect.value == "pick":
        return f"{line.words.en.partition(':')[0]}({', '.join(name for name, _ in line.sources)})"
    parts = [name if factor == 1 else f"{number_text(factor)}×{name}" for name, factor in line.sources]
    if line.amount and isinstance(line.amount, int | Fraction):
        parts.append(number_text(line.amount))
    return " + ".join(parts)
