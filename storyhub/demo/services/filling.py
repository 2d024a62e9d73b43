"""The whole demonstration in its order: programme, people, map, stories, desk, workshops, entries and answers, collections."""

from sqlalchemy import select

from storyhub.adapters.storage import Store
from storyhub.cities.models import City
from storyhub.cities.services import seed_towns
from storyhub.core import clock
from storyhub.core.db import transaction
from storyhub.core.sealing import Keys
from storyhub.demo.people import seed_people
from storyhub.demo.services.collecting import collect_all
from storyhub.demo.services.drawing import draw_districts
from storyhub.demo.services.learning import reflect_all
from storyhub.demo.services.meeting import hold_all
from storyhub.demo.services.telling import tell_all
from storyhub.demo.stamp import DemoStamp, is_demo
from storyhub.themes.services import seed_vocabulary

RESPONSIBLE = {
    "responsible": "Town hall ({town}), invented for this demonstration",
    "address": "1 Central Square, {town}",
    "email": "stories@demo.example",
    "phone": "+000 00 00 00 00",
    "supervisor": "the data protection authority of the country",
}


def seed_programme() -> None:
    """What every installation begins with: the network, its towns, the vocabulary."""
    seed_towns()
    seed_vocabulary()


def fill(store: Store, keys: Keys, *, with_stories: bool) -> None:
    """The programme, the people, and (unless empty is wanted) stories and all that came of them. Again changes nothing."""
    seed_programme()
    seed_people()
    with transaction() as session:
        if not is_demo():
            session.add(DemoStamp(name="demo", at=clock.now()))
        for city in session.scalars(select(City)):
            city.responsible = {key: text.format(town=city.name.text("en")) for key, text in RESPONSIBLE.items()}
    if with_stories:
        draw_districts()
        stories = tell_all(store, keys)
        hold_all(keys, stories)
        reflect_all(store, stories)
        collect_all(stories)
