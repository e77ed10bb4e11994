"""Every word that Byline itself says to people in the chat, in one place.

``PAGE`` holds those that the scripts of the page say.
"""

from __future__ import annotations

BUILDING = "Building the library from the bundled reports"

# The way around
VIEWS = {"ask": "Ask", "compare": "Compare", "library": "Library", "history": "History"}
NAVIGATION = "Views"
SKIP = "Skip to the question box"

# The first screen
HEADLINE = "Ask what the articles say."
LEDE = (
    "Byline answers from the articles in this library and from nothing else. Every sentence "
    "carries its outlet, its date and the exact passage it comes from."
)
NO_ARTICLES = "This library holds no articles yet."
NO_ARTICLES_ADD = "Add some"
NO_ARTICLES_TOLD = "Whoever runs it adds some with: byline add PATH"
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

# What is asked
SCOPE_ALL = "All articles"
SCOPE_SOME = "Narrowed to"
SCOPE_TITLE = "Which articles to read"
SCOPE_OUTLETS, SCOPE_DATES = "Outlets", "Published"
SCOPE_FIND = "Find an outlet"
SCOPE_NONE = "No outlet has this in its name."
SCOPE_FROM, SCOPE_TO = "From", "To"
SCOPE_CLEAR, SCOPE_DONE = "Read all articles", "Done"
SCOPE_SINCE, SCOPE_UNTIL, SCOPE_BETWEEN = "since {}", "until {}", "{} to {}"
SCOPE_ARTICLE = "“{}”"
SCOPE_GONE = "“{}” is no longer in this library, so nothing was asked. Read other articles instead."
SCOPE_ASKED = "Asked of:"
TIMELINE = "Articles by {unit}"
TIMELINE_HELP = "Choose a bar for its articles alone; drag, or hold Shift, for several."
TIMELINE_BAR = "{when}: {count}"
TIMELINE_PUBLISHED = "Above: articles published, at most {most} in a {unit}."
TIMELINE_EVENTS = (
    "Below: days that articles tell of, other than their own; at most {most} in a {unit}."
)
TIMELINE_ELSEWHERE = "{} more are on days not shown."
TIMELINE_READING = "Below: days that articles tell of; the texts are being read for them…"
UNDATED = "{} without a date"
UNITS = {"day": "day", "week": "week", "month": "month", "year": "year"}
WEEK_OF = "Week of {}"
UNKNOWN_LIBRARY = "There is no library {!r} here. Choose one of: {}."

# The conversation
CONVERSATION = "Conversation"
READING = "Reading the articles…"
UNDERSTOOD = "Understood as:"
REPORTED_BY = ", as reported by "
ANSWER_IS = "Answer: {} ({})"
NOT_FOUND = "The articles in this library do not say."
NOT_FOUND_SCOPE = "The articles you chose do not say."
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
RESTS_ON = "It rests on {quotes} from {outlets}."

# What one does with an answer
ACTIONS = "This answer"
COPY, LINK, SAVE = "Copy", "Link", "Save as"
LINK_LABEL = "Copy a link that asks this again"
FEEDBACK = "Was this right?"
VERDICTS = {
    "right": "Right",
    "wrong": "Wrong",
    "incomplete": "Incomplete",
    "bad citation": "Bad citation",
}
FEEDBACK_NOTE = "Note (optional)"
FEEDBACK_SEND = "Keep this feedback"
FEEDBACK_TOLD = (
    "Keeps the question, the answer and your note in a file beside the library, for whoever "
    "looks after it. Nothing is sent anywhere."
)
FEEDBACK_KEPT = "Kept, thank you."
FEEDBACK_ODD = "That answer is no longer in this conversation: nothing was kept."
FEEDBACK_FAILED = "The feedback could not be written: {}."

# Exports
FORMATS = {"markdown": "Markdown", "html": "Web page (opens in Word)", "json": "JSON"}
EXPORTED = "Answered by Byline from the articles in its library. [n] cites the sources below."
NOT_READABLE = "This is no saved conversation of Byline: {}."

# Sources and articles
SOURCES = "Sources"
NO_SOURCES = "No article is cited: no passage answers this question."
NO_OUTLET, NO_DATE = "Outlet not named", "date not given"
CITE_LABEL = "Citation {number}: {outlet}, {date}. Open the quote in the article"
ORIGINAL = "Original"
NEW_TAB = "(opens in a new tab)"
READ_ARTICLE = "Read in the article"
ARTICLE_GONE = "This article is no longer in the library."
ARTICLE_CHANGED = "This article has changed since it was cited, so the passage is not marked."

# Comparing outlets
COMPARE_TITLE = "What does each outlet say?"
COMPARE_LEDE = "One question, read in each outlet's articles alone."
COMPARE_BOX, COMPARE_GO = "Question to compare", "Compare"
COMPARE_OUTLETS = "Outlets (up to {limit})"
COMPARE_NONE = "Comparing needs articles of two outlets or more; this library has {got}."
COMPARE_NONE_CHOSEN = (
    "Comparing needs articles of two outlets or more; what you narrowed it to has {got}."
)
COMPARE_SILENT = "Does not say."
COMPARE_WAIT = "Reading…"
COMPARE_DONE = "{said} of {all} outlets answer."
COMPARE_SAME, COMPARE_ALONE = "Same as {}", "Only here"
COMPARE_FEW = "Choose two outlets or more to compare."
COMPARE_MANY = "Choose at most {limit} outlets to compare."

# The library
LIBRARY_TITLE = "The library"
LIBRARY_SWITCH = "Library"
LIBRARY_CLOSED = "Articles are added and removed by whoever runs this Byline."
ADD_TITLE = "Add articles"
ADD_DROP = "Drop files here, or choose them"
ADD_FORMATS = "Formats: {}."
ADD_URL, ADD_URL_GO = "Address of a page or feed", "Fetch"
ADD_PASTE = "Paste a text"
ADD_PASTE_TITLE, ADD_PASTE_SOURCE, ADD_PASTE_DATE = "Title", "Outlet", "Date"
ADD_PASTE_TEXT, ADD_PASTE_GO = "Text", "Add this text"
ADD_RESULTS = "What became of them"
ADD_EMPTY = "There is no text here; expected the words of an article."
ADD_ODD_URL = "{!r} is no web address; expected one that starts with http:// or https://."
ADD_GONE = "The upload did not arrive whole; please add the file again."
ADD_LOST = (
    "Byline was started again meanwhile; add it once more, what is in the library already stays "
    "as it is"
)
ADD_FAILED = "something went wrong, and the log of Byline says what"
ADD_OFF = "Adding and removing articles is switched off here (--allow-adding switches it on)."
ADDED = {
    "added": "added",
    "replaced": "replaced an earlier version",
    "unchanged": "in the library already",
    "copies": "a copy of an article in the library",
    "rejected": "not added",
}
ADD_NOTHING = "nothing was found in it"
FIND_ARTICLES = "Find articles by title, outlet or date"
NO_SUCH_ARTICLES = "No article matches."
MORE_ARTICLES = "Show more"
REMOVE, REMOVED = "Remove", "Removed “{}”."
REMOVE_LABEL = "Remove “{}”"

# History
HISTORY_TITLE = "Earlier conversations"
HISTORY_TOLD = "Kept in this browser only; nobody else sees them."

# Serving others
SIGN_IN = "Sign in to Byline. After eight failed tries, wait a quarter of an hour."
TOO_MANY_FAILURES = "Too many failed logins. Try again in {minutes} minutes."

PAGE = {
    "back": "Back to the answer",
    "close": "Close the article",
    "lost": "The article could not be fetched. Is Byline still running?",
    "offline": "Byline could not be reached. Is it still running?",
    "previous": "Previous quote",
    "next": "Next quote",
    "place": "{at} of {all}",
    "ask": ASK,
    "asking": ASKING,
    "all": SCOPE_ALL,
    "some": SCOPE_SOME,
    "since": SCOPE_SINCE,
    "until": SCOPE_UNTIL,
    "between": "{since} to {until}",
    "drop": "Narrow to this no longer: {}",
    "few": COMPARE_FEW,
    "many": COMPARE_MANY,
    "askOnly": "Ask only this one",
    "askToo": "Ask this one too",
    "askNot": "Ask this one no longer",
    "article": SCOPE_ARTICLE,
    "copied": "Copied",
    "sure": "Remove for good?",
    "sureDelete": "Delete for good?",
    "open": "Open",
    "rename": "Rename",
    "delete": "Delete",
    "save": SAVE,
    "name": "Name of this conversation",
    "questions": "{} questions",
    "question": "1 question",
    "find": "Find in earlier conversations",
    "none": "No conversations yet. What you ask is kept here.",
    "noMatch": "No conversation matches.",
    "deleteAll": "Delete all",
    "full": "This browser's store is full: the oldest conversations were let go.",
    "adding": "Adding {} …",
    "within": "{done} of {all} articles",
    "tooLarge": "too large: {got} MB, and {limit} MB are taken at once",
    "failed": "could not be added: {}",
    "counting": "{done} of {all} files",
}


def counted(number: int, noun: str) -> str:
    """A count with its noun: 1 article, 2,000 articles."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def ago(days: int) -> str:
    """How long ago, in words: today, 3 days ago, 5 months ago."""
    if days <= 0:
        return "today"
    if days == 1:
        return "yesterday"
    for size, noun in ((365, "year"), (30, "month"), (7, "week"), (1, "day")):
        if days >= 2 * size or (size > 7 and days >= size):
            return f"{counted(days // size, noun)} ago"
    return ""


def listed(things: list[str]) -> str:
    """Things in a row: one, two and three."""
    return " and ".join([", ".join(things[:-1]), things[-1]] if len(things) > 1 else things)


# What else is known of where a quote stands.
REMARK_PAGE = "page {page}"
REMARK_ALSO = "also in {outlets}"
REMARK_CHANGED = "the article was changed since it was first added"
