"""Fresh indexes for what is left when articles are removed.

Deleting from Chroma leaves vectors in its files, and from Tantivy terms in its dictionary, until
some later merge. So the vectors of the other passages are copied into new ones, without encoding
them again, and their postings are written anew.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from index.database import Database
from index.errors import DamagedIndexError
from index.history import History
from index.indexes import Indexes
from index.memory import give_back

_BATCH = 1000  # passages at a time


def copy(
    database: Database,
    history: History,
    old: Indexes,
    fresh: Indexes,
    progress: Callable[[int, int], None],
) -> set[str]:
    """Copies the passages of all indexed articles, and gives the ids of articles that lack some.

    ``progress`` counts passages.
    """
    ids, lacking = database.passage_ids(indexed=True), set[str]()
    for at in range(0, len(ids), _BATCH):
        asked = database.passages(ids[at : at + _BATCH])
        try:
            here, vectors = old.vectors.get(sorted(asked))
        except DamagedIndexError:
            here, vectors = [], np.zeros((0, 0), dtype=np.float32)
        lacking.update(asked[i][0].id for i in set(asked).difference(here))
        found = [asked[i] for i in here]
        rows = [(p.id, article.text[p.start : p.end], article) for article, p in found]
        outlets = history.outlets(sorted({article.id for article, _ in found}))
        fresh.update(rows, vectors, (), outlets)
        give_back()
        progress(min(at + _BATCH, len(ids)), len(ids))
    return lacking
