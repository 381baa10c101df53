"""How far two words are apart by slips of the finger."""

from __future__ import annotations


def distance(one: str, other: str, limit: int = 2) -> int:
    """Letters added, dropped, changed or swapped with their neighbour; anything beyond the limit is limit + 1."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    above = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            best = min(above[j] + 1, row[-1] + 1, above[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                best = min(best, before[j - 2] + 1)
            row.append(best)
        before, above = above, row
    return min(above[-1], limit + 1)


def allowed(word: str) -> int:
    """How many slips a word of this length can carry and still be that word."""
    return 0 if len(word) < 3 else 1 if len(word) < 6 else 2
