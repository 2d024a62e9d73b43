"""Booklets: made by the worker, read again as text, and withheld from the moment something in them changes."""

import io
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader

from storyhub.adapters.documents import open_press
from storyhub.cities.models import City
from storyhub.collections.models import Booklet, BookletState
from storyhub.collections.queries.printing import latest_booklet
from storyhub.collections.services import booklets
from storyhub.collections.services.booklets import KEPT_FOR, ChangedMeanwhile, NothingToPrint
from storyhub.collections.tasks import make_booklet, sweep_booklets
from storyhub.core import clock
from storyhub.core.db import db
from storyhub.core.permissions import Viewer
from storyhub.core.visibility import Audience
from storyhub.stories.models import Use, Withheld
from storyhub.stories.services.consenting import change_consents
from storyhub.stories.services.masking import mask_passage
from storyhub.stories.services.telling import Asked
from storyhub.stories.services.withdrawing import withdraw_story
from tests.collections.putting import PRINTABLE, collection_of, note_in, put_together
from tests.support.staff import sign_in
from tests.support.stories import WORDS, Told

TOLD = {
    "en": "The lift is silent again, and the bread goes up on a rope.",
    "ka": "ლიფტი ისევ დუმს და პური თოკით ადის მეცხრე სართულზე.",
    "hy": "Վերելակը լռում է, և հացը պարանով է բարձրանում։ Այսպես ապրում ենք։",
    "uk": "Ліфт знову мовчить, а хліб їде нагору на мотузці. Ґанок, їжак, є!",
    "ro": "Liftul tace din nou, iar pâinea urcă pe frânghie. Știți, țineți, așa.",
    "az": "Lift yenə susur, çörək iplə qalxır. Şəhər, ğ, ı, İ, ə, ö, ü, ç.",
    "ru": "Лифт снова молчит, а хлеб едет наверх на верёвке. Объём, ёлка.",
}


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def pictures_in(pdf: bytes) -> int:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return len({str(picture.indirect_reference) for page in pages for picture in page.images})


def address(app: Flask, collection_id: UUID) -> str:
    with app.app_context():
        return f"/en/rustavi/collections/{collection_of(collection_id).code}"


@pytest.fixture
def made(app: Flask, city: City, facilitator: Viewer, tell: Callable[..., Told]) -> tuple[UUID, Told, Told]:
    """A collection with a story to print and one whose teller is not quoted."""
    told = tell(title="Buckets", photos=1, place="Staircase two", **PRINTABLE)
    other = tell(title="", body="Kanari words that are not for paper.", state="published")
    with app.app_context():
        return put_together(facilitator, city.id, [told, other]), told, other


@pytest.fixture
def staff(app: Flask, facilitator: Viewer) -> FlaskClient:
    assert facilitator.person_id is not None
    return sign_in(app, facilitator.person_id)


def test_a_booklet_is_asked_for_made_and_handed_out(
    app: Flask, made: tuple[UUID, Told, Told], staff: FlaskClient, client: FlaskClient, run_jobs: Callable[[], int]
) -> None:
    collection_id, told, other = made
    page = address(app, collection_id)
    assert client.get(f"{page}/booklet.pdf").status_code == 404
    assert client.post(f"{page}/booklet").status_code in (302, 303)
    assert staff.post(f"{page}/booklet").location == f"{page}#booklet"
    assert staff.post(f"{page}/booklet").status_code == 303, "asked twice, made once"
    waiting = staff.get(page, headers={"HX-Request": "true", "HX-Target": "booklet"}).text
    assert "Step 1 of 3" in waiting
    assert "<html" not in waiting
    run_jobs()
    assert "booklet.pdf" in client.get(page).text
    answer = client.get(f"{page}/booklet.pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Cache-Control"] == "public, max-age=30"
    text = text_of(answer.data)
    assert WORDS in text
    assert "Staircase two" in text
    assert "Picture 1 · Photograph: Name not shown" in text
    assert pictures_in(answer.data) == 1
    assert "Kanari" not in text
    assert "A story without a title" in text
    base = app.config["STORYHUB"].base_url
    for shown in (told.code, other.code):
        assert f"{base}/en/rustavi/stories/{shown}" in text
    assert f"{base}{page}" in text
    assert "Contents Buckets" in text
    assert "Rustavi" in text
    reader = PdfReader(io.BytesIO(answer.data))
    marks = [mark.title for mark in reader.outline]  # type: ignore[union-attr]
    assert marks == ["Contents", "Buckets", "A story without a title", "Where these stories come from"]
    assert float(reader.pages[0].mediabox.width) == pytest.approx(419.5, abs=1)
    with app.app_context():
        assert db.session.query(Booklet).count() == 1


def test_text_can_be_read_back_in_every_script_from_fonts_of_our_own(
    app: Flask, city: City, facilitator: Viewer, tell: Callable[..., Told], run_jobs: Callable[[], int]
) -> None:
    stories = [tell(title="", body=body, language=code, **PRINTABLE) for code, body in TOLD.items()]
    with app.app_context():
        collection_id = put_together(facilitator, city.id, stories)
        note_in(facilitator, collection_id, "Թխվածք · შენიშვნა · примітка")
        booklets.ask_for_booklet(facilitator, collection_id)
    run_jobs()
    pdf = app.test_client().get(f"{address(app, collection_id)}/booklet.pdf").data
    text = text_of(pdf)
    assert [code for code, body in TOLD.items() if body not in text] == []
    assert "Թխվածք · შენიშვნა · примітка" in text
    used = {
        str(font.get_object()["/BaseFont"]).split("+")[1]
        for page in PdfReader(io.BytesIO(pdf)).pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    }
    assert used == {"Paper", "Paper-Georgian", "Paper-Armenian"}


@pytest.mark.parametrize("change", ["withdrawn", "not quoted", "narrowed", "masked", "a word of the collection"])
def test_when_something_in_it_changes_the_file_is_withheld_at_once_and_then_deleted(
    app: Flask, made: tuple[UUID, Told, Told], staff: FlaskClient, client: FlaskClient, facilitator: Viewer,
    moderator: Viewer, run_jobs: Callable[[], int], change: str,
) -> None:  # fmt: skip
    collection_id, told, other = made
    page = address(app, collection_id)
    staff.post(f"{page}/booklet")
    run_jobs()
    assert client.get(f"{page}/booklet.pdf").status_code == 200
    assert told.code not in closed_on(client.get(page).text)
    with app.app_context():
        _change(change, told, moderator, facilitator, collection_id)
    assert client.get(f"{page}/booklet.pdf").status_code == 410
    assert "booklet.pdf" not in client.get(page).text
    run_jobs()
    with app.app_context():
        found = latest_booklet(collection_id)
        assert found is not None
        is_deleted = app.extensions["storyhub.booklets"].get(found.file) is None
        assert is_deleted == (change != "a word of the collection")
    is_closed = change in ("withdrawn", "not quoted", "narrowed")
    assert (told.code in closed_on(client.get(page).text)) == is_closed
    assert other.code not in closed_on(client.get(page).text)


def closed_on(page: str) -> str:
    return page.partition('id="closed"')[2]


def _change(change: str, told: Told, moderator: Viewer, facilitator: Viewer, collection_id: UUID) -> None:
    match change:
        case "withdrawn":
            withdraw_story(told.id)
        case "not quoted":
            change_consents(told.id, Audience.PUBLIC, frozenset({Use.PHOTOS}), Asked(1, "en"))
        case "narrowed":
            change_consents(told.id, Audience.CITY, PRINTABLE["uses"], Asked(1, "en"))
        case "masked":
            mask_passage(moderator, told.id, "four floors", Withheld.PASSAGE, seen_version=1)
        case _:
            note_in(facilitator, collection_id, "Another word.")


def test_a_story_that_goes_while_the_booklet_is_made_is_not_in_it(
    app: Flask, made: tuple[UUID, Told, Told], facilitator: Viewer, run_jobs: Callable[[], int]
) -> None:
    collection_id, told, _ = made
    with app.app_context():
        booklet_id = booklets.ask_for_booklet(facilitator, collection_id)
        withdraw_story(told.id)
        with pytest.raises(ChangedMeanwhile):
            booklets.finish_booklet(booklet_id, "what was read before", [told.id], 1)
    run_jobs()
    assert WORDS not in text_of(app.test_client().get(f"{address(app, collection_id)}/booklet.pdf").data)


def test_files_go_when_their_time_is_over_and_so_does_what_nobody_names(
    app: Flask, made: tuple[UUID, Told, Told], staff: FlaskClient, client: FlaskClient, run_jobs: Callable[[], int]
) -> None:
    collection_id, _, _ = made
    page = address(app, collection_id)
    staff.post(f"{page}/booklet")
    run_jobs()
    files = app.extensions["storyhub.booklets"]
    files.put("left-behind.pdf", b"%PDF")
    with app.app_context():
        sweep_booklets()
        assert len(list(files.names())) == 1
    assert client.get(f"{page}/booklet.pdf").status_code == 200
    with clock.at(clock.now() + KEPT_FOR + timedelta(hours=1)):
        assert client.get(f"{page}/booklet.pdf").status_code == 410
        with app.app_context():
            sweep_booklets()
            assert list(files.names()) == []
            assert state_of(collection_id) == BookletState.GONE
    assert "Make a new booklet" in staff.get(page).text
    staff.post(f"{page}/booklet")
    run_jobs()
    with app.app_context():
        for name, _ in list(files.names()):
            files.delete(name)
        sweep_booklets()
        assert state_of(collection_id) == BookletState.GONE, "a restored database has no files"


def state_of(collection_id: UUID) -> BookletState:
    db.session.expire_all()
    booklet = latest_booklet(collection_id)
    assert booklet is not None
    return booklet.state


def test_without_its_library_the_page_says_so_plainly(
    app: Flask, made: tuple[UUID, Told, Told], staff: FlaskClient, run_jobs: Callable[[], int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    monkeypatch.delitem(sys.modules, "storyhub.adapters.documents.weasy", raising=False)
    page = address(app, made[0])
    staff.post(f"{page}/booklet")
    run_jobs()
    answer = staff.get(page)
    assert answer.status_code == 200
    assert "This machine cannot make booklets" in answer.text
    assert "Make a booklet" in answer.text


def test_what_was_given_up_long_ago_can_be_asked_for_again(
    app: Flask, made: tuple[UUID, Told, Told], facilitator: Viewer
) -> None:
    with app.app_context():
        booklet_id = booklets.ask_for_booklet(facilitator, made[0])
        with clock.at(clock.now() + timedelta(hours=3)):
            sweep_booklets()
            assert db.session.get_one(Booklet, booklet_id).state == BookletState.FAILED
            make_booklet(str(booklet_id))
            assert booklets.ask_for_booklet(facilitator, made[0]) != booklet_id


def test_nothing_is_printed_of_a_collection_without_public_stories(
    app: Flask, city: City, facilitator: Viewer, tell: Callable[..., Told]
) -> None:
    closed = tell(state="published", audience="city")
    with app.app_context():
        collection_id = put_together(facilitator, city.id, [closed], published=False)
        with pytest.raises(NothingToPrint):
            booklets.ask_for_booklet(facilitator, collection_id)


def test_the_press_asks_nobody_but_us() -> None:
    asked = []

    def fetch(name: str) -> bytes:
        asked.append(name)
        raise KeyError(name)

    html = '<p>x</p><img src="file:///etc/passwd"><img src="http://127.0.0.1:9/x.png"><img src="photos/a.webp">'
    pdf = open_press("weasy").pdf(html, "@font-face { font-family: X; src: url(http://127.0.0.1:9/f.woff2) }", fetch)
    assert asked == ["photos/a.webp"]
    assert text_of(pdf) == "x"


def test_no_web_process_carries_the_press() -> None:
    names = "('weasyprint', 'fontTools', 'PIL')"
    code = f"import sys, storyhub.app; print([name for name in {names} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
