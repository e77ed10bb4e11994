"""Words that several modules read by: months, weekdays, small numbers. The first two are patterns,
without groups and without the boundaries around them."""

from __future__ import annotations

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
SHORT_MONTHS = "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
WEEKDAYS = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
NUMBERS = "zero one two three four five six seven eight nine ten eleven twelve".split()
"""Each at the place of its value."""
