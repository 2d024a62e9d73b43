"""Lines of a draft: a list under its heading, and as much of it as a part of an entry holds."""

from collections.abc import Iterable, Sequence


def listed(heading: str, rows: Iterable[str]) -> str:
    """A paragraph with one line for each; empty where there is none."""
    lines = [f"– {' '.join(row.split())}" for row in rows if row.strip()]
    return "\n".join([heading, *lines]) if lines else ""


def together(parts: Sequence[str], most: int) -> str:
    """Paragraphs under each other; what is longer than `most` ends after a whole line."""
    words = "\n\n".join(part for part in parts if part)
    if len(words) <= most:
        return words
    return words[: words[: most - 1].rfind("\n") + 1].rstrip() + "\n…"
