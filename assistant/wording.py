"""Every word that Byline itself says to people in the chat, in one place."""

from __future__ import annotations

BUILDING = "Building the library from the bundled reports"

# The first screen
HEADLINE = "Ask what the articles say."
LEDE = (
    "Byline answers from the articles in this library and from nothing else. Every sentence "
    "carries its outlet, its date and the exact passage it comes from."
)
NO_ARTICLES = "This library holds no articles yet. Add some with: byline add PATH"
TRY_ASKING = "Try asking"
EXAMPLES = (  # for the bundled reports; the last one has no answer in them
    "How many children are on the list that Ukraine handed over?",
    "Who led the Russian delegation?",
    "When did Trump and Putin talk?",
    "What was agreed at the talks on May 16?",
    "What did Medinsky say about the children?",
    "What salary does Umerov earn?",
)
HINT_DATE = "What happened on {}?"
HINT_OUTLET = "What does {} report?"
HINT_TITLE = "What do the articles say about “{}”?"

# The question box
ASK, ASKING, CLEAR = "Ask", "Reading…", "New conversation"
BOX_LABEL, BOX_HINT = "Your question", "Ask a question"
TOO_LONG = "Please shorten the question: it has {got} characters, and {limit} are read."

# The conversation
CONVERSATION = "Conversation"
READING = "Reading the articles…"
UNDERSTOOD = "Understood as:"
REPORTED_BY = ", as reported by "
ANSWER_IS = "Answer: {} ({})"
NOT_FOUND = "The articles in this library do not say."
NOT_FOUND_HINT = (
    "Try the names, places or dates an article would use, or ask about one thing at a time."
)
CLOSEST = "Closest passages"
DIFFER = "Accounts differ"
SIDE_BY_SIDE = "The accounts side by side"  # asked for; they may agree
FAILED = (
    "Something went wrong while reading the articles, and nothing was answered. Please ask again."
)
DROPPED = "Earlier questions have left this page; it keeps the latest {limit}."
# The lowest confidence of each wording, its bars out of three, and what it means.
CONFIDENCE = (
    (0.75, "well supported", 3, "The passages found answer the question directly."),
    (0.5, "some support", 2, "The passages found are close: read them before relying on this."),
    (0.0, "weak support", 1, "The passages found may not answer the question: check the quotes."),
)

# Sources and articles
SOURCES = "Sources"
NO_SOURCES = "No article is cited: no passage answers this question."
NO_OUTLET, NO_DATE = "Outlet not named", "date not given"
CITE_LABEL = "Citation {number}: {outlet}, {date}. Open the quote in the article"
ORIGINAL = "Original"
NEW_TAB = "(opens in a new tab)"
READ_ARTICLE = "Read in the article"
ARTICLE_GONE = "This article is no longer in the library."
BACK = "Back to the answer"
ARTICLE_LOST = "The article could not be fetched. Is Byline still running?"
ARTICLE_CHANGED = "This article has changed since it was cited, so the passage is not marked."


def counted(number: int, noun: str) -> str:
    """A count with its noun: 1 article, 2,000 articles."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
