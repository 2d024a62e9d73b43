"""The archive, as the composition root sees it."""

from datetime import timedelta

from storyhub.archive import models, tasks
from storyhub.archive.cli import reindex, search_command
from storyhub.core.registry import Feature, Periodic

FEATURE = Feature(
    name="archive",
    tasks=[tasks.index_changes, tasks.rebuild_index],
    periodic=[Periodic(tasks.look_after_index, timedelta(seconds=20))],
    commands=[search_command, reindex],
)

__all__ = ["FEATURE", "models"]
