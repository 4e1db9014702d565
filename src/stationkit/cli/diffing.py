"""`rulebook diff`: what two rulebooks say differently, in plain words, clause by clause."""

import json
from collections.abc import Mapping
from typing import Any

from stationkit.cli.given import Json, Lang, loaded_host, resolved_rulebook
from stationkit.cli.terminal import print_json, print_lines, talk
from stationkit.rules.differences import Part, RuleDifference, find_differences
from stationkit.words import Language, Words

__all__ = ["difference_text", "rulebook_diff"]

_CHANGES: Mapping[str, Words] = {
    "added": Words(zh="新增", en="new"),
    "removed": Words(zh="删去", en="gone"),
    "changed": Words(zh="改动", en="changed"),
}
_KINDS: Mapping[str, Words] = {
    "head": Words(zh="规则本身", en="the rulebook itself"),
    "measure": Words(zh="指标", en="measure"),
    "parameter": Words(zh="参数", en="parameter"),
    "step": Words(zh="步骤", en="step"),
    "item": Words(zh="评分项", en="item"),
    "group": Words(zh="组", en="group"),
    "grade": Words(zh="等级", en="grade"),
    "scale": Words(zh="等级用词", en="scale"),
    "set": Words(zh="集合", en="set"),
    "list": Words(zh="列表", en="list"),
    "csv": Words(zh="表格列", en="columns"),
    "ranking": Words(zh="排序", en="ranking"),
    "settle": Words(zh="评定星级的名额", en="settlement"),
}
_VERDICTS: Mapping[str, Words] = {
    "equal": Words(zh="对任何答案结果相同", en="the same for every answer"),
    "stricter": Words(zh="更严", en="stricter"),
    "laxer": Words(zh="更宽", en="laxer"),
    "mixed": Words(zh="有严有宽", en="stricter here, laxer there"),
    "undecided": Words(zh="严宽未定", en="not decided whether stricter"),
}
_KEYS: Mapping[str, Words] = {
    "full": Words(zh="标准分", en="full marks"),
    "points": Words(zh="分值", en="points"),
    "up_to": Words(zh="封顶", en="at most"),
    "below": Words(zh="低于此值起扣", en="counts below"),
    "above": Words(zh="高于此值起扣", en="counts above"),
    "per": Words(zh="每档", en="for every"),
    "count": Words(zh="计法", en="counted"),
    "loses": Words(zh="扣光", en="loses"),
    "floor": Words(zh="扣至", en="down to"),
    "weight": Words(zh="权重", en="weight"),
    "weights": Words(zh="权重", en="weights"),
    "value": Words(zh="取值", en="value"),
    "bands": Words(zh="等级线", en="bands"),
    "steps": Words(zh="档", en="steps"),
    "when": Words(zh="条件", en="when"),
    "where": Words(zh="适用条件", en="where"),
    "then": Words(zh="之后", en="afterwards"),
    "round": Words(zh="修约", en="rounding"),
    "in": Words(zh="所属组", en="in group"),
    "clause": Words(zh="条款", en="clause"),
    "title": Words(zh="标题", en="title"),
    "fault": Words(zh="问题", en="fault"),
    "source": Words(zh="来源", en="source"),
    "version": Words(zh="版本", en="version"),
    "status": Words(zh="可信程度", en="status"),
    "effective": Words(zh="施行", en="in force"),
    "review_by": Words(zh="复核期限", en="to be reviewed by"),
}


def rulebook_diff(first: str, then: str, /, *, json: Json = False, lang: Lang = "zh") -> int:
    """比较两部规则：逐条列出不同，能判定的写明更严或更宽 / what two rulebooks say differently, clause by clause.

    Parameters
    ----------
    first
        先前的规则：编号或 TOML 文件 / the earlier rulebook: an id, or a TOML file.
    then
        后来的规则：编号或 TOML 文件 / the later one.
    """
    host = loaded_host()
    found = find_differences(resolved_rulebook(host, first), resolved_rulebook(host, then))
    if json:
        print_json([_document(one) for one in found])
    else:
        print_lines(difference_text(one, lang) for one in found)
        talk(Words(zh=f"{len(found)} 处不同", en=f"{len(found)} difference(s)").text(lang))
    return 1 if found else 0


def difference_text(difference: RuleDifference, language: Language) -> str:
    """Tell one difference in a line: what it is about, what was and what is, and whether that is stricter."""
    colon, stop = ("：", "；") if language == "zh" else (": ", "; ")
    told = stop.join(_part(part, difference.change, language) for part in difference.parts)
    line = f"{_CHANGES[difference.change].text(language)} {_name(difference, language)}"
    line = f"{line}{colon}{told}" if told else line
    if difference.verdict is None:
        return line
    verdict = _VERDICTS[difference.verdict.kind].text(language)
    why = difference.verdict.words.text(language) if difference.verdict.kind != "stricter" else ""
    return (
        f"{line}（{verdict}{colon + why if why else ''}）"
        if language == "zh"
        else f"{line} ({verdict}{colon + why if why else ''})"
    )


def _name(difference: RuleDifference, language: Language) -> str:
    parts = [_KINDS.get(difference.kind, Words(en=difference.kind)).text(language), difference.title.text(language)]
    if difference.node:
        parts.append(f"[{difference.node}{'.' + difference.cause if difference.cause else ''}]")
    if difference.clause:
        parts.append(f"({difference.clause})")
    return " ".join(filter(None, parts))


def _part(part: Part, change: str, language: Language) -> str:
    name = _path(part.path, language)
    if change != "changed":
        return f"{name} {_shown(part.now)}".strip()
    was = "∅" if part.was is None else _shown(part.was)
    now = "∅" if part.now is None else _shown(part.now)
    return f"{name} {was} → {now}".strip()


def _path(path: str, language: Language) -> str:
    """Name a value by what its keys are called; what has no name of its own keeps its key."""
    words = [_key(key, language) for key in path.replace("[", ".[").split(".") if key]
    return " ".join(words)


def _key(key: str, language: Language) -> str:
    if key.startswith("["):
        place = int(key[1:-1]) + 1
        return f"第{place}行" if language == "zh" else f"row {place}"
    return _KEYS[key].text(language) if key in _KEYS else key


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _document(difference: RuleDifference) -> dict[str, Any]:
    verdict = difference.verdict
    return {
        "change": difference.change,
        "kind": difference.kind,
        "node": difference.node,
        "cause": difference.cause,
        "clause": difference.clause,
        "parts": [{"path": part.path, "was": part.was, "now": part.now} for part in difference.parts],
        "verdict": verdict.kind if verdict is not None else None,
        "zh": difference_text(difference, "zh"),
        "en": difference_text(difference, "en"),
    }
