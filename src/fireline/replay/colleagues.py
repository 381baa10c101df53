"""What the colleagues of a visitor to the demo say and type."""

from __future__ import annotations

# What goes on before the visitor comes: minutes since the incident's declaration, who, what.
UNDER_WAY = (
    (1, "dee", "/incident ic me"),
    (2, "dee", "/incident impact search takes 4 s in the EU shop"),
    (6, "eve", "the index of yesterday is twice as large as the one before"),
    (9, "cy", "one shard answers for all the others; taking it out"),
    (10, "dee", "/incident mitigating building the index anew"),
)
PEOPLE_TALK = (
    ("cy", "search is slow in the shop as well"),
    ("eve", "the new index is built, checking"),
    ("cy", "latency is at 900 ms, was 4 s"),
    ("eve", "switched every shard to the new index"),
)
COLLEAGUES = (
    ("bea", "5xx for ten minutes now, all of them from the payment pool"),
    ("bea", "/incident comms me"),
    ("bea", "/incident impact about 12 % of EU checkouts fail"),
    ("cy", "web-3 has run out of connections"),
    ("cy", "/incident mitigating restarting the payment pool"),
)
