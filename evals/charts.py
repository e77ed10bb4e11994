"""Charts as SVG for a page, drawn with matplotlib, of which this is the only user.

Colours are those of the page, as CSS variables, so that a chart is legible in light and dark;
the background is clear. Nothing is referred to outside the picture.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np

from evals.means import Mean
from evals.measures import Bin

# Placeholders that matplotlib takes for colours -> the variables that stand for them in the page.
_INK, _DIM, _LINE, _MAIN, _GOOD, _BAD = (f"#01020{n}" for n in range(1, 7))
_VARIABLES = {_INK: "ink", _DIM: "dim", _LINE: "line", _MAIN: "main", _GOOD: "good", _BAD: "bad"}
_WIDTH, _HEIGHT = 5.2, 3.4  # inches at 72 to the inch: the page scales it to its column


@cache
def _pyplot() -> Any:
    """Matplotlib, loaded at first use, without a window."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    return pyplot


def by_type(means: Mapping[str, Mean], label: str) -> str:
    """A bar a type with its interval; types without a value are left out."""
    found = [(name, mean) for name, mean in means.items() if mean.value is not None]
    figure, axes = _figure(height=0.9 + 0.27 * max(len(found), 1))
    for at, (_, mean) in enumerate(reversed(found)):
        axes.barh(at, mean.value, color=_MAIN, alpha=0.55, height=0.62)
        if mean.low is not None:
            axes.plot([mean.low, mean.high], [at, at], color=_INK, linewidth=1.4)
        axes.text(1.03, at, f"n {mean.n}", va="center", color=_DIM, fontsize=8)
    axes.set_yticks(range(len(found)), [_plain(name) for name, _ in reversed(found)])
    axes.set_xlim(0, 1)
    axes.set_xlabel(label)
    axes.grid(axis="x", color=_LINE, linewidth=0.6)
    return _svg(figure, f"{label} by type of question")


def risk_coverage(curve: tuple[Any, Any] | None) -> str:
    """The share of wrong answers against the share of questions answered; "" without a curve."""
    if curve is None:
        return ""
    coverage, risk = curve
    figure, axes = _figure()
    axes.step(coverage, risk, where="post", color=_MAIN, linewidth=1.8)
    axes.axhline(0.05, color=_BAD, linewidth=0.9, linestyle="--")
    axes.text(1, 0.055, "5 % risk", ha="right", va="bottom", color=_BAD, fontsize=8)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, max(0.2, float(np.max(risk)) * 1.08))
    axes.set_xlabel("coverage: share of questions answered, the surest first")
    axes.set_ylabel("risk: share of them wrong")
    axes.grid(color=_LINE, linewidth=0.6)
    return _svg(figure, "Risk against coverage")


def reliability(bins: Sequence[Bin]) -> str:
    """The share that is right against the confidence given; "" where nothing is judged."""
    filled = [b for b in bins if b.n and b.confidence is not None and b.right is not None]
    if not filled:
        return ""
    figure, axes = _figure()
    axes.plot([0, 1], [0, 1], color=_DIM, linewidth=1, linestyle="--")
    most = max(b.n for b in filled)
    for b in filled:
        axes.bar(b.low, b.right, width=b.high - b.low, align="edge", color=_MAIN,
                 alpha=0.15 + 0.55 * b.n / most, edgecolor=_LINE, linewidth=0.6)  # fmt: skip
        axes.text((b.low + b.high) / 2, 0.02, str(b.n), ha="center", color=_INK, fontsize=8)
    axes.plot([b.confidence for b in filled], [b.right for b in filled], "o", color=_INK,
              markersize=4)  # fmt: skip
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1.02)
    axes.set_xlabel("confidence (the number of answers below each bar)")
    axes.set_ylabel("share of answers that are right")
    return _svg(figure, "Confidence against the share of answers that are right")


def latencies(seconds: Sequence[float]) -> str:
    """A histogram of the seconds a question took; "" for none."""
    if not seconds:
        return ""
    figure, axes = _figure()
    values = np.array(seconds)
    axes.hist(values, bins=min(30, max(5, len(values) // 8)), color=_MAIN, alpha=0.55)
    axes.set_ylim(top=axes.get_ylim()[1] * 1.1)  # room for the names of the lines
    for percent in (50, 95):
        at = float(np.percentile(values, percent))
        axes.axvline(at, color=_INK, linewidth=1, linestyle="--")
        axes.annotate(f"p{percent}", (at, axes.get_ylim()[1]), (3, 0), va="top", color=_DIM,
                      textcoords="offset points", fontsize=8)  # fmt: skip
    axes.set_xlim(left=0)
    axes.set_xlabel("seconds a question")
    axes.set_ylabel("questions")
    return _svg(figure, "Seconds a question took")


def sweep(points: Mapping[str, Mapping[str, Mean]]) -> str:
    """For each measure a line over the settings tried, with intervals."""
    names = list(points)
    measures = list(dict.fromkeys(m for means in points.values() for m in means))
    figure, axes = _figure(width=8.0, height=3.8)
    marks = "osD^v"
    for at, measure in enumerate(measures):
        means = [points[name].get(measure) for name in names]
        shown = [(x, m) for x, m in enumerate(means) if m is not None and m.value is not None]
        if not shown:
            continue
        place = [x + 0.06 * (at - len(measures) / 2) for x, _ in shown]
        colour = (_MAIN, _GOOD, _BAD, _INK, _DIM)[at % 5]
        values = np.array([m.value for _, m in shown], dtype=float)
        ends = np.array([[m.low, m.high] for _, m in shown], dtype=float).reshape(-1, 2).T
        axes.errorbar(place, values, yerr=np.abs(ends - values), color=colour, capsize=2,
                      marker=marks[at % 5], markersize=4, linewidth=1.2, label=measure)  # fmt: skip
    axes.set_xticks(range(len(names)), [_plain(n) for n in names], rotation=20, ha="right")
    axes.grid(axis="y", color=_LINE, linewidth=0.6)
    handles, labels = axes.get_legend_handles_labels()
    figure.legend(
        handles,
        labels,
        frameon=False,
        labelcolor=_INK,
        fontsize=8,
        loc="outside upper left",
        ncols=len(measures),
    )
    return _svg(figure, "Measures by setting")


def _figure(width: float = _WIDTH, height: float = _HEIGHT) -> tuple[Any, Any]:
    style = {
        "svg.fonttype": "none",  # text stays text: small, selectable, in the font of the page
        "font.size": 9,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.edgecolor": _LINE,
        "axes.labelcolor": _DIM,
        "xtick.color": _DIM,
        "ytick.color": _DIM,
        "axes.axisbelow": True,
    }
    _pyplot().rcParams.update(style)
    figure, axes = _pyplot().subplots(figsize=(width, height), layout="constrained")
    return figure, axes


def _svg(figure: Any, title: str) -> str:
    out = io.StringIO()
    # The same names in every run, and other ones in every chart: a page holds several.
    _pyplot().rcParams["svg.hashsalt"] = title
    figure.savefig(out, format="svg", transparent=True, metadata={"Date": None})
    _pyplot().close(figure)
    text = out.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>\s*", "", text, flags=re.DOTALL)
    text = re.sub(r'\s(?:xmlns(?::\w+)?|version)="[^"]*"', "", text)
    text = re.sub(r"<style.*?</style>", "", text, flags=re.DOTALL)  # it would style the page
    text = re.sub(r'<g id="[^"]*"', "<g", text).replace("xlink:href", "href")
    text = re.sub(r" font-family: [^;\"]*;", "", text)
    for placeholder, name in _VARIABLES.items():
        text = text.replace(placeholder, f"var(--{name})")
    size = re.compile(r'<svg width="[^"]*" height="[^"]*"')
    return size.sub(f'<svg role="img" aria-label="{title}"', text, count=1)


def _plain(text: str) -> str:
    """Dollar signs begin a formula in matplotlib."""
    return text.replace("$", r"\$")
