"""Everything about one's own story in one file: for machines, for reading, and the photographs."""

import json
import zipfile
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from flask import Response, current_app, render_template, send_file

from storyhub.adapters.images import SIZES
from storyhub.core import text
from storyhub.core.permissions import Viewer
from storyhub.learning.queries.feedback import answers_for_story
from storyhub.stories.models import Photo, Story
from storyhub.stories.queries.contacts import contact_of, partly_hidden
from storyhub.stories.queries.conversation import messages_of
from storyhub.stories.queries.mine import consent_history
from storyhub.stories.queries.uses import knots_of_uses
from storyhub.stories.queries.versions import masks_on, versions_of
from storyhub.stories.services.photos import file_name
from storyhub.stories.views import cards
from storyhub.stories.views.acts import FOR_TELLER, act_name, consent_name, state_name, withheld_name
from storyhub.stories.views.choices import yes_or_no
from storyhub.town.views.my.opened import Opened, keys, wording
from storyhub.web.filters import iso, tr

IN_MEMORY = 4 * 1024 * 1024


def download(opened: Opened) -> Response:
    """A zip with story.json, story.html and the photographs. It says of the contact only what its owner knows again."""
    everything = everything_about(opened)
    own = versions_of(opened.story.id)[-1]
    title = own.title or text.excerpt(own.body, 60)
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  (closed when the answer has been sent)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("story.json", json.dumps(everything, ensure_ascii=False, indent=2))
        page = render_template("town/my_download.html", everything=everything, title=title, language=own.language)
        archive.writestr("story.html", page)
        _add_photos(archive, opened.story)
    file.seek(0)
    return _as_attachment(file, f"my-story-{opened.story.code}.zip")


def _add_photos(archive: zipfile.ZipFile, story: Story) -> None:
    store = current_app.extensions["storyhub.storage"]
    for photo in story.photos:
        data = store.get(file_name(photo.key, max(SIZES)))
        if data is not None:
            archive.writestr(zipfile.ZipInfo(_photo_file(photo)), data)


def _photo_file(photo: Photo) -> str:
    return f"photo-{photo.position}.webp"


def _as_attachment(file: IO[bytes], name: str) -> Response:
    answer = send_file(file, mimetype="application/zip", as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "no-store"  # instead of the year that files of ours are kept
    return answer


def everything_about(opened: Opened) -> dict[str, Any]:
    """All that is kept about the story and concerns its teller, as plain data."""
    story = opened.story
    row = contact_of(story.id)
    return {
        "code": story.code,
        "town": tr(story.city.name),
        "told_at": iso(story.told_at),
        "state": state_name(story.state),
        "state_since": iso(story.state_since),
        "audience": story.audience,
        "kind": story.kind,
        "imagined_year": story.imagined_year,
        "district": tr(story.district.name) if story.district else "",
        "place": story.place if story.told_place is None else story.told_place,
        "when": cards.when_text(story),
        "name_shown": story.name_shown,
        "name": story.name,
        "written_down_for": story.behalf_who,
        "how_they_agreed": story.behalf_how,
        "themes": [{"theme": tr(tag.theme.label), "chosen_by": tag.origin} for tag in story.tags],
        "contact": partly_hidden(keys().open(row.sealed) or "") if row else "",
        "photos": [_photo(one) for one in story.photos],
        **_said(story),
        **_done(opened),
    }


def _photo(one: Photo) -> dict[str, Any]:
    description = one.alt if one.told_alt is None else one.told_alt
    return {"file": _photo_file(one), "description": description, "shown": one.left_out_at is None}


def _said(story: Story) -> dict[str, Any]:
    return {
        "versions": [
            {
                "number": one.number,
                "title": one.title,
                "body": one.body,
                "language": one.language,
                "sent_at": iso(one.at),
                "readers_have_it": one.number == story.version,
            }
            for one in versions_of(story.id)
        ],
        "withheld": [
            {"words": one.exact, "what": withheld_name(one.what), "objection": one.objection, "answer": one.answer}
            for one in masks_on(story)
        ],
        "messages": [
            {"who": "teller" if one.is_tellers else "team", "at": iso(one.at), "text": one.text}
            for one in messages_of(story.id)
        ],
        "answers": [
            {
                "title": tr(one.title),
                "heard": tr(one.heard),
                "did": tr(one.did),
                "did_not": tr(one.did_not),
                "at": iso(one.at),
                "was_useful": one.was_useful,
            }
            for one in answers_for_story(story.id)
        ],
    }


def _done(opened: Opened) -> dict[str, Any]:
    story, words, base = opened.story, wording(), current_app.config["STORYHUB"].base_url
    return {
        "consents": [
            {
                "use": one.use,
                "question": consent_name(one, words),
                "answer": yes_or_no(one.is_given),
                "wording_version": one.wording_version,
                "wording_language": one.wording_language,
                "since": iso(one.at),
                "until": iso(one.ended_at) if one.ended_at else "",
            }
            for one in consent_history(story.id)
        ],
        "uses": [
            {"label": str(one.label), "address": f"{base}{one.href}" if one.href else "", "note": str(one.note)}
            for one in knots_of_uses(Viewer(story_ids=frozenset({story.id})), story.id)
        ],
        "trail": [
            {"at": iso(one.at), "what": act_name(one.act, one.details)}
            for one in opened.mine.trail
            if one.act in FOR_TELLER
        ],
    }


STEPS = {"download": download}
