"""How cost grows, as a picture: milliseconds over stories, both axes logarithmic."""

from __future__ import annotations

import math
from collections.abc import Mapping

from bench.support.questions import LIMITED

WIDE, HIGH, LEFT, TOP, RIGHT, BOTTOM = 720, 420, 64, 24, 130, 48
COLOURS = ("#1b6ca8", "#b3541e", "#2e7d4f", "#7a4fa3", "#a83250", "#5b6b1f", "#0f766e", "#8a6d00", "#4a4a4a")
LEAST, MOST = 0.03, 100.0


def growth(figures: Mapping[int, Mapping[str, list[float]]]) -> str:
    """One line for each kind of question: its p95 for each number of stories."""
    counts = sorted(figures)
    low, high = math.log10(counts[0]), math.log10(max(counts[-1], counts[0] * 10))

    def x(count: float) -> float:
        return LEFT + (math.log10(count) - low) / (high - low) * (WIDE - LEFT - RIGHT)

    def y(ms: float) -> float:
        share = math.log10(min(max(ms, LEAST), MOST) / LEAST) / math.log10(MOST / LEAST)
        return HIGH - BOTTOM - share * (HIGH - BOTTOM - TOP)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" role="img" font-size="12">',
        "<title>tantivy: p95 of each kind of question, by number of stories</title>",
        f'<rect width="{WIDE}" height="{HIGH}" fill="#fff"/>',
    ]
    for ms in (0.1, 1, 10, 60, 100):
        parts.append(f'<path d="M{LEFT} {y(ms):.1f}H{WIDE - RIGHT}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y(ms) + 4:.1f}" text-anchor="end">{ms:g} ms</text>')
    for count in counts:
        label = f"{count:,}".replace(",", " ")
        parts.append(f'<text x="{x(count):.1f}" y="{HIGH - BOTTOM + 20}" text-anchor="middle">{label}</text>')
    parts.append(f'<text x="{(LEFT + WIDE - RIGHT) / 2}" y="{HIGH - 8}" text-anchor="middle">stories</text>')
    labels = _apart({kind: y(figures[counts[-1]][kind][1]) for kind in LIMITED})
    for kind, colour in zip(LIMITED, COLOURS, strict=True):
        line = " ".join(f"{x(count):.1f},{y(figures[count][kind][1]):.1f}" for count in counts)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(f'<text x="{WIDE - RIGHT + 8}" y="{labels[kind] + 4:.1f}" fill="{colour}">{kind}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _apart(wanted: Mapping[str, float], gap: float = 15) -> dict[str, float]:
    """Labels below each other, none upon another."""
    placed: dict[str, float] = {}
    last = TOP - gap
    for kind in sorted(wanted, key=lambda kind: wanted[kind]):
        last = max(wanted[kind], last + gap)
        placed[kind] = last
    over = max(0.0, last - (HIGH - BOTTOM))
    return {kind: at - over for kind, at in placed.items()}
