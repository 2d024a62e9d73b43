"""The desk's tools for photographs: leave one out, or blur a part of one for good."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import Response, current_app, g, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from storyhub.adapters.images import PhotoServiceBusy, Region
from storyhub.core.errors import Conflict, Invalid, NotFound
from storyhub.core.permissions import Role
from storyhub.stories.models import Photo, Story
from storyhub.stories.queries import desk as queries
from storyhub.stories.services import blurring, photos
from storyhub.stories.views import cards
from storyhub.stories.views.desk import blueprint
from storyhub.web.access import role, viewer
from storyhub.web.errors import sentence
from storyhub.web.headers import keep_private
from storyhub.web.htmx import go
from storyhub.web.render import page

SIDES = ("x", "y", "width", "height")
THIRDS = (0, 333, 666, 1000)


@dataclass(frozen=True)
class BlurForm:
    """Which part: one of nine fields of the picture, or numbers in percent from its upper left corner."""

    typed: Mapping[str, str]

    @property
    def area(self) -> str:
        return self.typed.get("area", "")

    @property
    def region(self) -> Region:
        """Raises Invalid."""
        if len(self.area) == 2 and set(self.area) <= set("123"):
            column, row = (int(digit) - 1 for digit in self.area)
            left, top = THIRDS[column], THIRDS[row]
            return Region(left, top, THIRDS[column + 1] - left, THIRDS[row + 1] - top)
        numbers = [_thousandths(self.typed.get(side, "")) for side in SIDES]
        if None in numbers:
            raise Invalid({"x": "region_missing"})
        region = Region(*(number or 0 for number in numbers))
        if not region.is_inside:
            raise Invalid({"x": "region_outside"})
        return region


def _thousandths(percent: str) -> int | None:
    """12.5 or 12,5 as 125; None for what is no number from 0 to 100."""
    try:
        number = round(float(percent.replace(",", ".")) * 10)
    except (ValueError, OverflowError):
        return None
    return number if 0 <= number <= 1000 else None


@blueprint.post("/<lang:lang>/<city>/desk/<code>/photos/<int(max=99):position>")
@role(Role.MODERATOR)
def photo(code: str, position: int) -> AnyResponse:
    """Leave a photograph out, or put it back."""
    found = queries.dossier(viewer(), g.city.id, code).story
    photos.leave_out_photo(viewer(), found.id, position, left_out=request.form.get("act") == "leave_out")
    return go(url_for("desk.story", code=code, _anchor="photos"))


@blueprint.get("/<lang:lang>/<city>/desk/<code>/photos/<int(max=99):position>/blur")
@role(Role.MODERATOR)
def blur(code: str, position: int) -> Response:
    """Choose a part of a photograph."""
    return _blur_page(*_story_and_photo(code, position), BlurForm({}))


@blueprint.post("/<lang:lang>/<city>/desk/<code>/photos/<int(max=99):position>/blur")
@role(Role.MODERATOR)
def send_blur(code: str, position: int) -> AnyResponse:
    """Show the chosen part and ask once more; then blur it for good."""
    found, one = _story_and_photo(code, position)
    form = BlurForm(request.form)
    try:
        region = form.region
        # What was looked at is what is blurred: other numbers than those are shown first.
        if request.form.get("act") != "blur" or request.form.get("confirmed") != " ".join(map(str, region)):
            return _blur_page(found, one, form, region=region)
        darkroom = blurring.Darkroom(current_app.extensions["storyhub.storage"], _slots())
        blurring.blur_photo(viewer(), darkroom, found.id, position, region, seen_key=request.form.get("seen_key", ""))
    except Invalid as error:
        said = {"x": sentence(next(iter(error.fields.values())))}
        return _blur_page(found, one, form, status=422, errors=said)
    except Conflict as error:
        return _blur_page(*_story_and_photo(code, position), form, status=409, problem=sentence(error.key))
    except PhotoServiceBusy:
        problem = gettext("Many photographs are being worked on. Please press again in a minute.")
        return _blur_page(found, one, form, status=503, problem=problem, region=region)
    return go(url_for("desk.story", code=code, _anchor="photos"))


def _slots() -> Path:
    return current_app.config["STORYHUB"].data / "slots"


def _story_and_photo(code: str, position: int) -> tuple[Story, Photo]:
    found = queries.dossier(viewer(), g.city.id, code).story
    for one in found.photos:
        if one.position == position:
            return found, one
    raise NotFound()


def _blur_page(
    found: Story,
    one: Photo,
    form: BlurForm,
    *,
    status: int = 200,
    region: Region | None = None,
    errors: Mapping[str, str] | None = None,
    problem: str = "",
) -> Response:
    keep_private()
    return page(
        "stories/desk_blur.html",
        status=status,
        story=found,
        heading=cards.heading(found),
        photo=cards.photo_of(found, one),
        seen_key=one.key,
        form=form,
        fields=[{"value": f"{column}{row}", "label": label} for column, row, label in _nine_fields()],
        sides=_side_names(),
        region=region,
        chosen=_percent(region) if region else {side: form.typed.get(side, "") for side in SIDES},
        errors=errors or {},
        summary=[{"text": line, "href": f"#{name}"} for name, line in (errors or {}).items()],
        problem=problem,
    )


def _percent(region: Region) -> dict[str, str]:
    return {side: f"{number / 10:g}" for side, number in zip(SIDES, region, strict=True)}


def _side_names() -> dict[str, str]:
    return {
        "x": gettext("From the left edge"),
        "y": gettext("From the upper edge"),
        "width": gettext("Width"),
        "height": gettext("Height"),
    }


def _nine_fields() -> list[tuple[int, int, str]]:
    return [
        (1, 1, gettext("Top left")),
        (2, 1, gettext("Top")),
        (3, 1, gettext("Top right")),
        (1, 2, gettext("Left")),
        (2, 2, gettext("Middle")),
        (3, 2, gettext("Right")),
        (1, 3, gettext("Bottom left")),
        (2, 3, gettext("Bottom")),
        (3, 3, gettext("Bottom right")),
    ]
