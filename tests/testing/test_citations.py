"""Citations: what a layer changes is cited by the clause that it says, never by its ground."""

from stationkit import resolve, rulebook_document
from stationkit.testing.citations import find_citations

HEAD = {"version": "1", "title": {"zh": "规则"}, "status": "illustrative", "source": "made up"}
BASE = rulebook_document(
    {
        "rulebook": "x.y/base",
        **HEAD,
        "parameter": {"due": {"title": {"zh": "应办次数"}, "value": 6, "source": "made up"}},
        "measure": {"held": {"kind": "count", "title": {"zh": "次数"}}},
        "item": {
            "sessions": {
                "title": {"zh": "教育"},
                "clause": "第一条",
                "full": 10,
                "deduct": [{"id": "few", "of": "held", "below": "due", "per": 1, "count": "whole", "points": 1}],
            }
        },
    }
)


def cited(**change: str) -> list[str]:
    """The clauses of a layer that substitutes the number of sessions due."""
    top = {"rulebook": "x.y/layer", **HEAD, "extends": "x.y/base@1"}
    layer = rulebook_document({**top, "substitute": {"parameter": {"due": {"value": 8, **change}}}})
    resolved = resolve(layer, documents={"x.y/base@1": BASE})
    return [one.clause for one in find_citations(resolved, "x.y/layer@1")]


def test_a_ground_is_never_cited_as_a_clause() -> None:
    """The ground says by what right in words of its own; beside it stands the clause, or nothing is cited."""
    assert cited(ground="骑手流动大，次数另定", clause="补充规定第一条") == ["补充规定第一条"]
    assert cited(ground="骑手流动大，次数另定") == []
