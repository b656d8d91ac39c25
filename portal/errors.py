"""What can go wrong, in words a reader may see; how it becomes an HTTP answer is `web`'s matter."""


class PortalError(Exception):
    """Something the portal expected to go wrong.

    `message` is one to three sentences for the person in front of the page:
    what happened, what did not, and what to do next.
    """

    default = "That did not work."

    def __init__(self, message: str | None = None) -> None:
        self.message = message or self.default
        super().__init__(self.message)


class Refused(PortalError):
    """The request was understood and declined; nothing was changed."""

    default = "That is not possible."

    def __init__(self, message: str | None = None, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class NotAllowed(PortalError):
    """The person asking may not do or see this."""

    default = (
        "This page is for people with another role. Nothing was changed. If you need it for your"
        " work, ask an administrator of the newsroom."
    )


class Missing(PortalError):
    """There is nothing under that address."""

    default = "There is no such page."


class Busy(PortalError):
    """Too many requests; `retry_after_seconds` says when to come back."""

    default = "That was a lot of tries in a short time. Please wait a little and try again."

    def __init__(self, message: str | None = None, *, retry_after_seconds: int = 60) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class Unavailable(PortalError):
    """Something the portal depends on does not answer; trying later is right."""

    default = "This is briefly unavailable. Please try again in a minute."


class Misconfigured(PortalError):
    """The settings do not fit together; the message says which and what to do."""
