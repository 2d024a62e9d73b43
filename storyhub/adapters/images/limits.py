"""The measures a photograph must fit, and what its cleaning may cost.

Imported by the web worker and by the child process alike, so this module imports nothing.
"""

SIZES = (1600, 960, 320)
"""Longest side of each derivative in pixels, largest first."""

MAX_FILE_BYTES = 12 * 1024 * 1024
MAX_PIXELS = 50_000_000
MAX_PIXELS_LOSSLESS = 24_000_000
"""PNG and WebP cannot be decoded at a reduced scale, and 7 kB of PNG can hold 60 megapixels."""
MAX_SIDE = 12_000
MAX_SCANS = 100
"""Passes over a progressive JPEG. Ten are usual; some thousand fit into a small file and take minutes."""

CPU_SECONDS = 15
"""Per photograph. A 48-megapixel HEIC takes two to six, by its detail."""
WALL_SECONDS = 60.0
"""Per photograph, for a child that sleeps or starves and so never meets its CPU limit."""
START_SECONDS = 20.0
MEMORY_BYTES = 1_200_000_000
OPEN_FILES = 64

CHILDREN = 2
"""Children at one time on the whole machine: a 48-megapixel HEIC takes 400 MB."""

MAX_DERIVATIVE_BYTES = 8 * 1024 * 1024
"""More than any 1600-pixel WebP: beyond it the child is not telling the truth."""
