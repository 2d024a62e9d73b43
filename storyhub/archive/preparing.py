"""What the archive needs before anything is asked of it or written into its index."""

import subprocess

import structlog
from rich.console import Console
from rich.progress import Progress

from storyhub.archive.language.lemma_table import STEPS, make_table, table_in
from storyhub.config import Settings

log = structlog.get_logger()


def make_lemmas(settings: Settings) -> None:
    """Have the table of lemmas made, with a bar on stderr, unless it is there. Without it stems alone serve."""
    path = table_in(settings.lemmas)
    if path.exists():
        return
    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task("Preparing the dictionaries", total=STEPS)
        try:
            make_table(path, lambda done: bar.update(task, completed=done))
        except (OSError, subprocess.CalledProcessError) as error:
            log.warning("lemmas_not_made", error=type(error).__name__)
