"""What ten plugins with sixty rulebooks add to the first assessment, in fresh interpreters, side by side.

Run: uv run python tests/benchmarks/plugins.py
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BASE = ROOT / "plugins/stationkit-shanxi/src/stationkit_shanxi/pithead-star.toml"
LAYER = ROOT / "plugins/stationkit-jincheng/src/stationkit_jincheng/pithead-star.toml"
MODULE = """
from stationkit import Points, hookimpl, load_rulebook, scoring_function

stationkit_api = ">=1.0,<2"
stationkit_namespace = "x.plugin{place}"


@scoring_function("x.plugin{place}/visit-score", reads=["visits-coverage", "off-post"])
def visits(coverage, off_post, *, full):
    return full * coverage


@scoring_function("x.plugin{place}/reporting-score", reads=["reporting-rate"])
def reporting(rate, *, full):
    return Points(0)


@hookimpl
def stationkit_rulebooks():
    return [load_rulebook(__package__, f"{{name}}.toml") for name in {names}]


@hookimpl
def stationkit_scoring_functions():
    return [visits, reporting]
"""
FIRST = """
from stationkit import Facts, assess, load_host

host = load_host({plugins})
assess(Facts(subject="s"), host.resolve("x.plugin0/layer-0")).items
"""


def write_plugin(folder: Path, place: int, layers: int = 5) -> str:
    """A province's rulebook and five layers on it, as the plugins that come along have them."""
    package = folder / f"bench_plugin_{place}"
    package.mkdir()
    names = ["base", *(f"layer-{layer}" for layer in range(layers))]
    (package / "__init__.py").write_text(MODULE.format(place=place, names=names), encoding="utf-8")
    base = BASE.read_text(encoding="utf-8").replace("cn.shanxi/pithead-star", f"x.plugin{place}/base")
    (package / "base.toml").write_text(base, encoding="utf-8")
    layer = LAYER.read_text(encoding="utf-8").replace("cn.shanxi/pithead-star", f"x.plugin{place}/base")
    layer = layer.replace('"cn.shanxi.jincheng/visit-score', f'"x.plugin{place}/visit-score')
    layer = layer.replace('"cn.shanxi.jincheng/reporting-score', f'"x.plugin{place}/reporting-score')
    for number in range(layers):
        own = layer.replace("cn.shanxi.jincheng/pithead-star", f"x.plugin{place}/layer-{number}")
        (package / f"layer-{number}.toml").write_text(own, encoding="utf-8")
    return package.name


def seconds(statement: str, folder: str) -> float:
    """How long a fresh interpreter takes for a statement."""
    script = f"import sys; sys.path.insert(0, {folder!r}){statement}"
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", script], check=True)
    return time.perf_counter() - start


def main() -> None:
    """Print the ratio as JSON."""
    with tempfile.TemporaryDirectory() as folder:
        names = [write_plugin(Path(folder), place) for place in range(10)]
        one, all_ten = (FIRST.format(plugins=plugins) for plugins in (names[:1], names))
        pairs = [(seconds(one, folder), seconds(all_ten, folder)) for _ in range(11)]
    told = {
        "first assessment, ten plugins with sixty rulebooks : one plugin with six (at most 1.3)": round(
            statistics.median(many / few for few, many in pairs), 3
        ),
        "seconds, one plugin": round(statistics.median(few for few, _ in pairs), 3),
        "seconds, ten plugins": round(statistics.median(many for _, many in pairs), 3),
    }
    print(json.dumps(told, indent=2))


if __name__ == "__main__":
    main()
