"""Whether something is still news to the person it concerns: the one rule for letters. Pure."""

from datetime import datetime, timedelta

# What is taken in later than this (an import, a long outage, a seeded past) is history: no
# letter thanks for it, tells of its failing or says goodbye.
NEWS_FOR = timedelta(days=3)


def is_news(happened_at: datetime, now: datetime) -> bool:
    """True while a letter about it would not be strange: at most three days after it happened."""
    return now - happened_at <= NEWS_FOR
