"""Static checks of a rulebook that loads: each promise proved, refuted with facts that show it, or undecided and why.

One module a check, and the one table that lists them. Nothing here stops a rulebook.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

import attrs

from stationkit.rules.checks.direction import check_better, check_deductions, check_inapplicable
from stationkit.rules.checks.effects import check_effects
from stationkit.rules.checks.heads import check_applies, check_clauses, check_sources, check_unread, check_values
from stationkit.rules.checks.integers import check_integers
from stationkit.rules.checks.layered import check_layers
from stationkit.rules.checks.marks import check_marks
from stationkit.rules.checks.results import VERDICTS, CheckResult, Verdict
from stationkit.rules.checks.rows import check_rows
from stationkit.rules.checks.stars import check_stars
from stationkit.rules.checks.study import Study
from stationkit.rules.checks.texts import check_texts
from stationkit.rules.checks.twice import check_twice
from stationkit.rules.checks.vetoes import check_vetoes
from stationkit.rules.layers import ResolvedRulebook
from stationkit.words import Words

__all__ = ["CHECKS", "VERDICTS", "Check", "CheckResult", "Verdict", "check_rulebook"]


@attrs.frozen
class Check:
    """One check: what it promises, in words, and how it looks."""

    words: Words
    look: Callable[[Study], Iterator[CheckResult]]


CHECKS: Mapping[str, Check] = {
    "clauses": Check(Words(zh="每项、每组、每级有条款", en="every item, group and grade has a clause"), check_clauses),
    "sources": Check(Words(zh="写明数值来源", en="it says where its numbers come from"), check_sources),
    "applies": Check(Words(zh="写明适用对象", en="it says to whom it applies"), check_applies),
    "unread": Check(Words(zh="每个指标和参数有节点读取", en="every measure and parameter is read"), check_unread),
    "values": Check(Words(zh="每个参数有值", en="every parameter has a value"), check_values),
    "layers": Check(Words(zh="上层规则不比下层宽", en="no layer is laxer than its base"), check_layers),
    "marks": Check(Words(zh="标准分和权重合计正确", en="full marks and weights add up"), check_marks),
    "rows": Check(Words(zh="分档无缺口，每行轮得到", en="rows have no gap, and each can be chosen"), check_rows),
    "stars": Check(Words(zh="每一星级达得到", en="every star can be reached"), check_stars),
    "effects": Check(Words(zh="每项都能改变结果", en="every item can change a result"), check_effects),
    "vetoes": Check(Words(zh="否决所依据的指标有人作答", en="what a veto rests on is answered"), check_vetoes),
    "twice": Check(Words(zh="一个事实不受两次罚", en="no fact is paid for twice"), check_twice),
    "texts": Check(Words(zh="文字中的数与规则一致", en="texts say the numbers of the rule"), check_texts),
    "integers": Check(Words(zh="中间值不超过 2**53", en="no value between passes 2**53"), check_integers),
    "better": Check(Words(zh="更好的答案不降低结果", en="a better answer never lowers a result"), check_better),
    "deductions": Check(Words(zh="多一处问题不提高结果", en="a fault more never raises a result"), check_deductions),
    "inapplicable": Check(Words(zh="不适用不占便宜", en="what does not apply brings nothing"), check_inapplicable),
}
"""The checks by their id, in the order in which they are told."""


def check_rulebook(resolved: ResolvedRulebook, only: Iterable[str] = ()) -> tuple[CheckResult, ...]:
    """Check a resolved rulebook: every answer of every check, or of those in *only*, at once.

    Raises:
        KeyError: there is no such check.
    """
    study = Study(resolved)
    names = tuple(only) or tuple(CHECKS)
    return tuple(result for name in names for result in CHECKS[name].look(study))
