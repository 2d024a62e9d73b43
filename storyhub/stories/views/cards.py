"""How a story is drawn in lists and on its page: words, dates and addresses ready for the templates."""

from collections.abc import Iterable
from typing import Any

from flask import url_for
from flask_babel import format_date, gettext

from storyhub.core import text
from storyhub.core.languages import LANGUAGES
from storyhub.stories.models import Kind, NameShown, Photo, PhotoOrigin, Story
from storyhub.stories.queries.translations import translations_for_readers
from storyhub.stories.services.tagging import STAFF, TELLER
from storyhub.themes.models import Theme, ThemeKind
from storyhub.web.filters import day, iso, tr
from storyhub.web.locale import current_language


def heading(story: Story) -> str:
    """Its title, or how it begins."""
    return story.title or text.excerpt(story.body, 60)


def story_url(story: Story, **values: Any) -> str:
    return url_for("reading.story", city=story.city.slug, code=story.code, **values)


def link(story: Story) -> dict[str, str]:
    """A story named in passing: its heading, its language, its address."""
    return {"url": story_url(story), "title": heading(story), "lang": story.language}


def may_be_indexed(stories: Iterable[Story]) -> bool:
    """Whether search engines may have a page that draws these stories: only if the teller of each lets them in."""
    return all(story.may_be_indexed for story in stories)


def teller_name(story: Story) -> str:
    """The name the teller chose to show, or a word for none."""
    return story.name if story.name_shown != NameShown.NONE and story.name else gettext("Name not shown")


def place_text(story: Story) -> str:
    return ", ".join(part for part in (tr(story.district.name) if story.district else "", story.place) if part)


def when_text(story: Story) -> str:
    """When it happened, as exactly as the teller said and no more so."""
    if story.kind == Kind.IMAGINED:
        return str(story.imagined_year or "")
    if story.when_to is None:
        return ""
    match story.when_precision:
        case "month":
            return format_date(story.when_to, "LLLL yyyy")
        case "year":
            return format_date(story.when_to, "yyyy")
        case "earlier":
            return gettext("before %(year)s", year=story.when_to.year + 1)
    return day(story.when_to)


def themes_of(story: Story, kind: ThemeKind = ThemeKind.THEME) -> list[dict[str, str]]:
    """The story's themes as links into its town's list, the teller's and the team's alike, each once."""
    found = {one.slug: one for one in sorted((tag.theme.read_as for tag in story.tags), key=lambda one: one.position)}
    return [_theme_link(story, theme) for theme in found.values() if theme.kind == kind]


def themes_told(story: Story, kind: ThemeKind = ThemeKind.THEME) -> list[dict[str, str]]:
    """The themes, or the lens, that the teller chose."""
    return [_theme_link(story, one) for one in _tagged(story, by_team=False) if one.kind == kind]


def themes_added(story: Story) -> list[dict[str, str]]:
    """Themes and lens as the team reads the story, without those its teller chose too."""
    told = {theme.id for theme in _tagged(story, by_team=False)}
    return [_theme_link(story, one) for one in _tagged(story, by_team=True) if one.id not in told]


def _tagged(story: Story, *, by_team: bool) -> list[Theme]:
    found = [tag.theme.read_as for tag in story.tags if tag.origin == (STAFF if by_team else TELLER)]
    return sorted(found, key=lambda theme: theme.position)


def _theme_link(story: Story, theme: Theme) -> dict[str, str]:
    return {"label": tr(theme.label), "href": url_for("reading.stories", city=story.city.slug, theme=theme.slug)}


def photo_of(story: Story, photo: Photo) -> dict[str, Any]:
    """A photograph for ui/photo; width and height of the largest size, so that nothing jumps."""
    # After a part was blurred the address is another one: nobody looks at what their browser kept.
    blurred = photo.key[:8] if photo.blurred_at else None
    sources = {
        f"src{size}": url_for("photos.photo", code=story.code, position=photo.position, size=size, v=blurred)
        for size in (320, 960, 1600)
    }
    return sources | {
        "width": photo.width,
        "height": photo.height,
        "alt": photo.alt,
        "color": photo.color,
        "label": origin_name(photo),
        "credit": ": ".join(filter(None, (origin_name(photo), photo.credit))),
        "position": photo.position,
        "is_left_out": photo.left_out_at is not None,
    }


def origin_name(photo: Photo) -> str:
    """What a picture is that is not the teller's own; the empty string for theirs."""
    match photo.origin:
        case PhotoOrigin.ILLUSTRATION:
            return gettext("Illustration")
        case PhotoOrigin.STOCK:
            return gettext("Stock photograph")
    return ""


def photos_for_readers(story: Story) -> list[dict[str, Any]]:
    """The photographs that teller and desk let readers see."""
    return [photo_of(story, one) for one in story.photos if story.may_show_photos and one.left_out_at is None]


def translations_of(story: Story) -> list[dict[str, Any]]:
    """The team's translations, the one in the reader's language first."""
    mine = current_language().code
    found = sorted(translations_for_readers(story), key=lambda one: one.language != mine)
    return [
        {
            "lang": one.language,
            "own_name": LANGUAGES[one.language].own_name,
            "title": one.title,
            "body": one.body,
            "when": day(one.at),
            "is_mine": one.language == mine,
        }
        for one in found
    ]


def card(story: Story, *, with_town: bool = False) -> dict[str, Any]:
    """A story for ui/story_card."""
    pictures = photos_for_readers(story)
    place = place_text(story)
    return {
        "url": story_url(story),
        "code": story.code,
        "title": heading(story),
        "excerpt": story.excerpt if story.title else "",
        "lang": story.language,
        "dir": "auto",
        "place": ", ".join(filter(None, (tr(story.city.name), place))) if with_town else place,
        "when_text": when_text(story),
        "told_text": gettext("told on %(day)s", day=day(story.told_at)),
        "told_iso": iso(story.told_at),
        "themes": themes_of(story),
        "photo": pictures[0] if pictures else None,
        "kind": gettext("Imagined") if story.kind == Kind.IMAGINED else None,
        "badges": [gettext("With a note on content")] if story.content_note else [],
    }
