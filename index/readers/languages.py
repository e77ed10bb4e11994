"""The language of a text: py3langid (Lui and Baldwin 2012, langid.py), offline."""

from __future__ import annotations

from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

_LETTERS = 20  # fewer say too little
_SAMPLE = 3000  # code points that are looked at
_SURE = 0.5  # the probability below which no language is named


def detect_language(text: str) -> str | None:
    """The ISO 639-1 code of the language; ``None`` where the text is too short or unsure."""
    sample = text[:_SAMPLE]
    if sum(map(str.isalpha, sample)) < _LETTERS:
        return None
    code, probability = _identifier().classify(sample)
    return str(code) if probability >= _SURE else None


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    # Without this, short English is split between English and its creoles.
    identifier.set_languages([code for code in identifier.labels if len(code) == 2])
    return identifier
