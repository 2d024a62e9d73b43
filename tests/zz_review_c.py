import re, pytest, collections
from urllib.parse import quote
from sqlalchemy import select, text as sqltext
from storyhub.core.db import db, transaction
from storyhub.core.permissions import Role
from storyhub.stories.models import Story, Withheld, Use, Mask, Translation, Report
from storyhub.stories.services.masking import mask_passage
from storyhub.stories.services.translating import add_translation
from tests.support.staff import new_person, sign_in
from tests.learning import entries as E
from tests.learning.answering import accepted_entry, written

NAMES = set()
import pathlib
for p in pathlib.Path("storyhub").rglob("*.py"):
    t = p.read_text()
    NAMES |= set(re.findall(r'(?:form\.get(?:list)?|field|_field)\(\s*"(\w+)"', t))
    NAMES |= set(re.findall(r'^    (\w+) = (?:String|Integer|Select|Boolean|Radio|Translated|Email|SelectMultiple)Field', t, re.M))
for p in pathlib.Path("templates").rglob("*.html"):
    NAMES |= set(re.findall(r'name="(\w+)"', p.read_text()))
NAMES -= {"csrf_token","lang"}
BAD = {"nul":"a\x00b","nulonly":"\x00","big":"ա"*60000,"num":"9"*5000,"neg":"-1","arab":"٣","dev":"२","sup":"²","bidi":"\u202eab","surr":b"\xed\xa0\x80x","enum":"xx","brack":"[1]{}%s%(x)s","float":"1e309","nan":"nan", "int64":"99999999999999999999"}
ACTS = ["", "publish","keep","hide","spam","put_back","read","ask","mark_sensitive","unmark_sensitive","answer_read","show_version","set_version_aside","lift","preview","publish","edit","submit","cite:x\x00","find","drop:\x00","lift:٣","accept","return","delete","delete_all","delete_for_good","leave_out","blur","undo"]
MY = ["answer","object","keep_objection","judge","words","keep_words","erase_words","consents","keep_consents","contact","keep_contact","letters","download","show","nonsense\x00"]

@pytest.fixture
def world(app, tell, as_role):
    told = tell(photos=1, **{**E.QUOTABLE, "uses": frozenset({Use.PHOTOS, Use.QUOTATION, Use.TRANSLATION})}, contact="a@b.example")
    mod = new_person(app, Role.MODERATOR)
    author, lead = new_person(app, Role.FACILITATOR), new_person(app, Role.LEARNING_LEAD)
    (city,) = author.roles
    with app.app_context():
        mask = mask_passage(mod, told.id, "water", Withheld.NAME, seen_version=1)[0].id
        tr = add_translation(mod, told.id, "ro", "", "Apa vine de două ori pe săptămână.", seen_version=1).id
        e = E.begun(author, city); E.cite(author, e, told); draft_code = E.entry_of(e).code
        e2 = E.begun(author, city, title="Second"); sub = E.entry_of(e2).code; E.submit(author, e2)
    acc = accepted_entry(app, [told]); d = written(app, acc)
    dc = d.code
    return dict(told=told, mask=mask, tr=tr, draft=draft_code, sub=sub, ans=dc, acc=acc, author=author, lead=lead, mod=mod)

def posts(app, w):
    out = []
    base = "/en/rustavi"
    c = w["told"].code
    M, A, L, L2 = (sign_in(app, w[k].person_id) for k in ("mod","author","lead","lead"))
    LA = sign_in(app, w["acc"].lead.person_id)
    for path in ("", "/undo","/presence","/masks",f"/masks/{w['mask']}","/note","/themes","/remarks","/translate","/photos/1","/photos/1/blur", "/photos/99/blur"):
        out.append((M, f"{base}/desk/{c}{path}", ACTS))
    out.append((M, f"{base}/desk/spam", ACTS))
    out.append((A, f"{base}/learning/logs/{w['draft']}/edit", ["save","submit","find","cite:x\x00","drop:\x00"]))
    out.append((A, f"{base}/learning/logs/{w['draft']}/evidence/{c}", [""]))
    out.append((A, f"{base}/learning/logs", [""]))
    out.append((L, f"{base}/learning/review/{w['sub']}", ["accept","return"]))
    out.append((LA, f"{base}/learning/answers/{w['ans']}", ["","preview"]))
    out.append((LA, f"{base}/learning/answers/{w['ans']}/send", [""]))
    return out

def run(client, path, data, fails, tag):
    client.application.config["PROPAGATE_EXCEPTIONS"] = False
    try:
        r = client.post(path, data=data)
        s = r.status_code
    except Exception as ex:
        import traceback
        tb = traceback.extract_tb(ex.__traceback__)
        last = [f for f in tb if "/storyhub/" in f.filename][-1:]
        s = f"{type(ex).__name__} {str(ex)[:80]!r} at {last and (last[0].filename[-50:], last[0].lineno)}"
    if not isinstance(s,int) or s >= 500:
        fails[(re.sub(r'[0-9a-f-]{36}|/[a-z0-9]{8}(?=/|$)','/*',path), str(s))].add(tag)
    return s

def test_fuzz(app, world, as_role, client):
    fails = collections.defaultdict(set)
    n = 0
    import random
    for c, path, acts in posts(app, world):
        for act in acts:
            for tag, bad in BAD.items():
                if len(acts) > 10 and tag in ("big","num","dev","bidi","brack","int64") and act not in ("","ask","hide"): continue
                data = {k: bad for k in NAMES}
                for k in ("act","action"): data[k] = act
                run(c, path, data, fails, f"{tag}/{act}"); n += 1
            # revision ok
        
    rc = world["told"].receipt
    for act in MY:
        for tag, bad in BAD.items():
            data = {k: bad for k in NAMES}; data["action"] = act; data["receipt"] = rc
            if act == "judge": data["useful"] = "yes"
            run(client, "/en/my", data, fails, f"{tag}/{act}"); n += 1
    for path in ("/en/my","/en/my/lost","/ka/my/lost-receipt"):
        for tag, bad in BAD.items():
            run(client, path, {k: bad for k in NAMES}, fails, tag); n += 1
    print("N", n)
    for k, v in fails.items(): print(k, sorted(v)[:4], len(v))
    assert not fails
