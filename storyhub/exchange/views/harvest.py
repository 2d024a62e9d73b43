"""OAI-PMH 2.0: how libraries and aggregators take the public stories along, and hear what changed and what was taken back."""

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, render_template, request

from storyhub.cities.queries import open_cities, the_network
from storyhub.core import clock
from storyhub.core.languages import DEFAULT
from storyhub.core.text import clean_line
from storyhub.exchange.dublin_core import elements_of
from storyhub.exchange.protocol import PREFIX, Asked, Refusal, Tokens, read_request
from storyhub.exchange.queries import harvest as queries
from storyhub.exchange.queries.harvest import Told
from storyhub.themes.queries import themes_to_choose
from storyhub.web.access import public

blueprint = Blueprint("harvest", __name__)

PER_PAGE = 100
SILENT = ("badVerb", "badArgument")
"""After these the request is not said back, because it was not understood."""


@blueprint.route("/oai", methods=["GET", "POST"])
@public
def oai() -> Response:
    """One request of a harvester. An error of the protocol is an answer like any other."""
    given = request.values if request.method == "POST" else request.args
    try:
        asked = read_request(given, Tokens(current_app.config["SECRET_KEY"]))
        return _xml(asked.verb, given.to_dict(), **ANSWERS[asked.verb](asked))
    except Refusal as refusal:
        said = {} if refusal.code in SILENT else given.to_dict()
        return _xml("error", said, refusal=refusal)


def _xml(part: str, said: dict[str, str], **values: Any) -> Response:
    text = render_template(
        "exchange/oai.xml",
        part=part,
        said={name: clean_line(value) for name, value in said.items()},
        base=f"{_base()}/oai",
        now=_stamp(clock.now()),
        **values,
    )
    answer = Response(text, mimetype="text/xml")
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _identify(_asked: Asked) -> dict[str, Any]:
    network = the_network()
    return {
        "name": f"Storyhub: {network.name.text(DEFAULT)}" if network else "Storyhub",
        "mail": current_app.config["STORYHUB"].mail_from,
        "earliest": _stamp(queries.earliest() or clock.now()),
    }


def _formats(asked: Asked) -> dict[str, Any]:
    if "identifier" in asked.arguments:
        _told(asked)
    return {"prefix": PREFIX}


def _sets(_asked: Asked) -> dict[str, Any]:
    towns = [{"spec": f"city-{one.slug}", "name": one.name.text(DEFAULT)} for one in open_cities()]
    themes = [{"spec": f"theme-{one.slug}", "name": one.label.text(DEFAULT)} for one in themes_to_choose()]
    return {"sets": towns + themes}


def _one(asked: Asked) -> dict[str, Any]:
    return {"records": [_drawn(_told(asked))]}


def _told(asked: Asked) -> Told:
    """The record that the request names. Raises Refusal."""
    prefix, _, code = asked.arguments["identifier"].rpartition(":")
    found = queries.record(code) if prefix == _prefix() else None
    if found is None:
        raise Refusal("idDoesNotExist", "There is no such item.")
    return found


def _list(asked: Asked) -> dict[str, Any]:
    found = queries.records(asked.harvest, PER_PAGE + 1)
    if not found and not asked.is_rest:
        raise Refusal("noRecordsMatch", "Nothing of this kind is there.")
    shown = found[:PER_PAGE]
    values: dict[str, Any] = {"records": [_drawn(one) for one in shown], "token": None}
    if len(found) > PER_PAGE or asked.is_rest:
        values["token"] = _token(asked, shown, is_last=len(found) <= PER_PAGE)
    return values


def _token(asked: Asked, shown: list[Told], *, is_last: bool) -> dict[str, Any]:
    """What goes on with the list; an empty one ends it."""
    tokens = Tokens(current_app.config["SECRET_KEY"])
    if is_last:
        return {"value": "", "cursor": asked.cursor, "expires": ""}
    after = shown[-1].at, shown[-1].story_id
    value = tokens.token(asked, after, asked.cursor + len(shown))
    return {"value": value, "cursor": asked.cursor, "expires": _stamp(tokens.expires_at())}


def _drawn(told: Told) -> dict[str, Any]:
    story = told.story
    themes = sorted({tag.theme.read_as.slug for tag in story.tags}) if story else []
    return {
        "identifier": f"{_prefix()}:{told.code}",
        "at": _stamp(told.at),
        "sets": [f"city-{told.city}", *(f"theme-{slug}" for slug in themes)],
        "is_deleted": story is None,
        "elements": elements_of(story, _base()) if story else [],
    }


ANSWERS = {
    "Identify": _identify,
    "ListMetadataFormats": _formats,
    "ListSets": _sets,
    "GetRecord": _one,
    "ListIdentifiers": _list,
    "ListRecords": _list,
}


def _prefix() -> str:
    return f"oai:{urlsplit(_base()).hostname}"


def _stamp(moment: Any) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _base() -> str:
    return str(current_app.config["STORYHUB"].base_url)
