"""What a harvester may say by OAI-PMH 2.0, read strictly: verbs, arguments, dates, and the token that goes on with a list.

Source: https://www.openarchives.org/OAI/openarchivesprotocol.html
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from itsdangerous import BadData, URLSafeSerializer
from werkzeug.datastructures import MultiDict

from storyhub.core import clock
from storyhub.exchange.queries.harvest import Harvest

PREFIX = "oai_dc"
GOES_ON_FOR = timedelta(hours=24)
LISTS = {"ListIdentifiers", "ListRecords"}


class Refusal(Exception):
    """An error of the protocol: its code, and a sentence for whoever runs the harvester."""

    def __init__(self, code: str, message: str) -> None:
        self.code, self.message = code, message
        super().__init__(message)


@dataclass(frozen=True)
class Verb:
    needs: frozenset[str] = frozenset()
    takes: frozenset[str] = frozenset()
    goes_on: bool = False


VERBS: Mapping[str, Verb] = {
    "Identify": Verb(),
    "ListMetadataFormats": Verb(takes=frozenset({"identifier"})),
    "ListSets": Verb(goes_on=True),
    "GetRecord": Verb(needs=frozenset({"identifier", "metadataPrefix"})),
    **{name: Verb(frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"}), goes_on=True) for name in LISTS},
}


@dataclass(frozen=True)
class Asked:
    """A request that was understood. `cursor` counts what came on the pages before; `is_rest`: a token brought it."""

    verb: str
    arguments: Mapping[str, str] = field(default_factory=dict)
    harvest: Harvest = field(default_factory=Harvest)
    cursor: int = 0
    is_rest: bool = False


@dataclass(frozen=True)
class Tokens:
    """Signs and reads the tokens that go on with a list; nothing is kept of them here."""

    secret: str

    def token(self, asked: Asked, after: tuple[datetime, UUID], cursor: int) -> str:
        spans = [moment.isoformat() if moment else "" for moment in (asked.harvest.since, asked.harvest.until)]
        place = [after[0].isoformat(), after[1].hex, cursor]
        until = int(self.expires_at().timestamp())
        return str(
            self._serializer().dumps([asked.verb, asked.harvest.city, asked.harvest.theme, *spans, *place, until])
        )

    def read(self, verb: str, token: str) -> Asked:
        """What a token goes on with. Raises Refusal."""
        try:
            of, city, theme, since, until, at, story_id, cursor, expires = self._serializer().loads(token)
            after = datetime.fromisoformat(at), UUID(story_id)
            first, last = (datetime.fromisoformat(one) if one else None for one in (since, until))
        except (BadData, ValueError, TypeError) as error:
            raise Refusal("badResumptionToken", "This token is none of ours.") from error
        if of != verb or expires < clock.now().timestamp():
            raise Refusal("badResumptionToken", "This token has expired or belongs to another list.")
        return Asked(verb, harvest=Harvest(city, theme, first, last, after), cursor=cursor, is_rest=True)

    @staticmethod
    def expires_at() -> datetime:
        return clock.now().replace(microsecond=0) + GOES_ON_FOR

    def _serializer(self) -> URLSafeSerializer:
        return URLSafeSerializer(self.secret, salt="oai-pmh")


def read_request(given: MultiDict[str, str], tokens: Tokens) -> Asked:
    """What is asked for. Raises Refusal with the code that the protocol has for it."""
    verbs = given.getlist("verb")
    if len(verbs) != 1 or verbs[0] not in VERBS:
        raise Refusal("badVerb", "Ask with one verb of OAI-PMH 2.0.")
    verb, arguments = VERBS[verbs[0]], {name: value for name, value in given.items() if name != "verb"}
    if not all(value.isprintable() for value in arguments.values()):
        raise Refusal("badArgument", "An argument has characters that no text has.")
    if any(len(given.getlist(name)) > 1 for name in given):
        raise Refusal("badArgument", "An argument is given more than once.")
    if "resumptionToken" in arguments and verb.goes_on:
        if len(arguments) > 1:
            raise Refusal("badArgument", "A resumption token stands alone.")
        return replace(tokens.read(verbs[0], arguments["resumptionToken"]), arguments=arguments)
    strange, missing = arguments.keys() - verb.needs - verb.takes, verb.needs - arguments.keys()
    if strange or missing:
        raise Refusal("badArgument", f"{verbs[0]} needs {sorted(verb.needs)} and may have {sorted(verb.takes)}.")
    if arguments.get("metadataPrefix", PREFIX) != PREFIX:
        raise Refusal("cannotDisseminateFormat", f"There is {PREFIX} alone.")
    return Asked(verbs[0], arguments, _harvest(arguments))


def _harvest(arguments: Mapping[str, str]) -> Harvest:
    since, until = arguments.get("from", ""), arguments.get("until", "")
    if since and until and len(since) != len(until):
        raise Refusal("badArgument", "from and until must have the same granularity.")
    first, last = _moment(since, is_end=False), _moment(until, is_end=True)
    if first and last and first > last:
        raise Refusal("badArgument", "from is later than until.")
    kind, _, slug = arguments.get("set", "").partition("-")
    if kind not in ("", "city", "theme"):
        raise Refusal("noRecordsMatch", "There is no such set.")
    return Harvest(slug if kind == "city" else "", slug if kind == "theme" else "", first, last)


def _moment(said: str, *, is_end: bool) -> datetime | None:
    """A day, or a second of UTC; the end of a day where that is meant."""
    if not said:
        return None
    for form, rest in (("%Y-%m-%d", timedelta(days=1, seconds=-1)), ("%Y-%m-%dT%H:%M:%SZ", timedelta())):
        try:
            moment = datetime.strptime(said, form).replace(tzinfo=UTC)
        except ValueError:
            continue
        if moment.strftime(form) == said:
            return moment + rest if is_end else moment
    raise Refusal("badArgument", "A date is written 2026-05-03 or 2026-05-03T09:00:00Z.")
