"""Where the words of an article stand elsewhere: copies count as one source, and are named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from index.errors import UnknownNameError
from index.library import Library
from index.records import Article, Sighting


@dataclass(frozen=True, slots=True)
class Provenance:
    """Of some articles, by id: the story each tells, who else printed it, which were changed.

    ``stories`` has one id for an article and its near-copies. ``printed`` are the other outlets
    that carried the very words. ``changed`` are those whose text was another when first added.
    """

    stories: Mapping[str, str] = field(default_factory=dict)
    printed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    changed: frozenset[str] = frozenset()

    def story(self, article_id: str) -> str:
        """The story of an article; its own id where it is alone."""
        return self.stories.get(article_id, article_id)


def provenance(library: Library, articles: Sequence[Article]) -> Provenance:
    """What a library knows of these articles; nothing of those removed meanwhile."""
    printed: dict[str, tuple[str, ...]] = {}
    for article in articles:
        if article.id not in printed:
            others = dict.fromkeys(s.source for s in _sightings(library, article))
            printed[article.id] = tuple(s for s in others if s and s != article.source)
    ids = list(printed)
    return Provenance(library.stories(ids), printed, frozenset(library.changed(ids)))


def _sightings(library: Library, article: Article) -> list[Sighting]:
    try:
        return library.sightings(article.id)
    except UnknownNameError:
        return []
