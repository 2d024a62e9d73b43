"""How a story begins, whether it is told in the form or brought from another collection: its row and its first parts."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from storyhub.cities.models import City
from storyhub.core import codes, text
from storyhub.core.columns import new_id
from storyhub.stories.models import ARCHIVE, ConsentGrant, Kind, NameShown, State, Story, StoryTheme, StoryVersion, Use
from storyhub.stories.submission import Submission


@dataclass(frozen=True)
class Asked:
    """In which words the teller was asked: the wording's version and language, and how (form, import, on_behalf)."""

    version: int
    language: str
    how: str = "form"


def new_story(city: City, said: Submission, told_at: datetime) -> Story:
    """A story of a town that waits since it was told."""
    is_named = said.name_shown != NameShown.NONE and not said.is_young
    return Story(
        id=new_id(),
        code=codes.public_code(),
        city_id=city.id,
        network_id=city.network_id,
        kind=said.kind,
        imagined_year=said.imagined_year if said.kind == Kind.IMAGINED else None,
        state=State.WAITING,
        audience=said.audience,
        language=said.language,
        title=said.title,
        body=said.body,
        excerpt=text.excerpt(said.body),
        district_id=said.district_id,
        place=said.place,
        when_precision=said.when,
        name_shown=said.name_shown if is_named else NameShown.NONE,
        name=said.name if is_named else "",
        behalf_who=said.behalf_who,
        behalf_how=said.behalf_how,
        is_young=said.is_young,
        may_be_indexed=Use.SEARCH_ENGINES in said.uses,
        may_show_photos=Use.PHOTOS in said.uses,
        prompt_id=said.prompt_id,
        answers_id=said.answers_id,
        told_at=told_at,
        told_month=f"{told_at.astimezone(ZoneInfo(city.time_zone)):%Y-%m}",
        state_since=told_at,
    )


def begin_story(session: Session, story: Story, said: Submission, asked: Asked, *, since: datetime) -> None:
    """Keep a new story with its first version, the themes its teller chose, and what its teller answered `since` then."""
    session.add(story)
    session.flush()
    session.add(
        StoryVersion(
            story_id=story.id, number=1, title=story.title, body=story.body, language=story.language, at=story.told_at
        )
    )
    for theme_id in dict.fromkeys((*said.theme_ids, *filter(None, [said.lens_id]))):
        session.add(StoryTheme(story_id=story.id, theme_id=theme_id, origin="teller"))
    answers: dict[str, bool] = {
        ARCHIVE: True,
        **{use: use in said.uses for use in Use},
        Use.CONTACT: bool(said.contact),
    }
    session.add_all(
        ConsentGrant(
            story_id=story.id,
            use=use,
            is_given=is_given,
            audience=story.audience if use == ARCHIVE else None,
            wording_version=asked.version,
            wording_language=asked.language,
            how=asked.how,
            at=since,
        )
        for use, is_given in answers.items()
    )
