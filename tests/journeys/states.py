"""Every page in every state it can show, each with the steps that lead there."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.walking import WORDS, Told, open_my_story, open_part, preview, send

Stories = Mapping[str, Told]
Steps = Callable[[Page, Stories], None]

PICTURE = Path(__file__).parents[2] / "storyhub" / "demo" / "pictures" / "22-yard-tap-1600.webp"
TELL = "/en/samtredia/tell"
A_COLLECTION = re.compile(r"/collections/\w+$")
SPOILT = "ref,language,kind,body\nr-1,xx,dreamt,short\nr-2,en,lived,The water came late in the evening again.\n"

OTHER_WORDS = "Other words, sent from the same form again."
SENT_AGAIN = """([key, words]) => {
  const form = document.querySelector("#tell");
  form.elements.form_key.value = key;
  form.elements.body.value = words;
  form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "action", value: "send" }));
  HTMLFormElement.prototype.submit.call(form);
}"""

PAGES = {
    "choice of languages": "/",
    "network": "/en/",
    "town": "/en/rustavi/",
    "town in Georgian": "/ka/rustavi/",
    "tell": TELL,
    "tell, answering a prompt": f"{TELL}?prompt=imagined-saturday",
    "receipts, none waiting": "/en/samtredia/tell/received",
    "thanks": "/en/samtredia/tell/thanks",
    "list": "/en/rustavi/stories",
    "list of all towns": "/hy/stories",
    "list, narrowed": "/en/rustavi/stories?theme=trust&place=microdistrict-12",
    "list, empty": "/en/rustavi/stories?q=nobody-has-told-this",
    "list, nothing but what comes nearest": "/ka/stories?q=სახლიქ&kind=imagined",
    "list, read in a special way": "/en/stories?q=theme:water -bus",
    "list, answers found": "/en/stories?q=water&in=answer",
    "list, taken along as a file": "/en/rustavi/stories/export?theme=trust",
    "list, empty, taken along": "/en/rustavi/stories/export?q=nobody-has-told-this",
    "collections": "/en/rustavi/collections/",
    "numbers": "/en/rustavi/numbers",
    "themes together": "/en/rustavi/themes/together",
    "what we heard": "/en/rustavi/heard",
    "my story": "/en/my",
    "responsible": "/en/rustavi/about/responsible",
    "privacy": "/ka/rustavi/about/privacy",
    "terms": "/en/rustavi/about/terms",
    "accessibility": "/en/rustavi/about/accessibility",
    "help lines": "/en/rustavi/about/help",
    "sign in": "/en/sign-in",
    "no such page": "/en/rustavi/no-such-page",
    "outbox": "/demo/outbox",
    "style guide": "/styleguide",
}

STORIES = {
    "story": "published",
    "story with a photograph": "with photo",
    "story that tells of violence": "sensitive",
    "story with answers": "answered",
    "story that was taken back": "withdrawn",
}
"""State of the page, and the story that shows it."""

AT_DESK = {
    "queue": "/en/samtredia/desk/",
    "queue of hidden stories": "/en/samtredia/desk/?state=hidden",
    "queue, empty": "/en/tskaltubo/desk/",
    "who has been answered": "/en/rustavi/desk/answered",
    "who waits for an answer": "/en/rustavi/desk/answered?state=unanswered",
    "answers to tellers": "/en/rustavi/learning/answers",
    "bringing stories in": "/en/samtredia/desk/import",
    "account": "/en/account",
}


def opened(page: Page) -> None:
    """All disclosures open."""
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")


def tell_all_open(page: Page, _: Stories) -> None:
    page.goto(TELL)
    opened(page)
    page.check("input[name=themes][value=water]")


def tell_with_errors(page: Page, _: Stories) -> None:
    page.goto(TELL)
    opened(page)
    page.fill("#contact", "neither")
    page.select_option("#when", "date")
    page.check("input[name=kind][value=imagined]")
    page.locator("button[value=preview]").first.click()
    expect(page.locator("#error-summary")).to_be_visible()
    opened(page)


def tell_with_photographs(page: Page, _: Stories) -> None:
    page.goto(TELL)
    open_part(page, "#photos")
    page.set_input_files("#photos", PICTURE)
    expect(page.locator("#photos-chosen li")).to_have_count(1)
    page.locator("button[value=photos]").click()
    expect(page.locator("input[name=remove]")).to_be_visible()


def previewed(page: Page, _: Stories) -> None:
    page.goto(TELL)
    page.fill("#body", WORDS)
    preview(page)


def received(page: Page, stories: Stories) -> None:
    previewed(page, stories)
    send(page)


def told_already(page: Page, stories: Stories) -> None:
    """The form of a story that was sent, with other words; past the script, which would take a new form key."""
    page.goto(TELL)
    with page.expect_navigation() as refused:
        page.evaluate(SENT_AGAIN, [stories["published"].form_key, OTHER_WORDS])
    assert refused.value.status == 409
    expect(page.locator("#error-summary")).to_be_visible()
    expect(page.locator("textarea[name=body]")).to_have_value(OTHER_WORDS)


def report_with_errors(page: Page, stories: Stories) -> None:
    page.goto(stories["published"].address)
    page.locator("#report summary").click()
    page.locator("#report form button").click()
    expect(page.locator("#error-summary")).to_be_visible()


def reported(page: Page, stories: Stories) -> None:
    page.goto(f"{stories['published'].address}/reported")


def printed(page: Page, stories: Stories) -> None:
    page.goto(f"{stories['with photo'].address}/print")


def unknown_receipt(page: Page, _: Stories) -> None:
    page.goto("/en/my")
    page.fill("#receipt", "0000 0000")
    page.keyboard.press("Enter")
    expect(page.locator("#error-summary")).to_be_visible()


def my_story(state: str) -> Steps:
    def steps(page: Page, stories: Stories) -> None:
        open_my_story(page, "en", stories[state].receipt)
        opened(page)

    return steps


def withdrawing(page: Page, stories: Stories) -> None:
    open_my_story(page, "en", stories["waiting"].receipt)
    page.locator("button[value=withdraw]").click()
    expect(page.locator("button[value=withdraw_for_good]")).to_be_visible()


def desk_story(page: Page, stories: Stories) -> None:
    page.goto("/demo/as/moderator")
    page.goto(stories["with photo"].desk_address)
    opened(page)


def desk_story_with_errors(page: Page, stories: Stories) -> None:
    page.goto("/demo/as/moderator")
    page.goto(stories["waiting"].desk_address)
    open_part(page, "#reason")
    page.locator("button[value=hide]").click()
    expect(page.locator("#error-summary")).to_be_visible()


def menu_of_languages(page: Page, _: Stories) -> None:
    page.goto("/en/rustavi/")
    page.locator(".menu summary").click()


def help_for_searching(page: Page, _: Stories) -> None:
    page.goto("/en/rustavi/stories")
    page.locator("#search-help summary").click()


def suggestions_open(page: Page, _: Stories) -> None:
    page.goto("/en/rustavi/stories")
    page.locator("#q").press_sequentially("ho")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")


def facets_chosen(page: Page, _: Stories) -> None:
    page.goto("/en/rustavi/stories?theme=trust&from=2026-07-01&to=2026-07-31&kind=lived&photos=no")
    opened(page)


def collection(page: Page, _: Stories) -> None:
    page.goto("/en/rustavi/collections/")
    page.locator("main article a").first.click()
    page.wait_for_url(A_COLLECTION)
    opened(page)


def collection_editor(page: Page, stories: Stories) -> None:
    page.goto("/demo/as/facilitator")
    collection(page, stories)
    page.goto(f"{page.url}/edit")
    expect(page.locator("button[value=save]").first).to_be_visible()
    opened(page)


def booklet_of_a_collection(page: Page, stories: Stories) -> None:
    collection(page, stories)
    page.goto(f"{page.url}/print")


def stories_brought_in_with_problems(page: Page, _: Stories) -> None:
    page.goto("/demo/as/moderator")
    page.goto("/en/samtredia/desk/import")
    page.set_input_files("#file", {"name": "a.csv", "mimeType": "text/csv", "buffer": SPOILT.encode()})
    page.locator("main form button").first.click()
    expect(page.locator("main table")).to_be_visible()


def file_refused(page: Page, _: Stories) -> None:
    page.goto("/demo/as/moderator")
    page.goto("/en/samtredia/desk/import")
    page.set_input_files("#file", PICTURE)
    page.locator("main form button").first.click()
    expect(page.locator("#error-summary")).to_be_visible()
    opened(page)


def page_at(address: str) -> Steps:
    return lambda page, _: page.goto(address) and None  # type: ignore[func-returns-value,return-value]


def story_page(name: str) -> Steps:
    def steps(page: Page, stories: Stories) -> None:
        page.goto(stories[name].address)
        opened(page)

    return steps


def at_desk(address: str) -> Steps:
    def steps(page: Page, _: Stories) -> None:
        page.goto("/demo/as/moderator")
        page.goto(address)
        opened(page)

    return steps


STATES: dict[str, Steps] = (
    {name: page_at(address) for name, address in PAGES.items()}
    | {name: story_page(story) for name, story in STORIES.items()}
    | {f"desk: {name}": at_desk(address) for name, address in AT_DESK.items()}
    | {f"my story, {state}": my_story(state) for state in ("waiting", "published", "hidden", "withdrawn")}
    | {
        "tell, all open": tell_all_open,
        "tell, with errors": tell_with_errors,
        "tell, with photographs": tell_with_photographs,
        "preview": previewed,
        "received": received,
        "told already": told_already,
        "report with errors": report_with_errors,
        "reported": reported,
        "story for printing": printed,
        "my story, unknown receipt": unknown_receipt,
        "my story, withdrawing": withdrawing,
        "desk: story": desk_story,
        "desk: story with errors": desk_story_with_errors,
        "menu of languages": menu_of_languages,
        "list, help open": help_for_searching,
        "list, suggestions open": suggestions_open,
        "list, facets chosen": facets_chosen,
        "collection": collection,
        "collection, for printing": booklet_of_a_collection,
        "desk: collection, being written": collection_editor,
        "desk: stories brought in, with problems": stories_brought_in_with_problems,
        "desk: a file that cannot be read": file_refused,
    }
)
