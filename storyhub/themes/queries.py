"""Reads about themes; a vocabulary is public."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased, load_only, undefer

from storyhub.cities.models import City
from storyhub.core.db import db
from storyhub.themes.models import Theme, ThemeChange, ThemeKind, Vocabulary

DRAWN = (Theme.slug, Theme.kind, Theme.position, Theme.label)
"""What a theme's name and link are drawn from."""
EXPLAINED = (undefer(Theme.use_when), undefer(Theme.not_when), undefer(Theme.other_names))
"""With all that is said of a theme."""


def themes(kind: ThemeKind = ThemeKind.THEME, city_id: UUID | None = None) -> Sequence[Theme]:
    """The themes one can choose now, in the vocabulary's order: the network's, and the town's own when one is named."""
    current = select(Theme).where(Theme.kind == kind, Theme.retired_at.is_(None), *_of(city_id))
    return db.session.scalars(current.order_by(Theme.position)).all()


def themes_to_choose(city_id: UUID | None = None) -> Sequence[Theme]:
    """Themes and lens together with their labels alone, for a list's filters: retired ones too, stories carry them."""
    current = select(Theme).where(*_of(city_id)).order_by(Theme.position)
    return db.session.scalars(
        current.options(load_only(Theme.slug, Theme.kind, Theme.label, Theme.parent_id, raiseload=True))
    ).all()


def themes_by_slug(slugs: Sequence[str]) -> dict[str, Theme]:
    """The themes of these slugs, retired ones too; unknown slugs are left out."""
    rows = db.session.scalars(select(Theme).where(Theme.slug.in_(list(slugs)))).all()
    return {theme.slug: theme for theme in rows}


def theme_slugs(city_id: UUID | None = None) -> Sequence[Row[UUID, str]]:
    """(id, slug) of the themes one can choose now, for reading a form."""
    current = select(Theme.id, Theme.slug).where(Theme.retired_at.is_(None), *_of(city_id))
    return db.session.execute(current.where(Theme.kind == ThemeKind.THEME).order_by(Theme.position)).all()


def merged_slugs() -> dict[str, str]:
    """For the address of a theme that was merged, the address of the one it is read as."""
    into = select(Theme.id, Theme.slug).subquery()
    rows = db.session.execute(select(Theme.slug, into.c.slug).join(into, into.c.id == Theme.merged_into_id))
    return {slug: target for slug, target in rows}


def read_as(theme_id: UUID) -> Select[UUID]:
    """The theme and those that were merged into it, for narrowing lists by what was tagged."""
    return select(Theme.id).where(or_(Theme.id == theme_id, Theme.merged_into_id == theme_id))


def lineages() -> dict[UUID, tuple[UUID, ...]]:
    """For each theme, what it is read as and all that stand above that: a story counts for each of them, once."""
    rows = {row.id: row for row in db.session.execute(select(Theme.id, Theme.parent_id, Theme.merged_into_id))}
    return {theme_id: tuple(_upwards(rows, theme_id)) for theme_id in rows}


def _upwards(rows: Mapping[UUID, Row], theme_id: UUID) -> Sequence[UUID]:
    line: list[UUID] = []
    at: UUID | None = theme_id
    while at is not None:
        at = rows[at].merged_into_id or at
        if at in line:
            break
        line.append(at)
        at = rows[at].parent_id
    return line


def below(theme_id: UUID) -> Select[UUID]:
    """The theme, those that stand below it and those that are read as one of them: `lineages` as SQL."""
    return _below(Theme.id == theme_id)


def below_slug(slug: str) -> Select[UUID]:
    """As `below`, for a theme of which the slug is known."""
    return _below(Theme.slug == slug)


def _below(named: ColumnElement[bool]) -> Select[UUID]:
    tree = select(Theme.id).where(named).cte(recursive=True)
    child = and_(Theme.merged_into_id.is_(None), Theme.parent_id == tree.c.id)
    tree = tree.union(select(Theme.id).join(tree, or_(Theme.merged_into_id == tree.c.id, child)))
    return select(tree.c.id)


def themes_tagged(
    owner: InstrumentedAttribute[UUID], theme: InstrumentedAttribute[UUID], owner_ids: Collection[UUID]
) -> dict[UUID, list[Theme]]:
    """The themes of each of these things as they are read now, each once, in the vocabulary's order, for drawing.

    `owner` and `theme` are the columns of the table in which the things are tagged.
    """
    chosen = aliased(Theme)
    rows = db.session.execute(
        select(owner, Theme)
        .join(chosen, chosen.id == theme)
        .join(Theme, Theme.id == func.coalesce(chosen.merged_into_id, chosen.id))
        .where(owner.in_(list(owner_ids)))
        .order_by(Theme.position)
        .options(load_only(*DRAWN, raiseload=True))
    )
    found: dict[UUID, list[Theme]] = {}
    for owner_id, one in rows:
        tagged = found.setdefault(owner_id, [])
        tagged.extend([one] if one not in tagged else [])
    return found


def theme_for(slug: str) -> Theme | None:
    """The theme of that address, retired or merged or neither, with what it is read as."""
    return db.session.scalar(select(Theme).where(Theme.slug == slug))


def themes_with(theme_ids: Collection[UUID]) -> Sequence[Theme]:
    """The themes of these ids as they are called, whatever became of them since."""
    rows = select(Theme).where(Theme.id.in_(list(theme_ids))).order_by(Theme.position)
    return db.session.scalars(rows).all()


def themes_of(city_id: UUID | None) -> Sequence[Theme]:
    """All themes of a town's own, or (None) of the network, whatever became of them."""
    mine = Theme.city_id == city_id if city_id else Theme.city_id.is_(None)
    return db.session.scalars(select(Theme).where(mine).order_by(Theme.kind.desc(), Theme.position)).all()


def parts_taken_back(theme_ids: Collection[UUID]) -> set[UUID]:
    """Of these themes those that a split made, and that were read as the whole again when it was undone."""
    undone = select(ThemeChange.theme_id).where(ThemeChange.act == "split", ThemeChange.undone_at.is_not(None))
    rows = select(Theme.id).where(Theme.id.in_(undone), Theme.merged_into_id.is_not(None))
    return set(db.session.scalars(rows.where(Theme.id.in_(list(theme_ids)))))


def changes_of(theme_ids: Sequence[UUID], limit: int = 30) -> Sequence[ThemeChange]:
    """What was done with these themes, the latest first."""
    rows = select(ThemeChange).where(ThemeChange.theme_id.in_(list(theme_ids)))
    return db.session.scalars(rows.order_by(ThemeChange.id.desc()).limit(limit)).all()


def _of(city_id: UUID | None) -> tuple[ColumnElement[bool], ...]:
    mine = or_(Theme.city_id.is_(None), Theme.city_id == city_id) if city_id else Theme.city_id.is_(None)
    return (Theme.merged_into_id.is_(None), mine)


def the_vocabulary() -> Vocabulary | None:
    """With its version; none before the first seeding."""
    return db.session.scalar(select(Vocabulary).order_by(Vocabulary.slug).limit(1))


def theme_explained(slug: str, city_id: UUID | None) -> Theme | None:
    """The network's theme of that address, or the town's own, with all that is said of it."""
    mine = Theme.city_id.is_(None) if city_id is None else or_(Theme.city_id.is_(None), Theme.city_id == city_id)
    return db.session.scalar(select(Theme).where(Theme.slug == slug, mine).options(*EXPLAINED))


def themes_explained(city_id: UUID | None) -> Sequence[Theme]:
    """All themes of the network, and of the town when one is named, with all that is said of them."""
    mine = Theme.city_id.is_(None) if city_id is None else or_(Theme.city_id.is_(None), Theme.city_id == city_id)
    return db.session.scalars(select(Theme).where(mine).order_by(Theme.position).options(*EXPLAINED)).all()


def history_of(theme_id: UUID, limit: int = 50) -> Sequence[ThemeChange]:
    """What was done with a theme, and what was merged into it or split off it; the latest first."""
    kin = select(Theme.id).where(
        or_(Theme.id == theme_id, Theme.merged_into_id == theme_id, Theme.parent_id == theme_id)
    )
    rows = select(ThemeChange).where(
        or_(
            ThemeChange.theme_id == theme_id,
            and_(ThemeChange.theme_id.in_(kin), ThemeChange.act.in_(("merged", "split"))),
        )
    )
    return db.session.scalars(rows.order_by(ThemeChange.id.desc()).limit(limit)).all()


def renamings_of(theme_ids: Collection[UUID]) -> Sequence[ThemeChange]:
    """What these themes were called before, the earliest first; what was undone is not among it."""
    rows = select(ThemeChange).where(
        ThemeChange.theme_id.in_(list(theme_ids)), ThemeChange.act == "renamed", ThemeChange.undone_at.is_(None)
    )
    return db.session.scalars(rows.order_by(ThemeChange.id)).all()


def town_of(theme: Theme) -> str:
    """The slug of the town whose own theme it is."""
    return db.session.scalar(select(City.slug).where(City.id == theme.city_id)) or ""
