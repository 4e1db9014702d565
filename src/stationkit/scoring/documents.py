"""An assessment as plain data: what `--json` prints and other programs read. Exact numbers are whole or text."""

from fractions import Fraction
from typing import Any

import attrs

from stationkit.numbers import Ratio, number_text
from stationkit.rules.lines import LedgerLine
from stationkit.rules.outcomes import Absent
from stationkit.scoring.bounds import Bounds, OpenFact, Range
from stationkit.scoring.engine import Assessment
from stationkit.scoring.outcomes import Finding, GroupOutcome, ItemOutcome, Star
from stationkit.words import Words

__all__ = ["assessment_document", "ledger_line", "plain_value"]


def plain_value(value: object) -> Any:
    """Give a value as plain data: exact numbers whole or as text, words in both languages, absences by their kind."""
    if isinstance(value, Fraction):
        return number_text(value)
    if isinstance(value, Absent):
        code = {"code": value.code} if value.code else {}
        return {"absent": value.kind, **code}
    if isinstance(value, Ratio):
        return {"part": value.part, "whole": value.whole}
    if isinstance(value, Words):
        return {"zh": value.zh, "en": value.en}
    if isinstance(value, tuple):
        return [plain_value(one) for one in value]
    return value


def assessment_document(assessment: Assessment) -> dict[str, Any]:
    """Give the whole assessment as plain data, its ledger and its pins included."""
    return {
        "subject": assessment.subject,
        "period": assessment.period,
        "rulebook": assessment.rulebook,
        "title": plain_value(assessment.title),
        "status": assessment.status,
        "plugins": list(assessment.plugins),
        "provenance": [attrs.asdict(one) for one in assessment.provenance],
        "absent_plugins": [
            {"name": one.name, "why": plain_value(one.why), "expected": one.expected}
            for one in assessment.absent_plugins
        ],
        "score": plain_value(assessment.score),
        "attainable": plain_value(assessment.attainable),
        "star": _star(assessment.star) if assessment.star is not None else None,
        "qualifies": plain_value(assessment.qualifies.value) if assessment.qualifies is not None else None,
        "provisional": assessment.provisional,
        "items": [_item(item) for item in assessment.items],
        "groups": [_group(group) for group in assessment.groups],
        "findings": [_finding(finding) for finding in assessment.findings],
        "ledger": [ledger_line(line) for line in assessment.ledger.lines],
        "pins": {
            "digest": assessment.pins.digest,
            "facts": assessment.pins.facts,
            "rulebook": assessment.pins.rulebook,
            "calendar": assessment.pins.calendar,
            "layers": dict(assessment.pins.layers),
            "plugins": dict(assessment.pins.plugins),
        },
    }


def bounds_document(found: Bounds) -> dict[str, Any]:
    """Give bounds as plain data, with every open fact and what its answers would leave."""
    return {
        **_range(found.reach),
        "score_tight": found.score_tight,
        "star_tight": found.star_tight,
        "reason": plain_value(found.reason),
        "open": [_open_fact(one) for one in found.open],
    }


def _range(reach: Range) -> dict[str, Any]:
    return {
        "has_score": reach.has_score,
        "lowest": plain_value(reach.lowest),
        "highest": plain_value(reach.highest),
        "worst_star": reach.worst_star,
        "best_star": reach.best_star,
        "outside": [plain_value(one) for one in reach.outside],
    }


def _open_fact(one: OpenFact) -> dict[str, Any]:
    return {
        "name": one.name,
        "facts": list(one.facts),
        "decides": one.decides,
        "narrowing": plain_value(one.narrowing),
        "stars": one.stars,
        "answers": [{"answer": plain_value(each.answer), **_range(each.leaves)} for each in one.answers],
    }


def _star(star: Star) -> dict[str, Any]:
    return {"grade": star.grade, "value": plain_value(star.value), "words": plain_value(star.words())}


def _item(item: ItemOutcome) -> dict[str, Any]:
    told = {
        "id": item.id,
        "title": plain_value(item.title),
        "clause": item.clause,
        "groups": list(item.groups),
        "outcome": item.outcome,
        "points": plain_value(item.points),
        "full": plain_value(item.full),
        "attainable": plain_value(item.attainable),
    }
    if item.outcome != "scored":
        told |= {"why": plain_value(item.why), "facts": list(item.facts)}
    return told


def _group(group: GroupOutcome) -> dict[str, Any]:
    return {
        "id": group.id,
        "title": plain_value(group.title),
        "clause": group.clause,
        "value": plain_value(group.value),
        "attainable": plain_value(group.attainable),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "node": finding.node,
        "clause": finding.clause,
        "words": plain_value(finding.words),
        "facts": list(finding.facts),
    }


def ledger_line(line: LedgerLine) -> dict[str, Any]:
    """Give one line of a ledger as plain data."""
    return {
        "node": line.rule.node,
        "clause": line.rule.clause,
        "rulebook": line.rule.rulebook,
        "plugin": line.rule.plugin,
        "plugin_version": line.rule.provenance.version,
        "plugin_digest": line.rule.provenance.digest,
        "effect": line.effect.value,
        "target": line.target,
        "before": plain_value(line.before),
        "after": plain_value(line.after),
        "amount": plain_value(line.amount),
        "sources": [[name, plain_value(factor)] for name, factor in line.sources],
        "facts": list(line.facts),
        "words": plain_value(line.words),
        "cause": line.cause,
    }
