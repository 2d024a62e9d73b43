"""A public story as Dublin Core: simple, in the words that readers get, with what its teller allows said as rights."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from storyhub.core import text
from storyhub.stories.models import NameShown, Story

Elements = list[tuple[str, str, str]]
"""(element, language or nothing, value), in order; an element may come again."""

OPEN = "The teller allows search engines to list this story."
CLOSED = "The teller does not allow search engines to list this story. Do not put it on an indexed page."


def elements_of(story: Story, base_url: str) -> Elements:
    """What a library's catalogue holds of a story. Loaded as for its card."""
    return [one for one in _elements(story, base_url) if one[2]]


def _elements(story: Story, base_url: str) -> Iterator[tuple[str, str, str]]:
    yield "title", story.language, story.title or text.excerpt(story.body, 60)
    yield "creator", "", story.name if story.name_shown != NameShown.NONE else ""
    for slug, language, label in _subjects(story):
        yield "subject", language, label or slug
    yield "description", story.language, story.excerpt
    yield "publisher", "en", story.city.name.text("en")
    yield "date", "", story.told_at.astimezone(ZoneInfo(story.city.time_zone)).date().isoformat()
    yield "type", "", "Text"
    yield "format", "", "text/html"
    yield "identifier", "", f"{base_url}/{story.language}/{story.city.slug}/stories/{story.code}"
    yield "language", "", story.language
    if story.district:
        yield "coverage", "en", story.district.name.text("en")
    yield "coverage", "", story.place
    yield "rights", "en", OPEN if story.may_be_indexed else CLOSED


def _subjects(story: Story) -> list[tuple[str, str, str]]:
    """The themes, each once, as they are read now, in the story's language or the next best."""
    found = {tag.theme.read_as.slug: tag.theme.read_as for tag in story.tags}
    themes = sorted(found.values(), key=lambda theme: (theme.position, theme.slug))
    return [(one.slug, one.label.language_for(story.language), one.label.text(story.language)) for one in themes]
