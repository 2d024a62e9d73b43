"""The archive, as the composition root sees it."""

from datetime import timedelta

from storyhub.archive import models, tasks
from storyhub.core.registry import Feature, Periodic

FEATURE = Feature(
    name="archive",
    tasks=[tasks.index_changes, tasks.rebuild_index, tasks.renew],
    periodic=[Periodic(tasks.look_after_index, timedelta(seconds=20))],
    commands=["storyhub.archive.cli:search_command", "storyhub.archive.cli:reindex"],
)

__all__ = ["FEATURE", "models"]
