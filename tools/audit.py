"""`make audit`: every page of the demonstration through the Nu HTML checker, every picture through exiftool.

Fails on any error in a page, on a feed that is no XML, and on any word in a picture that is not about its pixels.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree

from playwright.sync_api import sync_playwright
from rich.console import Console
from rich.progress import track

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from storyhub.adapters.images import PhotoRefused, clean_photos
from tests.adapters.images_samples import good_photos, mark
from tests.support.serving import fill_demonstration, serving
from tools.crawling import Kept, Walker, be_refused, sit_in_a_workshop, tell_and_take_back

NU = ("java", "-jar", str(ROOT / "tools" / "nu" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"))
LANGUAGES = ("en", "ka")
PEOPLE = {
    "moderator": "/{lang}/rustavi/desk/",
    "lead": "/{lang}/ashtarak/learning/review",
    "facilitator": "/{lang}/rustavi/learning/logs",
    "admin": "/{lang}/rustavi/settings",
    "host": "/{lang}/network",
}
HTMX = "Attribute .hx-[a-z-]+. not allowed on element .*"
"""The one thing in our pages that the standard does not know."""

ABOUT_PIXELS = {
    "File": {"FileType", "FileTypeExtension", "MIMEType"},
    "RIFF": {"VP8Version", "ImageWidth", "ImageHeight", "HorizontalScale", "VerticalScale"},
    "Composite": {"ImageSize", "Megapixels"},
}

console = Console(stderr=True)


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="storyhub-audit-") as name:
        folder = Path(name)
        photos = marked_photos(folder / "originals")
        fill_demonstration(folder / "data")
        kept = walk_through(folder, photos["phone.jpg"])
        problems = [*kept.broken, *feed_problems(kept.feeds), *page_problems(kept.pages, folder / "pages")]
        pictures = gather_pictures(kept, photos.values(), folder)
        problems += picture_problems(pictures)
        console.print(f"{len(kept.pages)} pages, {len(kept.feeds)} feeds, {len(list(pictures.iterdir()))} pictures")
    for problem in problems:
        console.print(f"  {problem}", markup=False, highlight=False, soft_wrap=True)
    console.print("Nothing found." if not problems else f"{len(problems)} problems.")
    return 1 if problems else 0


def walk_through(folder: Path, photo: Path) -> Kept:
    """What a reader, a teller, staff, somebody in a workshop and somebody lost are shown, in two languages."""
    kept = Kept()
    with serving(folder / "data") as server, sync_playwright() as playwright:
        for lang in track(LANGUAGES, description="Walking through", console=console):
            reader = Walker(playwright, server.url, kept)
            reader.walk(f"/{lang}/", f"/{lang}/")
            tell_and_take_back(reader, lang, photo)
            be_refused(reader, lang)
            for person, start in PEOPLE.items():
                staff = Walker(playwright, server.url, kept)
                staff.request.get(f"/demo/as/{person}")
                staff.walk(start.format(lang=lang), f"/{lang}/")
                if person == "facilitator":
                    sit_in_a_workshop(reader, staff, lang)
        for path in ("/", "/styleguide", "/demo/outbox", "/sitemap.xml"):
            Walker(playwright, server.url, kept).get(path)
    return kept


def page_problems(pages: dict[str, str], folder: Path) -> list[str]:
    """Errors that the Nu HTML checker finds, each with the page and the place."""
    folder.mkdir()
    names = {}
    for number, (what, text) in enumerate(pages.items()):
        (folder / f"{number}.html").write_text(text, encoding="utf-8")
        names[f"{number}.html"] = what
    console.print(f"The Nu HTML checker reads {len(pages)} pages ...")
    done = subprocess.run(
        [*NU, "--format", "json", "--exit-zero-always", "--stdout", "--filterpattern", HTMX, str(folder)],
        capture_output=True,
        text=True,
        check=True,
    )
    errors = [one for one in json.loads(done.stdout)["messages"] if one["type"] != "info"]
    return [f"{names[one['url'].rsplit('/', 1)[1]]}, line {one.get('lastLine')}: {one['message']}" for one in errors]


def feed_problems(feeds: dict[str, str]) -> list[str]:
    problems = []
    for what, text in feeds.items():
        try:
            ElementTree.fromstring(text)
        except ElementTree.ParseError as error:
            problems.append(f"{what}: {error}")
    return problems


def marked_photos(folder: Path) -> dict[str, Path]:
    """Photographs of every kind, with names, places and comments written into them in every way."""
    folder.mkdir()
    for name, data in good_photos().items():
        (folder / name).write_bytes(data)
    mark(folder)
    return {path.name: path for path in folder.iterdir()}


def gather_pictures(kept: Kept, originals: Iterable[Path], folder: Path) -> Path:
    """In one folder: what was served, what is stored, what ships, and what becomes of marked photographs."""
    pictures = folder / "pictures"
    pictures.mkdir()
    for path, data in kept.pictures.items():
        (pictures / f"served-{path.strip('/').replace('/', '-')}").write_bytes(data)
    for source, place in (("stored", folder / "data" / "photos"), ("shipped", ROOT / "storyhub" / "demo" / "pictures")):
        for path in place.rglob("*.webp"):
            shutil.copy(path, pictures / f"{source}-{path.name}")
    sources = list(originals)
    for source, result in zip(sources, clean_photos([path.read_bytes() for path in sources]), strict=True):
        if isinstance(result, PhotoRefused):
            raise RuntimeError(f"{source.name} was refused: {result.reason}")
        for size, data in result.files.items():
            (pictures / f"cleaned-{source.name}-{size}.webp").write_bytes(data)
    return pictures


def picture_problems(folder: Path) -> list[str]:
    """Every tag that is not about the pixels themselves."""
    done = subprocess.run(
        ["exiftool", "-json", "-G", "-a", "-u", "-U", "-ee", "--ExifTool:all", "--System:all", "-r", str(folder)],
        capture_output=True,
        text=True,
        check=True,
    )
    problems = []
    for picture in json.loads(done.stdout):
        for tag in picture.keys() - {"SourceFile"}:
            group, _, name = tag.partition(":")
            if name not in ABOUT_PIXELS.get(group, set()):
                problems.append(f"{Path(picture['SourceFile']).name} says {tag}: {picture[tag]}")
    return problems


if __name__ == "__main__":
    sys.exit(main())
