"""Why a prompt was passed over, in words for the newsroom. Pure."""

REASONS = {
    "paused": "all prompts are paused",
    "member": "the reader is a member, and members are never asked",
    "quiet_page": "nobody is asked on pages of this section or with one of these tags",
    "off": "it is switched off",
    "not_yet": "its time has not come yet",
    "over": "its time is over",
    "no_place": "its place does not lie open on this page",
    "elsewhere": "it is for other sections or tags",
    "stays_away": "it stays away from this section or one of these tags",
    "audience": "it is for other readers",
    "donated": "the reader gave not long ago",
    "closed": "the reader closed a prompt not long ago",
    "reminded": "the reader asked to be reminded, and the reminder has not gone out yet",
    "too_often": "the reader was asked as often as it allows",
    "first_articles": "the reader is on one of the first articles, which are free of asks",
    "unresolved": "its text names a number that is not known at present",
    "bad": "it has no wording with a heading and a weight",
}
