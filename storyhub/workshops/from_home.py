"""Cards that people send from home: what they say of the story they were told as, and what stays of one taken back.

These words lie on a card and leave the room with it, so they are data in the workshop's language, not interface.
"""

from collections.abc import Mapping, Sequence

from storyhub.core.languages import DEFAULT
from storyhub.core.text import clean, length
from storyhub.stories.models import Story
from storyhub.workshops.methods.schema import Field, FieldType, Method, Step, Zone
from storyhub.workshops.playing import longest, zones_of_step
from storyhub.workshops.queries.voices import beginning

STOOD_HERE = {
    "en": "A story stood here. Its teller took it back.",
    "hy": "Այստեղ պատմություն կար։ Պատմողն այն հետ է վերցրել։",
    "ka": "აქ ამბავი იყო. მთხრობელმა ის უკან გაიწვია.",
    "ro": "Aici a fost o poveste. Povestitorul a retras-o.",
    "uk": "Тут була історія. Оповідач її відкликав.",
    "az": "Burada bir hekayə var idi. Onu danışan geri götürüb.",
    "ru": "Здесь была история. Рассказчик её отозвал.",
}
WORDY = (FieldType.SHORT, FieldType.LONG)


def stood_here(language: str) -> tuple[str, str]:
    """What an emptied card says, and in which language."""
    return (STOOD_HERE[language], language) if language in STOOD_HERE else (STOOD_HERE[DEFAULT], DEFAULT)


def words_of(story: Story, fields: Sequence[Field]) -> dict[str, str]:
    """The story as such a card says it: the first field for words takes as much as fits, one for a year the year."""
    found: dict[str, str] = {}
    wordy = next((field for field in fields if field.type in WORDY), None)
    year = next((field for field in fields if field.type == FieldType.YEAR), None)
    for field in fields:
        if field is wordy:
            found[field.id] = _fitting(story.body, field)
        elif field is year and story.imagined_year:
            found[field.id] = str(story.imagined_year)
    return found


def emptied(fields: Sequence[Field], language: str) -> dict[str, str]:
    """The same card when its story may not be heard: the idea stays, the words do not."""
    wordy = next((field for field in fields if field.type in WORDY), None)
    return {wordy.id: stood_here(language)[0]} if wordy else {}


def is_emptied(fields: Mapping[str, str]) -> bool:
    """Whether nothing stands on it but that a story stood there."""
    return set(fields.values()) <= set(STOOD_HERE.values())


def zone_for_post(method: Method, step: Step) -> Zone | None:
    """Where it lies: the first zone of the step in which such a card can lie alone."""
    zones = [zone for zone in zones_of_step(method, step) if step.card in zone.accepts]
    return next((zone for zone in zones if not zone.parent_zone and not zone.owner_group), None)


def _fitting(body: str, field: Field) -> str:
    whole = clean(body) if field.type == FieldType.LONG else " ".join(body.split())
    return whole if length(whole) <= longest(field) else beginning(body, longest(field) - 1)
