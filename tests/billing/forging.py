"""Makes posts to the webhook that Stripe never sent: each kind in every number, none of them valid.

A kind is a function of chance that returns a body and its signature header. What a header claims
is right but for the one thing that its kind is named after.
"""

import random
import secrets
import string
import time
from collections.abc import Callable
from io import BytesIO
from typing import Any

import stripe

Post = tuple[bytes, str]
Kind = Callable[[random.Random, bytes, str], Post]

HUGE = 512 * 1024 + 1
"""More than the webhook reads."""
CONTENT_TYPES = (
    "application/json", "application/json; charset=utf-16", "application/x-www-form-urlencoded",
    "multipart/form-data", "multipart/form-data; boundary=x", "text/plain", "text/xml",
    "application/octet-stream", "application/cbor", "image/png", "é", "",
)  # fmt: skip
LETTERS = string.ascii_letters + string.digits


def signed(body: bytes, secret: str, shift: float = 0) -> str:
    """The header as the SDK makes it, as if `shift` seconds from now."""
    header: str = stripe.WebhookSignature.generate_signature_header(
        body.decode(), secret, int(time.time() + shift)
    )
    return header


def _wrong_secret(chance: random.Random, body: bytes, secret: str) -> Post:
    place = chance.randrange(len(secret))
    others = (
        "whsec_" + "".join(chance.choices(LETTERS, k=32)),
        secret[:place],
        secret[:place] + chance.choice("- é") + secret[place + 1 :],
        secret.removeprefix("whsec_"),
        secret.upper(),
        secret + chance.choice(" \n,0"),
        "setup",
        "None",
    )
    return body, signed(body, chance.choice(others))


def _empty_secret(chance: random.Random, body: bytes, secret: str) -> Post:
    return body, signed(body, chance.choice(("", " ", "\x00")))


def _shifted_time(chance: random.Random, body: bytes, secret: str) -> Post:
    return body, signed(body, secret, -chance.choice((330, 3600, 10**6, chance.uniform(330, 1e9))))


def _future_time(chance: random.Random, body: bytes, secret: str) -> Post:
    return body, signed(body, secret, chance.choice((330, 3600, 10**6, chance.uniform(330, 1e10))))


def _moved_time(chance: random.Random, body: bytes, secret: str) -> Post:
    old = signed(body, secret, -chance.uniform(330, 1e6))
    return body, f"t={int(time.time())},{old.partition(',')[2]}"


def _truncated(chance: random.Random, body: bytes, secret: str) -> Post:
    header = signed(body, secret)
    begin, end = chance.randrange(len(header)), chance.randrange(1, len(header))
    cut = (
        (body, header[:-end]),
        (body, header[1 + begin :]),
        (body[: -chance.randrange(1, len(body))], header),
        (body[chance.randrange(1, len(body)) :], header),
        (b"", header),
        (body, header.partition(",")[0]),
    )
    return chance.choice(cut)


def _non_ascii(chance: random.Random, body: bytes, secret: str) -> Post:
    header, strange = signed(body, secret), chance.choice("é１٣ßя√\xa0\x85𝟛\u202e")
    place = chance.randrange(2, len(header))
    changed = (
        header[:place] + strange + header[place:],
        header[:place] + strange + header[place + 1 :],
        header.translate({ord("1"): "１"}),
        header + "," + strange,
        strange * chance.randrange(1, 400),
    )
    return body, chance.choice(changed)


def _other_body(chance: random.Random, body: bytes, secret: str) -> Post:
    place = chance.randrange(len(body))
    other = bytes((body[place] ^ (1 << chance.randrange(8)),))
    changed = (
        body[:place] + other + body[place + 1 :],
        body + chance.choice((b" ", b"\n", b"\x00", b"\xff")),
        b"\xef\xbb\xbf" + body,
        chance.randbytes(chance.randrange(200)),
    )
    return chance.choice(changed), signed(body, secret)


def _malformed(chance: random.Random, body: bytes, secret: str) -> Post:
    header = signed(body, secret)
    moment, _, signature = header.partition(",")
    headers = (
        "",
        header.replace("v1=", "v0="),
        header.replace(",", ";"),
        header.replace("t=", f"t=-{chance.randrange(9)}"),
        header.replace("t=", "t=0x"),
        f"{moment},{header}",
        f"{moment},v1=",
        f"{moment}.5,{signature}",
        "t=" + "9" * chance.randrange(13, 400) + "," + signature,
        moment + "".join(f",v1={secrets.token_hex(32)}" for _ in range(chance.randrange(1, 25))),
        header + ",v1=" + "0" * 3000,
        "".join(chance.choices(string.printable[:95], k=chance.randrange(1, 200))),
    )
    return body, chance.choice(headers)


def _huge(chance: random.Random, body: bytes, secret: str) -> Post:
    large = body[:-1] + b" " * (HUGE + chance.randrange(200_000)) + b"}"
    return large, signed(large, secret)


KINDS: dict[str, Kind] = {
    "wrong secret": _wrong_secret,
    "empty secret": _empty_secret,
    "shifted time": _shifted_time,
    "future time": _future_time,
    "moved time": _moved_time,
    "truncated": _truncated,
    "non-ASCII": _non_ascii,
    "other body": _other_body,
    "malformed": _malformed,
    "huge": _huge,
}


def dressed(chance: random.Random, kind: str, post: Post) -> dict[str, Any]:
    """The post as a test client's arguments: any content type, at times of no stated length."""
    body, header = post
    sent: dict[str, Any] = {
        "content_type": chance.choice(CONTENT_TYPES).encode().decode("latin-1"),
        "headers": {"Stripe-Signature": header.encode().decode("latin-1")},
    }
    if kind == "huge" and chance.random() < 0.5:
        return {
            **sent,
            "input_stream": BytesIO(body),
            "environ_overrides": {"wsgi.input_terminated": True},
        }
    return {**sent, "data": body}
