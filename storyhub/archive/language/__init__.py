"""Language: which words are the same word. Knows neither what a person asks nor where it is found.

`MAKE` names this way of folding; an index made in another way is made again.
"""

MAKE = "words 1"
"""Change it with every change of what a text becomes."""
