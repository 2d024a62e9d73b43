"""What stands above a board on the stage, the question and what the step asks; and what a taller screen has more."""

from storyhub.workshops.drawing.fitting import WIDE
from storyhub.workshops.drawing.letters import lines_of

SERIF = 1.06
"""How much wider those letters are."""
CLOCK, NUMBERS = 8.5, 5.0
"""What stands beside them."""
QUESTION, PROMPT = 1.4, 1.2
"""How large their letters are (stage.css)."""
LEADING = 1.3
SECOND, MOST = 0.85, 2
"""What the question takes more with its second line; it has no third."""
LOWEST, HIGHEST = 38, 52
"""Letters above each other on a screen of 16 : 9, and on the tallest for which it is reckoned, 4 : 3."""


def tall_enough(letters: int) -> int:
    return min(HIGHEST, max(LOWEST, letters))


def height_above(question: str, prompt: str, tall: int = LOWEST) -> float:
    """More than a line of each; below nothing on a screen on which so many letters more stand above each other."""
    asked = min(MOST, lines_of(question, (WIDE - CLOCK) / QUESTION / SERIF))
    said = lines_of(prompt, (WIDE - NUMBERS) / PROMPT / SERIF)
    return (asked - 1) * SECOND + (said - 1) * PROMPT * LEADING - (tall_enough(tall) - LOWEST)
