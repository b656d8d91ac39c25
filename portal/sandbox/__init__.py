"""A local stand-in for Stripe's test mode: its HTTP API at one pinned version, its hosted pages,
its events, and a virtual clock. It is an application of its own: no desk imports it, it imports
no desk, and it is reached through the public SDK and a browser only.

Beside Stripe's API it answers a control API, for tests and the control page. Requests and answers
are JSON (`Content-Type: application/json` is required), an error is `{"error": "a sentence"}`.

    GET    /_control/state              clock, counts of objects, what is due, switches, faults
    POST   /_control/clock              {"seconds"|"days"|"months"|"years": n} or {"to": seconds}:
                                        time advances, all that falls due on the way has happened
                                        when the answer comes: {"now", "ran"}
    GET    /_control/deliveries         the last 200: event, type, endpoint, state, attempts, answer
    POST   /_control/deliveries         {"mode": "fail"|"lose"|"double"|"reorder"|"delay",
                                        "times": n, "seconds"|"days": n}: the next n deliveries
                                        fail once, never come, come twice, come in reverse order,
                                        come late (by real seconds or virtual days); -1 times is
                                        until further notice, 0 is no more
    POST   /_control/deliveries/resend  {"event": id}: delivered once more
    POST   /_control/deliveries/flush   {"seconds": n}: answers when nothing waits to be sent, or
                                        after n seconds: {"pending": n}. Retries that wait for
                                        their time are made at once.
    PUT    /_control/listener           {"url", "secret", "api_version"}: where events go from
                                        now on
    POST   /_control/endpoints/<id>/roll  {"seconds": n}: {"secret"}, a new one; the old one signs
                                        beside it for so long. The listener's id is `listener`
    POST   /_control/faults             {"kind", "times", "method", "path", "seconds"}: the next
                                        fitting API requests meet error_500, error_500_after,
                                        rate_limit, slow, timeout_before, timeout_after,
                                        drop_before or drop_after; `_after` means that it was
                                        executed, `slow` that it will be, after those seconds
    POST   /_control/faults/await       {"seconds"}: answers when a request hangs: {"hangs": bool}
    DELETE /_control/faults             no faults wait any more; hanging requests go on at once
    POST   /_control/refunds            {"charge" or "payment_intent", "amount"}: the refund
    POST   /_control/disputes           {"charge", "reason"}: the dispute
    POST   /_control/disputes/<id>      {"outcome": "won"|"lost"}: the dispute, closed
    POST   /_control/payouts            all that has settled is at the bank: {"data": [payout, …]}
    POST   /_control/payouts/<id>/fail  the payout, refused by the bank
    PUT    /_control/settlement         {"currency", "rates": {"usd": 0.92}}: charges in those
                                        currencies settle in that one; null: in their own again
    POST   /_control/subscriptions/<id>/cancel   cancelled at once
    POST   /_control/sessions/<id>/expire        the checkout session, expired
    POST   /_control/seed               {"members": n, "seed": n, "days": n, "metadata", "paying",
                                        "wait"}:
                                        members with a past, its events listed, none delivered;
                                        answers when they are written, at once without `wait`
    GET    /_control/seed               {"members", "number", "done", "left_out", "is_running",
                                        "seconds", "error"}
    POST   /_control/play               {"days": n, "joins": n, "metadata", "wait"}: day after day
                                        passes, so many people join on each; the next day begins
                                        when all deliveries were answered and no API call came for
                                        a moment (or after 30 s); with `wait` answers at the end
    GET    /_control/play               {"days", "done", "joined", "now", "is_running", "seconds",
                                        "error"}
    DELETE /_control/play               stopped; the state
    POST   /_control/reset              as new, but for the listener, and for the time while
                                        others follow it
"""
