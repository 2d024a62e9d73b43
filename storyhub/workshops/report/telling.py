"""What a file may say of a card: never who wrote it; who promised something, where it was asked for; no withheld words."""

from collections.abc import Collection, Container, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from flask_babel import format_date, gettext
from sqlalchemy import select

from storyhub.core.db import db
from storyhub.core.permissions import ANONYMOUS
from storyhub.workshops.methods.schema import Field, FieldType
from storyhub.workshops.models import Card, Outcome
from storyhub.workshops.playing import fields_of
from storyhub.workshops.queries.drawing import Drawing, rows_of
from storyhub.workshops.queries.lines import lines_of
from storyhub.workshops.queries.records import unreadable, with_copies
from storyhub.workshops.seen import CardView


@dataclass(frozen=True)
class Telling(Drawing):
    """The boards of an exercise for a file that may be handed round."""

    withheld: Collection[UUID] = ()
    with_owners: bool = False

    def card(self, card: Card) -> CardView:
        view = super().card(card)
        if card.id in self.laid.silent:
            return view
        if card.id in self.withheld:
            return replace(
                view, text=gettext("Words that stay in the room"), language=self.eyes.audience.language, rows=()
            )
        fields = fields_of(self.laid.method, card.kind)
        is_person = bool(fields) and fields[0].type == FieldType.PERSON
        text = "" if is_person and not self.with_owners else view.text
        left_out = () if self.with_owners else (FieldType.PERSON,)
        return replace(view, text=text, rows=told_rows(fields[1:], card.fields, left_out))


def told_rows(
    fields: Iterable[Field], filled: Mapping[str, str], left_out: Container[FieldType]
) -> list[tuple[str, str]]:
    """What else was filled in, with the label of each; days as people write them."""
    told = [one for one in fields if one.type not in left_out]
    days = {one.id: format_date(day, "long") for one in told if (day := day_of(one, filled)) is not None}
    return rows_of(told, {**filled, **days})


def day_of(field: Field, filled: Mapping[str, str]) -> date | None:
    if field.type != FieldType.DATE:
        return None
    try:
        return date.fromisoformat(filled.get(field.id, ""))
    except ValueError:
        return None


def telling(drawing: Drawing, withheld: Collection[UUID], with_owners: bool) -> Telling:
    """What people wrote to a judgement was said to the room, and is for the team alone."""
    laid = drawing.laid if with_owners else replace(drawing.laid, notes={})
    return Telling(laid, drawing.eyes, False, withheld, with_owners)


def withheld_in(workshop_id: UUID, with_owners: bool) -> set[UUID]:
    """Cards whose words stay out: sent from home by somebody whose story not anyone may read, or kept in by the team.

    What is kept in stands in the file for the team alone.
    """
    withheld = unreadable(ANONYMOUS, workshop_id)
    if not with_owners:
        kept_in = select(Outcome.card_id).where(Outcome.workshop_id == workshop_id, Outcome.is_kept_in)
        withheld |= set(db.session.scalars(kept_in))
    return with_copies(lines_of(workshop_id), withheld)
