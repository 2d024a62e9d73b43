"""The grammar of what people type, read by Whoosh's parser (2.7.4) into its tree of nodes.

Only its taggers and filters are used: the words in the tree are as they were typed. Its analysers, which leave out
*a*, *is* and *not* and break м’ята in two, are never asked.
"""

import re

from whoosh.qparser import QueryParser, plugins, syntax

from storyhub.archive.query.names import OR, field_named, field_names

DEEPEST = 20
"""Brackets in brackets; Whoosh recurses once for each, and a thousand overflow it."""

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»″〝〞〟＂", '"'))
_BLANK_BEFORE = r"(?:^|(?<=[\s(:]))"


class TooDeep(ValueError):
    """More brackets in brackets than anybody means."""


def tree_of(text: str) -> syntax.GroupNode:
    """The tree of a question; its nodes know where in the text they stand. Raises TooDeep and whatever Whoosh raises."""
    straight = text.translate(_QUOTES)
    if _depth(straight) > DEEPEST:
        raise TooDeep
    return _PARSER.process(straight)


def without_dangling(text: str) -> tuple[str, list[str]]:
    """The text without operators at its ends, which have nothing to join there; and these. A lone one is a word."""
    first = _AT_THE_BEGINNING.match(text)
    last = _AT_THE_END.search(text, first.end() if first else 0)
    kept = text[first.end() if first else 0 : last.start() if last else len(text)]
    if not any(map(str.isalnum, kept)):
        return text, []
    return kept, [one[0].strip() for one in (first, last) if one]


def _depth(text: str) -> int:
    """How many brackets are open at once, at most."""
    deepest = now = 0
    for sign in text:
        now += (sign == "(") - (sign == ")" and now > 0)
        deepest = max(deepest, now)
    return deepest


class Phrase(plugins.PhrasePlugin):
    """A phrase begins where a word could; one that is not closed goes on to the end."""

    def __init__(self) -> None:
        super().__init__(r'(?:^|(?<=[\s(:\-−–]))"(?P<text>[^"]*)(?:"|$)(?P<slop>(?!))?')


class Fields(plugins.FieldsPlugin):
    """A field by any of its names becomes the field; any other word before a colon stays a word."""

    class FieldnameTagger(plugins.FieldsPlugin.FieldnameTagger):
        def create(self, _parser: QueryParser, match: re.Match[str]) -> syntax.SyntaxNode:
            return syntax.FieldnameNode(field_named(match["text"]), match[0])

    def __init__(self) -> None:
        names = "|".join(map(re.escape, field_names()))
        super().__init__(rf"(?<!\w)(?P<text>(?i:{names})):\s*", remove_unknown=False)


class Beginning(plugins.PrefixPlugin):
    expr = r"(?P<text>[^\s*()\":~]+)[*]+(?=[\s)]|$)"


class Fuzzy(plugins.FuzzyTermPlugin):
    expr = r"(?<=\w)~(?P<maxdist>[0-9])?(?P<prefix>(?!))?(?=[\s)]|$)"


def _or_names() -> str:
    names = [re.escape(name) for row in OR.values() for name in row if name != "OR"]
    return rf"OR|\||(?i:{'|'.join(names)})"


def _or() -> str:
    return rf"(?<=\s)(?:{_or_names()})(?=\s)"


_AT_THE_BEGINNING = re.compile(rf"^\s*(?:(?:AND|{_or_names()})\s+)+")
_AT_THE_END = re.compile(rf"(?:\s+(?:AND|NOT|{_or_names()}))+\s*$")


_PARSER = QueryParser(
    "words",
    schema=None,
    plugins=[
        plugins.GroupPlugin(),
        Phrase(),
        Fields(),
        plugins.OperatorsPlugin(
            And=r"(?<=\s)AND(?=\s)",
            Or=_or(),
            Not=rf"{_BLANK_BEFORE}(?:NOT(?=\s)|[-−–](?=[^\s\-−–]))",
            AndNot=None,
            AndMaybe=None,
            Require=None,
        ),
        Beginning(),
        Fuzzy(),
    ],
)
