"""Who said it: the speaker of a sentence, where it reports somebody's words."""

from __future__ import annotations

import pytest

from assistant.attribution import referent, speaker
from index.sentences import sentences


def said_by(text: str, at: int = -1) -> str | None:
    """The speaker of the last sentence of a text, or of the one asked for."""
    spans = tuple(sentences(text))
    return speaker(text, spans, range(len(spans))[at])


@pytest.mark.parametrize(
    "text",
    [
        "Medinsky said the talks were over.",
        "The talks were over, Medinsky said.",
        "The talks were over, said Medinsky.",
        "According to Medinsky, the talks were over.",
        "Medinsky, who led the team, also said the talks were over.",
        "Medinsky, who led the team, was quoted by RIA Novosti as saying the talks were over.",
        '"The talks are over," Medinsky added.',
    ],
)
def test_the_speaker_is_named_by_a_verb_of_saying(text: str) -> None:
    assert said_by(text) == "Medinsky"


def test_a_full_name_is_given_in_full() -> None:
    assert said_by("Rustem Umerov said an exchange was agreed.") == "Rustem Umerov"
    assert said_by("Nothing was agreed, said defence minister Rustem Umerov.") == "Rustem Umerov"


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Ada Byron of Ostrov told reporters that it was over.", "Ada Byron"),
        ("Jan Novak of the University of Leeds said the study was sound.", "Jan Novak"),
        ("Sally Holmes from Oxfam said aid was late.", "Sally Holmes"),
        ("The mayor, Ada Byron, said it was over.", "Ada Byron"),
        ("The governor of Ostrov, Ada Byron, said two had died.", "Ada Byron"),
        ("A spokesman for the Ministry of Defence, Tom Gill, said no one died.", "Tom Gill"),
        ("The Bank of England said rates would rise.", "Bank of England"),
        ("The Ministry of Foreign Affairs denied it.", "Ministry of Foreign Affairs"),
        ("The Institute for Fiscal Studies warned of cuts.", "Institute for Fiscal Studies"),
        ("After talks with Novak in Leeds, Byron said it went well.", "Byron"),
    ],
)
def test_where_a_speaker_is_from_is_not_the_speaker(text: str, who: str) -> None:
    assert said_by(text) == who


@pytest.mark.parametrize(
    "text",
    [
        "The talks lasted an hour.",
        "Rustem Umerov flew to Istanbul on Monday.",
        "The list names 339 children.",
    ],
)
def test_a_sentence_that_reports_nobodys_words_has_no_speaker(text: str) -> None:
    assert said_by(text) is None


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("A former deckhand told the Beacon that it flickered.", "A former deckhand"),
        ("A source close to the minister said so.", "A source close to the minister"),
        ("The talks were over, said a spokeswoman for the ministry.",
         "a spokeswoman for the ministry"),
        ("Police said that two were missing.", "Police"),
        ("It sank after the captain said he was tired.", "the captain"),
        ("According to the coastguard, it was dark.", "the coastguard"),
        ("Superintendent Grace Ibbot said so.", "Grace Ibbot"),
    ],
)  # fmt: skip
def test_who_is_not_named_is_given_as_the_sentence_calls_them(text: str, who: str) -> None:
    assert said_by(text) == who


def test_a_bridge_named_after_somebody_says_nothing() -> None:
    assert said_by("An old bridge in the town named after him was closed.") is None


def test_a_pronoun_is_the_speaker_of_the_sentence_before() -> None:
    text = "Vladimir Medinsky said the talks were over. He added that a list was handed over."
    assert said_by(text) == "Vladimir Medinsky"


def test_a_pronoun_without_anybody_before_it_is_nobody() -> None:
    assert said_by("He said the talks were over.") is None


def test_each_sentence_has_its_own_speaker() -> None:
    text = "Umerov said yes. Medinsky said no."
    assert [said_by(text, 0), said_by(text, 1)] == ["Umerov", "Medinsky"]


def test_a_title_with_a_capital_is_no_name() -> None:
    text = "Nothing was agreed, said Defence minister Rustem Umerov."
    assert speaker(text, tuple(sentences(text)), 0) == "Rustem Umerov"


def test_what_is_reported_of_somebody_is_not_said_by_them() -> None:
    text = "He reported that Russia has returned 101 children."
    assert speaker(text, tuple(sentences(text)), 0) is None


@pytest.mark.parametrize(
    ("last", "read"),
    [
        ("He denied it.", "He [Vladimir Medinsky] denied it."),
        ("In his view it was a show.", "In his [Vladimir Medinsky’s] view it was a show."),
        ("It was, he added, a show.", "It was, he [Vladimir Medinsky] added, a show."),
        ("The minister left early.", "The minister [Vladimir Medinsky] left early."),
    ],
)
def test_the_pronoun_that_speaks_is_given_its_name(last: str, read: str) -> None:
    text = f"Vladimir Medinsky said the talks were over. {last}"
    spans = tuple(sentences(text))
    found = referent(text, spans, 1)
    assert found is not None
    assert f"{last[: found[0]]} [{found[1]}]{last[found[0] :]}" == read


@pytest.mark.parametrize(
    "text",
    [
        "Medinsky said the talks were over. Umerov said he left.",
        "The talks were over. He left.",
        "The Foreign Ministry said the talks were over. He left.",
        "Medinsky said the talks were over. They lasted an hour.",
    ],
)
def test_nobody_is_named_where_that_would_be_a_guess(text: str) -> None:
    assert referent(text, tuple(sentences(text)), 1) is None


def test_a_person_named_after_what_opens_a_sentence_is_meant_by_the_next() -> None:
    text = "Vladimir Medinsky left. On children, Medinsky showed a list. By his count 101 returned."
    spans = tuple(sentences(text))
    found = referent(text, spans, 2)
    assert found is not None
    assert found[1] == "Medinsky’s"
    ukraine = text.replace("Vladimir Medinsky", "The team").replace("Medinsky", "Ukraine")
    assert referent(ukraine, tuple(sentences(ukraine)), 2) is None
