"""What people send from home, as cards: laid where a step takes post, held until a facilitator lets them through.

The words are the story's: they are laid anew when readers get others, and leave every card when the story may not be
heard. What others made with the card stays, and says that a story stood there. A record that was made of such a card is
there while anyone may read the story outside the room.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from storyhub.core import clock
from storyhub.core.codes import public_code
from storyhub.core.db import transaction
from storyhub.stories.models import Story
from storyhub.stories.services.uses import set_uses
from storyhub.workshops.from_home import emptied, stood_here, words_of, zone_for_post
from storyhub.workshops.methods.schema import Step
from storyhub.workshops.models import (
    Card,
    CardState,
    CardStory,
    Cluster,
    Exercise,
    Link,
    Outcome,
    OutcomeState,
    Pick,
    Post,
    Rating,
    Vote,
    Workshop,
    WorkshopState,
)
from storyhub.workshops.playing import fields_of
from storyhub.workshops.queries.agenda import exercises_of, loaded_of
from storyhub.workshops.queries.givings import givings_of
from storyhub.workshops.queries.lines import lines_of
from storyhub.workshops.queries.post import (
    code_told_for,
    has_post,
    last_post,
    next_post,
    speaking,
    speaking_outside,
    takes_post,
)
from storyhub.workshops.queries.voices import digest_of
from storyhub.workshops.services.happening import note
from storyhub.workshops.services.recording import empty_records, record_outcomes

USE = "workshop_post"
"""By what a story is used that was sent to a workshop."""
MOST = 150
"""Cards from home in one workshop: more would bury a hold queue. The others stay stories."""


def receive_post(story_id: UUID, told_for: str) -> None:
    """Keep for its workshop a story that was told for it, and lay its card if its exercise has begun. Safe to repeat.

    What came to something that takes no post is a story like any other.
    """
    with transaction() as session:
        workshop = session.scalar(select(Workshop).where(Workshop.code == code_told_for(told_for)).with_for_update())
        story = session.get(Story, story_id)
        if workshop is None or story is None or story.city_id != workshop.city_id or not takes_post(workshop):
            return
        if not has_post(exercises_of(workshop.id)):
            return
        is_new = session.get(Post, (workshop.id, story_id)) is None
        if is_new:
            session.add(Post(workshop_id=workshop.id, story_id=story_id, digest="", at=clock.now()))
            session.flush()
        settle_post(session, workshop, story_id)
        note_post_uses(session, workshop)
        if is_new and not _cards_of(session, workshop, story_id):
            note(session, workshop, "post_came")  # the desk says that it waits for a moderator, or for its exercise


def lay_post(session: Session, workshop: Workshop, exercise: Exercise) -> None:
    """An exercise has begun: what was sent before lies there, if one of its steps takes post."""
    if workshop.is_rehearsal or next((True for _one in _waiting(session, workshop)), None) is None:
        return
    place = next_post(workshop, exercises_of(workshop.id))
    if place is not None and place[0].id == exercise.id:
        for story_id in _waiting(session, workshop):
            settle_post(session, workshop, story_id)


def settle_post(session: Session, workshop: Workshop, story_id: UUID) -> None:
    """Let the cards of a story that was sent, and their records, say what it may say now, in a locked workshop."""
    post = session.get(Post, (workshop.id, story_id), populate_existing=True)
    if post is None:
        return
    story = session.get_one(Story, story_id, populate_existing=True)
    said = story if speaking([story_id]) else None
    digest = digest_of(f"{story.language} {story.imagined_year} {story.body}") if said else ""
    cards = _cards_of(session, workshop, story_id)
    if not cards:
        if said is not None:
            _lay(session, workshop, post, said, digest)
        return
    is_said_anew = post.digest != digest
    if is_said_anew:
        post.digest = digest
        for card in cards:
            _say(session, workshop, card, said)
        note(session, workshop, "post_changed", everyone=True)
    _settle_records(session, workshop, story_id, is_said_anew=is_said_anew)


def note_post_uses(session: Session, workshop: Workshop) -> None:
    """Which stories were sent to the workshop and may be heard there, so that their tellers see it."""
    session.flush()
    sent = set(session.scalars(select(Post.story_id).where(Post.workshop_id == workshop.id)))
    if sent:
        set_uses(USE, workshop.id, workshop.city_id, speaking(sent) if workshop.discarded_at is None else set())


def _waiting(session: Session, workshop: Workshop) -> Sequence[UUID]:
    """Stories that were sent and lie on no board, in the order in which they came."""
    laid = exists().where(Card.workshop_id == workshop.id, Card.story_id == Post.story_id)
    rows = select(Post.story_id).where(Post.workshop_id == workshop.id, ~laid)
    return session.scalars(rows.order_by(Post.at, Post.story_id)).all()


def _cards_of(session: Session, workshop: Workshop, story_id: UUID) -> Sequence[Card]:
    """Those that were carried furthest first."""
    mine = select(Card).where(Card.workshop_id == workshop.id, Card.story_id == story_id)
    return session.scalars(mine.order_by(Card.at.desc(), Card.id.desc())).all()


def _lay(session: Session, workshop: Workshop, post: Post, story: Story, digest: str) -> None:
    """Where such a step has not ended, else, late, where the last one was; nowhere before its exercise begins."""
    agenda = exercises_of(workshop.id)
    place = next_post(workshop, agenda) or last_post(agenda)
    sent = select(func.count()).where(Card.workshop_id == workshop.id, Card.story_id.is_not(None))
    if place is None or place[0].opened_at is None or (session.scalar(sent) or 0) >= MOST:
        return
    card = _new_card(session, workshop, *place, story)
    if card is not None:
        post.digest = digest
        note(session, workshop, "post_laid", about={"card": str(card.id)})


def _new_card(session: Session, workshop: Workshop, exercise: Exercise, step: Step, story: Story) -> Card | None:
    method = loaded_of(exercise).method
    zone = zone_for_post(method, step)
    if zone is None:
        return None
    last = session.scalar(select(func.max(Card.position)).where(Card.exercise_id == exercise.id)) or 0
    card = Card(
        code=public_code(),
        workshop_id=workshop.id,
        exercise_id=exercise.id,
        step=step.id,
        kind=step.card,
        zone=zone.id,
        state=CardState.HELD,
        fields=words_of(story, fields_of(method, step.card)),
        language=story.language,
        story_id=story.id,
        position=last + 1,
        at=clock.now(),
    )
    session.add(card)
    session.flush()
    session.add(CardStory(card_id=card.id, story_id=story.id, story_version=story.version))
    session.flush()
    return card


def _say(session: Session, workshop: Workshop, card: Card, story: Story | None) -> None:
    """A card that comes back is read by a facilitator once more."""
    method = loaded_of(session.get_one(Exercise, card.exercise_id)).method
    fields = fields_of(method, card.kind)
    card.revision += 1
    if story is not None:
        card.fields, card.language = words_of(story, fields), story.language
        card.state = CardState.HELD if card.state == CardState.TAKEN_BACK else card.state
    elif _is_worked_on(session, card):
        card.fields, card.language = emptied(fields, workshop.language), stood_here(workshop.language)[1]
    else:
        card.fields, card.state = {}, CardState.TAKEN_BACK
    for heap in session.scalars(select(Cluster).where(Cluster.card_id == card.id)):
        heap.name, heap.language = card.fields.get(fields[0].id, ""), card.language
    session.flush()


def _is_worked_on(session: Session, card: Card) -> bool:
    """Whether somebody did something with it: heaped, joined, linked or judged it, hung on it, carried it on, recorded it.

    What became of a heap goes with the heap.
    """
    other = Card.state != CardState.TAKEN_BACK
    done = (
        exists().where(Vote.card_id == card.id),
        exists().where(or_(Rating.card_id == card.id, Rating.other_id == card.id)),
        exists().where(or_(Link.from_id == card.id, Link.to_id == card.id)),
        exists().where(Pick.card_id == card.id),
        exists().where(Outcome.card_id == card.id),
        exists().where(Cluster.card_id == card.id),
        exists().where(
            or_(Card.parent_id == card.id, Card.origin_id == card.id, Card.merged_into_id == card.id), other
        ),
    )
    is_placed = card.cluster_id is not None or card.state == CardState.MERGED or card.is_minority
    return is_placed or bool(session.scalar(select(or_(*done))))


def _settle_records(session: Session, workshop: Workshop, story_id: UUID, *, is_said_anew: bool) -> None:
    """Records say what their story says, while anyone may read it outside the room; what is said anew is written anew.

    A room that was opened again writes its records when it closes.
    """
    is_open = bool(speaking_outside([story_id]))
    if is_said_anew or not is_open:
        empty_records(session, workshop, story_id)
    if is_open and workshop.state == WorkshopState.CLOSED and _is_unwritten(session, workshop, story_id):
        record_outcomes(session, workshop)


def _is_unwritten(session: Session, workshop: Workshop, story_id: UUID) -> bool:
    """Whether a card of the story is given out, and its record does not say so."""
    session.flush()
    given = {one.card.id for one in givings_of(workshop, lines_of(workshop.id)) if one.card.story_id == story_id}
    written = select(Outcome.card_id).where(Outcome.card_id.in_(given), Outcome.state != OutcomeState.LEFT_OUT)
    return bool(given - set(session.scalars(written)))
