"""One article at the door: new, known, changed at its source, or a copy of another."""

from __future__ import annotations

from dataclasses import replace

from index.copies import fingerprint
from index.history import Place
from index.records import AddReport, Article
from index.store import Store


def take(store: Store, article: Article, report: AddReport) -> None:
    """Takes an article in, inside a transaction, and says in the report what became of it."""
    place = store.history.place(article)
    if place is None:
        _take_new(store, article, report)
    elif place.digest == article.digest:
        store.history.name(place, article.origin)
        report.unchanged.append(place.id)
    elif place.id != place.article_id:
        _change_copy(store, place, article)
        report.replaced.append(place.id)
    elif _is_older(store, place, article):
        store.history.keep(place.id, article)
        store.history.see(article, place.id, place.id)
        report.unchanged.append(place.id)
    else:
        _change(store, place, article)
        report.replaced.append(place.id)


def _take_new(store: Store, article: Article, report: AddReport) -> None:
    article = replace(article, id=store.free_id(article))
    original = store.history.same_text(article)
    if original is None:
        store.put(article)
        report.added.append(article.id)
    else:
        store.database.touch([original])  # its outlets are more now
        report.copies.append((article.id, original))
    store.history.see(article, article.id, original or article.id)


def _change(store: Store, place: Place, article: Article) -> None:
    """A new wording of an article; where others still have the old one, that stays beside it."""
    article = replace(article, id=place.id)
    before = store.article(place.id)
    if _reworded(before, article):
        store.history.keep(place.id, before)
    heir = store.history.heir(before) if _differs(before.text, article.text) else None
    if heir is not None:
        store.put(heir)
        store.history.bequeath(before.id, heir.id)
    store.put(article)
    store.history.see(article, place.id, place.id)


def _change_copy(store: Store, place: Place, article: Article) -> None:
    """What was a copy says something else now: an article of its own, unless it is still one."""
    article = replace(article, id=place.id)
    original = store.article(place.article_id)
    if _differs(original.text, article.text):
        before = store.history.as_seen(original, place.id)
        store.put(article)
        store.history.keep(place.id, before)
        store.history.detach(place.id)
    store.history.see(article, place.id, store.history.resolve(place.id))
    store.database.touch([original.id])  # its outlets are others now


def _is_older(store: Store, place: Place, article: Article) -> bool:
    """Whether this came from elsewhere and is an earlier state of the same page."""
    known = store.article(place.id).date
    return bool(place.by_url and known and article.date and article.date < known)


def _reworded(before: Article, after: Article) -> bool:
    return before.title != after.title or _differs(before.text, after.text)


def _differs(one: str, other: str) -> bool:
    return fingerprint(one) != fingerprint(other)
