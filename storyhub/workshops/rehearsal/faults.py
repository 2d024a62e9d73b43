"""What a rehearsal found not to hold, as a key and what belongs to it in one line of text: it is counted, and kept as JSON.

The sentences stand in `workshops.messages`, each under the key after `rehearsal_`.
"""

import json
from collections.abc import Mapping

PREFIX = "rehearsal_"


def fault(key: str, **values: object) -> str:
    """The same fault is the same text."""
    return f"{key} {json.dumps(values, ensure_ascii=False, sort_keys=True, default=str)}" if values else key


def read_fault(said: str) -> tuple[str, Mapping[str, object]]:
    """The key of its sentence and the values. What was kept before there were keys is all key."""
    key, _space, rest = said.partition(" ")
    try:
        values = json.loads(rest) if rest else {}
    except ValueError:
        return said, {}
    return (f"{PREFIX}{key}", values) if isinstance(values, dict) else (said, {})
