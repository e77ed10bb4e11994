"""Reports, comparisons and sweeps as one HTML file each, which needs no network."""

from evals.html.comparison import comparison_to_html
from evals.html.run import to_html
from evals.html.sweep import sweep_to_html

__all__ = ["comparison_to_html", "sweep_to_html", "to_html"]
