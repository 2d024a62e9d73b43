"""A rating that ends before its step does: somebody cannot live with something, and the room answers before it goes on."""

from uuid import UUID

from storyhub.core.db import transaction
from storyhub.core.permissions import Viewer
from storyhub.workshops.methods.schema import Verb
from storyhub.workshops.models import Exercise
from storyhub.workshops.playing import step_of
from storyhub.workshops.queries.agenda import loaded_of
from storyhub.workshops.services.desk import Place, locked_open, place_of
from storyhub.workshops.services.happening import note


def end_rating(actor: Viewer, workshop_id: UUID, place: Place) -> None:
    """The last step could not end because of objections: nobody judges any more, and the desk reads them.

    Going back begins the step, and the rating, anew. Nothing happens when the room stands elsewhere by now.
    """
    with transaction() as session:
        workshop = locked_open(session, actor, workshop_id)
        if place_of(workshop) != place or workshop.exercise_id is None or workshop.is_revealed:
            return
        method = loaded_of(session.get_one(Exercise, workshop.exercise_id)).method
        step = step_of(method, workshop.step)
        if step is None or step.do != Verb.RATE:
            return
        workshop.is_revealed = True
        note(session, workshop, "rating_ended", person_id=actor.person_id, everyone=True)
