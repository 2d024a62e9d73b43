import re, pytest
from storyhub.core.db import db, transaction
from storyhub.core.permissions import Role
from storyhub.stories.models import Story, Withheld, Use
from storyhub.stories.services.masking import mask_passage
from storyhub.stories.services.versions import add_version, show_new_version
from storyhub.stories.services.reviewing import publish_story, mark_sensitive
from storyhub.stories.services.translating import add_translation, mark_of_words
from storyhub.stories.services.noting import set_content_note
from tests.support.staff import new_person, sign_in
from tests.zz_review_a import story, let_town
V1="Our neighbour Nino sweeps the stairs every single day of the week."
V2="Our neighbour sweeps the stairs every single day of the week."
V3="Our neighbour Nino sweeps the stairs every single day of the month."
@pytest.mark.parametrize("at_once", [True, False])
def test_mask_lost(app, moderator, tell, client, at_once):
    told = tell(state="published", body=V1)
    with app.app_context():
        mask_passage(moderator, told.id, "Nino", Withheld.NAME, seen_version=1)
        add_version(told.id, "", V2, seen=1)
        show_new_version(moderator, told.id, 2)
        let_town(new_versions_at_once=at_once)
        a = add_version(told.id, "", V3, seen=2)
        if not at_once: show_new_version(moderator, told.id, 3)
        print(a)
    assert "Nino" not in client.get(f"/en/rustavi/stories/{told.code}").text
def test_mask_lost_teller_alone(app, moderator, tell, client):
    """both edits at once, by the teller alone"""
    told = tell(state="published", body=V1)
    with app.app_context():
        mask_passage(moderator, told.id, "Nino", Withheld.NAME, seen_version=1)
        let_town(new_versions_at_once=True)
        print(add_version(told.id, "", V2, seen=1))
        print(add_version(told.id, "", V3, seen=2))
    assert "Nino" not in client.get(f"/en/rustavi/stories/{told.code}").text
def test_mask_waiting_lost(app, moderator, tell, client):
    told = tell(body=V1)
    with app.app_context():
        mask_passage(moderator, told.id, "Nino", Withheld.NAME, seen_version=1)
        add_version(told.id, "", V2, seen=1)
        add_version(told.id, "", V3, seen=2)
        publish_story(moderator, told.id, seen_state="waiting")
    assert "Nino" not in client.get(f"/en/rustavi/stories/{told.code}").text
def test_case_new_words(app, moderator, tell, client):
    told = tell(state="published", body=V1)
    with app.app_context():
        mask_passage(moderator, told.id, "Nino", Withheld.NAME, seen_version=1)
        let_town(new_versions_at_once=True)
        print(add_version(told.id, "", V3 + " NINO's own husband Ninos said so.", seen=1))
    t = client.get(f"/en/rustavi/stories/{told.code}").text
    assert "NINO" not in t
def test_translation(app, moderator, tell, client):
    told = tell(state="published", body=V1, uses=frozenset({Use.TRANSLATION}))
    with app.app_context():
        add_translation(moderator, told.id, "ro", "", "Vecina noastră Nino mătură scările în fiecare zi.", seen_version=1, seen_words=mark_of_words(story(told)))
        mask_passage(moderator, told.id, "Nino", Withheld.NAME, seen_version=1)
    assert "Nino" not in client.get(f"/ro/rustavi/stories/{told.code}").text
    m = sign_in(app, moderator.person_id)
    page = m.get(f"/en/rustavi/desk/{told.code}/translate?to=ro").text
    def f(n): return re.search(rf'name="{n}"[^>]*value="([^"]*)"', page).group(1)
    body = re.search(r'<textarea[^>]*name="body"[^>]*>([^<]*)', page).group(1)
    r = m.post(f"/en/rustavi/desk/{told.code}/translate", data={"language":"ro","title":"","body":body,"seen":f("seen"),"seen_words":f("seen_words")})
    print("TR", r.status_code, body)
    assert "Nino" not in client.get(f"/ro/rustavi/stories/{told.code}").text
def test_unmark_bypass(app, tell):
    told = tell()
    m1, m2 = new_person(app, Role.MODERATOR), new_person(app, Role.MODERATOR)
    with app.app_context():
        mark_sensitive(m2, told.id, sensitive=True)
        assert publish_story(m1, told.id, seen_state="waiting") is False
        mark_sensitive(m1, told.id, sensitive=False)
        assert publish_story(m1, told.id, seen_state="waiting") is False
def test_sensitive_second_by_same_after_mode(app, tell):
    pass
