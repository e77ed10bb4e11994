"""The shape of the code: who imports whom, which module knows which library, and how long.

Read from the source with ``ast``: nothing is imported, and imports inside functions count.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OURS = ("index", "assistant", "evals", "app")
FILES = sorted([ROOT / "app.py", *(p for name in OURS[:3] for p in (ROOT / name).rglob("*.py"))])
NAMES = [str(p.relative_to(ROOT)) for p in FILES]
MAX_LINES, MAX_FUNCTION = 300, 40


@cache
def tree(name: str) -> ast.Module:
    return ast.parse((ROOT / name).read_text("utf-8"))


def module(name: str) -> str:
    """``index/readers/__init__.py`` -> ``index.readers``."""
    return name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


MODULES = {module(name) for name in NAMES}


@cache
def imports(name: str) -> frozenset[str]:
    """The modules that a file imports, at its head or inside a function."""
    found: set[str] = set()
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{name}, line {node.lineno}: write the import in full"
            base = node.module or ""
            # ``from index.readers import text`` imports a module, not a name in one.
            inside = {f"{base}.{alias.name}" for alias in node.names} & MODULES
            found.update(inside or {base})
    return frozenset(found)


def top_level(name: str) -> set[str]:
    return {imported.split(".")[0] for imported in imports(name)}


def importers(library: str) -> list[str]:
    return [name for name in NAMES if library in top_level(name)]


# Arrows between the packages


@pytest.mark.parametrize(
    ("package", "allowed"),
    [
        ("index", {"index"}),
        ("assistant", {"assistant", "index"}),
        ("evals", {"evals", "assistant", "index"}),
        ("app", {"assistant", "index"}),
    ],
)
def test_imports_point_one_way(package: str, allowed: set[str]) -> None:
    wrong = {
        name: sorted(top_level(name) & set(OURS) - allowed)
        for name in NAMES
        if module(name).split(".")[0] == package and top_level(name) & set(OURS) - allowed
    }
    # ``byline serve`` starts the app: the one arrow back, inside the function that needs it.
    if package == "assistant":
        assert wrong.pop("assistant/cli.py") == ["app"]
        assert "app" not in imported_at_the_head("assistant/cli.py")
    assert wrong == {}


def imported_at_the_head(name: str) -> set[str]:
    return {a.name for node in tree(name).body if isinstance(node, ast.Import) for a in node.names}


@pytest.mark.parametrize("package", ["index", "assistant", "evals"])
def test_no_module_imports_itself_by_a_detour(package: str) -> None:
    graph = {
        module(name): {m for m in imports(name) if m in MODULES and m != module(name)}
        for name in NAMES
        if module(name).split(".")[0] == package
    }
    # The package's own ``__init__`` only gathers names for the outside.
    graph.pop(package)
    for start in graph:
        assert start not in reachable(graph, start), f"{start} imports itself by a detour"


def reachable(graph: dict[str, set[str]], start: str) -> set[str]:
    seen: set[str] = set()
    ahead = [*graph[start]]
    while ahead:
        at = ahead.pop()
        if at not in seen:
            seen.add(at)
            ahead += graph.get(at, set())
    return seen


# One library, one module


@pytest.mark.parametrize(
    ("library", "modules"),
    [
        ("gradio", ["app.py"]),
        ("chromadb", ["evals/systems/llama_index.py", "index/vectors.py"]),
        ("tantivy", ["assistant/reader/negatives.py", "index/lexical.py"]),
        ("sentence_transformers", ["index/encoder.py"]),
        ("nltk", ["index/sentences.py"]),
        ("tiktoken", ["index/passages.py"]),
        ("sqlite3", ["index/database.py"]),
        ("filelock", ["index/library.py"]),
        ("charset_normalizer", ["index/readers/encodings.py"]),
        ("trafilatura", ["index/readers/html.py"]),
        ("lxml", ["index/readers/html.py"]),
        ("htmldate", ["index/readers/page_dates.py"]),
        ("pypdf", ["index/readers/pdf.py"]),
        ("docx", ["index/readers/word.py"]),
        ("feedparser", ["index/readers/feeds.py"]),
        ("py3langid", ["index/readers/languages.py"]),
        ("dateparser", ["index/dates.py"]),
        ("protego", ["index/fetch.py"]),
        ("datasketch", ["index/copies.py"]),
        ("matplotlib", ["evals/charts.py"]),
        ("ir_measures", ["evals/measures/retrieval.py"]),
        ("rapidfuzz", ["assistant/names.py"]),
        ("llama_index", ["assistant/llama.py", "evals/systems/llama_index.py"]),
    ],
)
def test_a_library_is_known_to_its_module_alone(library: str, modules: list[str]) -> None:
    assert importers(library) == modules


# Length


@pytest.mark.parametrize("name", NAMES)
def test_a_module_is_under_300_lines(name: str) -> None:
    lines = len((ROOT / name).read_text("utf-8").splitlines())
    assert lines < MAX_LINES, f"{name} has {lines} lines: split it"


@pytest.mark.parametrize("name", NAMES)
def test_a_function_has_at_most_40_lines(name: str) -> None:
    long = {f"{f.name}: {length}" for f, length in functions(name) if length > MAX_FUNCTION}
    assert long == set()


def functions(name: str) -> Iterator[tuple[ast.FunctionDef | ast.AsyncFunctionDef, int]]:
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node, (node.end_lineno or node.lineno) - node.lineno + 1
