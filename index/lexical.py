"""The full-text index: Tantivy, BM25 over stemmed terms, and the words of names beside them.

Scoring is Tantivy's BM25 (Robertson and Zaragoza 2009, k1 = 1.2, b = 0.75).
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import tantivy

from index.errors import DamagedIndexError
from index.records import NO_OUTLETS, Article, Filter, day_number

_TITLE_WEIGHT = 0.5
_HEAP_BYTES = 64_000_000
_THOUSANDS = re.compile(r"(?<=\d)[,\u00a0\u202f](?=\d{3}(?!\d))")
_NAME_WORD = re.compile(r"(?<![\w])[^\W\d_a-z][\w’'-]*[^\W_]")


@cache
def _analyzer(stemmed: bool) -> Any:
    builder = (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.regex(r"\d+(?:[.:]\d+)*|[\p{L}\p{M}\p{N}]+"))
        .filter(tantivy.Filter.remove_long(60))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
    )
    return (builder.filter(tantivy.Filter.stemmer("english")) if stemmed else builder).build()


def _plain(text: str) -> str:
    """``6,000`` and ``6000`` are one term."""
    return _THOUSANDS.sub("", text)


def terms(text: str) -> list[str]:
    """The terms of a text as the index holds them: folded, lower case, stemmed, in order."""
    found: list[str] = _analyzer(True).analyze(_plain(text))
    return found


def folded(text: str) -> list[str]:
    """The words of a text, folded and lower case but not stemmed: names are not inflected."""
    found: list[str] = _analyzer(False).analyze(_plain(text))
    return found


class LexicalIndex:
    """BM25 over passages; one folder on disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        schema = tantivy.SchemaBuilder()
        schema.add_integer_field("passage", stored=True, indexed=True, fast=True)
        schema.add_integer_field("day", indexed=True, fast=True)
        schema.add_text_field("source", tokenizer_name="raw", index_option="basic")
        schema.add_text_field("body", tokenizer_name="terms", index_option="freq")
        schema.add_text_field("title", tokenizer_name="terms", index_option="freq")
        schema.add_text_field("names", tokenizer_name="folded", index_option="basic")
        self._schema = schema.build()
        try:
            self._index = tantivy.Index(self._schema, path=str(folder))
        except ValueError as error:
            raise DamagedIndexError(f"the full-text index cannot be opened: {error}") from error
        self._index.register_tokenizer("terms", _analyzer(True))
        self._index.register_tokenizer("folded", _analyzer(False))
        self.reopen()

    def reopen(self) -> None:
        """Reads what was committed since, by this process or another."""
        self._index.reload()
        self._searcher = self._index.searcher()

    def update(
        self,
        add: Sequence[tuple[int, str, Article]],
        drop: Sequence[int],
        outlets: Mapping[str, Sequence[str]] = NO_OUTLETS,
    ) -> None:
        """Adds (passage id, text, article) rows and drops ids, in one commit.

        ``outlets`` are those that an article was seen at besides its own, by its id.
        """
        try:
            self._update(add, drop, outlets)
        except (ValueError, OSError) as error:
            raise DamagedIndexError(f"the full-text index cannot be written: {error}") from error
        self.reopen()

    def _update(
        self,
        add: Sequence[tuple[int, str, Article]],
        drop: Sequence[int],
        outlets: Mapping[str, Sequence[str]],
    ) -> None:
        self._drop_orphans()
        writer = self._index.writer(_HEAP_BYTES, 1)
        for passage_id in [*drop, *(row[0] for row in add)]:
            writer.delete_documents_by_term("passage", passage_id)
        for passage_id, text, article in add:
            document = tantivy.Document()
            document.add_integer("passage", passage_id)
            document.add_integer("day", day_number(article.date))
            for source in {article.source or "", *outlets.get(article.id, ())}:
                document.add_text("source", source)
            document.add_text("body", _plain(text))
            document.add_text("title", _plain(article.title))
            document.add_text("names", " ".join(_NAME_WORD.findall(f"{text} {article.title}")))
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()

    def _drop_orphans(self) -> None:
        """Takes away the lists of deletions that a killed commit left unnamed in ``meta.json``.

        Tantivy would give the next list the same name, and refuses to write over it.
        """
        meta = json.loads((self._folder / "meta.json").read_text("utf-8"))
        named = {
            f"{segment['segment_id'].replace('-', '')}.{segment['deletes']['opstamp']}.del"
            for segment in meta["segments"]
            if segment.get("deletes")
        }
        for file in self._folder.glob("*.del"):
            if file.name not in named:
                file.unlink()

    def search(
        self,
        weighted: Mapping[str, float],
        limit: int,
        narrowed: Filter,
        within: Sequence[int] | None = None,
    ) -> list[tuple[int, float]]:
        """(passage id, BM25) for terms with weights, best first, ties by id; no zero scores.

        ``within``: only these passages, which is how articles narrow a search.
        """
        if not weighted:
            return []
        query = tantivy.Query
        should = []
        for term, weight in weighted.items():
            for field, boost in (("body", weight), ("title", weight * _TITLE_WEIGHT)):
                one = query.term_query(self._schema, field, term, "freq")
                should.append((tantivy.Occur.Should, query.boost_query(one, boost)))
        clauses = [
            (tantivy.Occur.Must, query.boolean_query(should)),
            *self._filters(narrowed, within),
        ]
        searcher = self._searcher  # one of its own: another thread may reopen meanwhile
        hits = searcher.search(query.boolean_query(clauses), limit).hits
        numbers = searcher.fast_field_values("passage", [address for _, address in hits])
        scored = [(int(n), score) for n, (score, _) in zip(numbers, hits, strict=True)]
        return sorted(scored, key=lambda p: (-p[1], p[0]))

    def _filters(self, narrowed: Filter, within: Sequence[int] | None) -> list[tuple[Any, Any]]:
        query, filters = tantivy.Query, []
        if within is not None:
            filters.append(query.term_set_query(self._schema, "passage", list(within)))
        if narrowed.sources:
            filters.append(query.term_set_query(self._schema, "source", list(narrowed.sources)))
        if narrowed.since or narrowed.until:
            upper = day_number(narrowed.until) or None
            filters.append(
                query.range_query(
                    self._schema,
                    "day",
                    tantivy.FieldType.Integer,
                    day_number(narrowed.since) or 1,
                    upper,
                )
            )
        # A filter must not add to the score.
        return [(tantivy.Occur.Must, query.const_score_query(f, 0.0)) for f in filters]

    def idf(self, term: str) -> float:
        """Inverse document frequency of a term as BM25 has it; highest where no passage has it."""
        n = self._searcher.num_docs
        df = self.frequency(term)
        return math.log(1 + (n - df + 0.5) / (df + 0.5))

    def frequency(self, term: str) -> int:
        """In how many passages a term stands, titles aside."""
        return int(self._searcher.doc_freq("body", term))

    def names_from(self, prefix: str) -> list[tuple[str, int]]:
        """(folded word, passages) for the capitalised words that begin so, in order."""
        found: list[tuple[str, int]] = self._searcher.terms_with_prefix("names", prefix)
        return found

    def ids(self) -> set[int]:
        searcher = self._searcher
        count = searcher.num_docs
        if not count:
            return set()
        hits = searcher.search(tantivy.Query.all_query(), count).hits
        return {int(n) for n in searcher.fast_field_values("passage", [a for _, a in hits])}
