"""Pages for the frames of other sites: public words alone, no cookie, nothing that runs; no other page may be framed."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from storyhub.cities.models import City
from storyhub.core.permissions import Viewer
from storyhub.stories.services.withdrawing import withdraw_story
from tests.collections.putting import collection_of, put_together
from tests.stories.cast import browser_of
from tests.stories.test_visibility_matrix import canary, tell_all
from tests.support.stories import Told


def test_a_frame_shows_what_anyone_may_read_whoever_looks(app: Flask, tell: Callable[..., Told]) -> None:
    told = tell_all(app, tell, photos=1)
    for name in ("anonymous", "moderator"):
        client = browser_of(app, name)
        for (state, audience), one in told.items():
            answer = client.get(f"/en/rustavi/stories/{one.code}/embed")
            is_public = (state, audience) == ("published", "public")
            assert answer.status_code == (200 if is_public else 410 if state == "withdrawn" else 404)
            assert (canary(state, audience) in answer.text) == is_public, (name, state, audience)


def test_only_these_pages_may_be_framed_and_they_leave_nothing_behind(
    app: Flask, city: City, facilitator: Viewer, client: FlaskClient, tell: Callable[..., Told]
) -> None:
    story, gone = tell(state="published", title="A <b>title</b>"), tell(state="published", title="Kanari")
    with app.app_context():
        made = collection_of(put_together(facilitator, city.id, [story, gone])).code
        withdraw_story(gone.id)
    town = "/en/rustavi"
    pages = {f"{town}/stories/{story.code}": 200, f"{town}/stories/{gone.code}": 410, f"{town}/stories/nothing0": 404}
    pages |= {f"{town}/collections/{made}": 200, f"{town}/collections/nothing0": 404}
    for page, status in pages.items():
        framed = client.get(f"{page}/embed")
        assert framed.status_code == status
        policy = framed.headers["Content-Security-Policy"]
        assert "frame-ancestors *" in policy
        assert "script-src 'none'" in policy
        assert "X-Frame-Options" not in framed.headers
        assert "Set-Cookie" not in framed.headers
        assert framed.headers["Cache-Control"] == "public, max-age=30"
        assert "noindex" in framed.text
        assert "<script" not in framed.text
        assert "<form" not in framed.text
        assert "Kanari" not in framed.text
        closed = client.get(page)
        assert "frame-ancestors 'none'" in closed.headers["Content-Security-Policy"]
        assert closed.headers["X-Frame-Options"] == "DENY"
    assert "This story was taken back" in client.get(f"{town}/stories/{gone.code}/embed").text


def test_the_line_to_copy_is_whole_and_harmless_and_stands_on_public_stories_alone(
    app: Flask, tell: Callable[..., Told], as_role: Callable[..., FlaskClient]
) -> None:
    story = tell(state="published", title='Buckets" onload="x <i>')
    page = as_role("moderator").get(f"/en/rustavi/stories/{story.code}").text
    line = page.split('id="embed-line"')[1].split("</textarea>")[0].split("&lt;", 1)[1]
    base = app.config["STORYHUB"].base_url
    assert line.startswith(f"iframe src=&#34;{base}/en/rustavi/stories/{story.code}/embed&#34; title=&#34;")
    assert "<" not in line
    assert "Buckets&amp;#34; onload" in line, "what is copied has its own quotation marks escaped"
    for closed in (tell(state="published", audience="city"), tell(state="hidden")):
        assert "embed-line" not in as_role("moderator").get(f"/en/rustavi/stories/{closed.code}").text
