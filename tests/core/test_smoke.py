def test_a(client, tell, moderator):
    story = tell(state="published", photos=1)
    r = client.get("/healthz/ready")
    assert r.status_code == 200, r.data

def test_b(as_role):
    c = as_role("moderator")
    r = c.get("/en/account")
    print(r.status_code, r.headers)

def test_c(context, city, run_jobs):
    assert city.slug == "rustavi"
    print(run_jobs())

def test_d(server):
    import urllib.request
    assert urllib.request.urlopen(server.url + "/healthz/ready").status == 200
def test_e(page):
    page.goto("/healthz/live")
    assert "ok" in page.content()
