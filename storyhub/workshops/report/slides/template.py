"""An empty presentation in the town's hand: one master, three layouts, nothing of anybody else's left in it."""

from collections.abc import Sequence
from datetime import datetime
from xml.sax.saxutils import quoteattr

from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.oxml import serialize_part_xml
from pptx.oxml import parse_xml
from pptx.presentation import Presentation as Deck
from pptx.slide import SlideLayout, SlideMaster
from pptx.util import Pt

from storyhub.workshops.methods.words import Colour
from storyhub.workshops.report.slides import drawing
from storyhub.workshops.report.slides.drawing import SPACES, Frame, Names, Said
from storyhub.workshops.report.slides.look import (
    ACCENT,
    CARD,
    FOOT,
    HIGH,
    INK,
    LEAST,
    LINK,
    MUTED,
    PAPER,
    RULE,
    SANS,
    SIDE,
    SUN,
    TITLE,
    TONES,
    WIDE,
    Area,
    serif_for,
)

FRONT, PART, PAGE = 0, 1, 2
"""The layouts: the first slide, the first of an exercise, and all others."""
KEPT = {0: "title", 2: "secHead", 5: "titleOnly"}
"""Of python-pptx's own eleven layouts, with their types."""
FRONT_TITLE = Area(72, 120, WIDE - 144, 150)
PART_TITLE = Area(72, 110, WIDE - 144, 110)
PROPERTIES = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    b"<Application>Storyhub</Application></Properties>"
)
FIELD = '<a:fld id="{C1FF6DA9-008F-8B48-92A6-B652298478BF}" type="slidenum">'
"""The number of a page, wherever it comes to stand."""
THEME = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def blank(language: str, foot: str, title_word: str, names: tuple[str, str, str], made_at: datetime) -> Deck:
    """`foot` stands below every page; `title_word` and `names` are what the layouts and their titles are called."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Pt(WIDE), Pt(HIGH)
    deck.element.find("{*}sldSz").attrib.pop("type", None)
    for words in deck.element.iter(f"{THEME}defRPr"):
        words.attrib.pop("lang", None)
    master = deck.slide_master
    kept = [deck.slide_layouts[at] for at in KEPT]
    for layout in [one for one in deck.slide_layouts if one not in kept]:
        deck.slide_layouts.remove(layout)
    _dress_theme(master, language)
    _dress_master(master, language, foot, title_word)
    for layout, area, kind, name in zip(kept, (FRONT_TITLE, PART_TITLE, TITLE), KEPT.values(), names, strict=True):
        _dress_layout(layout, kind, name, _title_shape(language, title_word, area if kind != "titleOnly" else None))
    _forget_the_sample(deck, made_at)
    return deck


def _dress_theme(master: SlideMaster, language: str) -> None:
    part = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme = parse_xml(part.blob)
    theme.set("name", "Storyhub")
    colours = [INK, CARD, MUTED, PAPER, *(TONES[one].edge for one in Colour), LINK, ACCENT]
    for place, colour in zip(theme.iter(f"{THEME}clrScheme").__next__(), colours, strict=True):
        place[:] = [parse_xml(f'<a:srgbClr {SPACES} val="{colour}"/>')]
    for name, font in (("majorFont", serif_for(language)), ("minorFont", SANS)):
        for fonts in theme.iter(f"{THEME}{name}"):
            for script in fonts.findall(f"{THEME}font"):
                fonts.remove(script)
            for slot in fonts:
                slot.set("typeface", font)
    part._blob = serialize_part_xml(theme)


def _dress_master(master: SlideMaster, language: str, foot: str, title_word: str) -> None:
    """Its title, and what stands below every page: words and the page's number, as pictures of the master."""
    names = Names()
    words = [Said(foot, language, LEAST, colour=MUTED)]
    below, right = FOOT.inside(right=80), FOOT.inside(left=FOOT.width - 60)
    number = drawing.text(names.of("#"), right, [[Said("‹#›", language, LEAST, colour=MUTED)]], Frame(align="r"))
    shapes = [
        _title_shape(language, title_word, TITLE),
        drawing.line(names.of("—"), (SIDE, FOOT.y - 5), (WIDE - SIDE, FOOT.y - 5), drawing.Stroke(RULE)),
        drawing.text(names.of(foot), below, [words]),
        number.replace("<a:r>", FIELD).replace("</a:r>", "</a:fld>"),
    ]
    _replace_shapes(master, shapes, PAPER)
    styles = master.element.find("{*}txStyles")
    for level in styles.iter(f"{THEME}defRPr"):
        level.attrib.pop("lang", None)
    title = styles.find(f"{{*}}titleStyle/{THEME}lvl1pPr")
    title.set("algn", "l")
    title.find(f"{THEME}defRPr").set("sz", "2600")


def _dress_layout(layout: SlideLayout, kind: str, name: str, title: str) -> None:
    layout.element.set("type", kind)
    layout.element.cSld.set("name", name)
    if kind == "titleOnly":
        _replace_shapes(layout, [title])
        return
    layout.element.set("showMasterSp", "0")
    band = drawing.text(Names().of("—", is_decoration=True), Area(0, 0, 18, HIGH), [], Frame(fill=SUN))
    _replace_shapes(layout, [band, title], ACCENT)


def _title_shape(language: str, word: str, area: Area | None) -> str:
    """The placeholder; without an area it stands where the master's stands."""
    words = drawing.paragraph([Said(word, language, 26, serif=True)])
    place = drawing.text("", area, [[]]).split("<p:spPr>")[1].split("<a:prstGeom")[0] if area else ""
    shape = '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>' if area else ""
    return (
        f'<p:sp {SPACES}><p:nvSpPr><p:cNvPr id="2" name={quoteattr(word)}/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
        f'<p:nvPr><p:ph type="title"/></p:nvPr></p:nvSpPr><p:spPr>{place}{shape}</p:spPr>'
        '<p:txBody><a:bodyPr wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="b"><a:noAutofit/></a:bodyPr>'
        f"<a:lstStyle/>{words}</p:txBody></p:sp>"
    )


def _replace_shapes(owner: SlideMaster | SlideLayout, shapes: Sequence[str], background: str = "") -> None:
    tree = owner.shapes._spTree
    for shape in list(tree)[2:]:
        tree.remove(shape)
    for shape in shapes:
        tree.append(parse_xml(shape))
    page = owner.element.cSld
    for old in page.findall("{*}bg"):
        page.remove(old)
    if background:
        inner = f"<p:bgPr>{drawing.solid(background)}<a:effectLst/></p:bgPr>"
        page.insert(0, parse_xml(f"<p:bg {SPACES}>{inner}</p:bg>"))


def _forget_the_sample(deck: Deck, made_at: datetime) -> None:
    """What python-pptx's own empty presentation brings with it: a printer, a small picture, what made it, English notes."""
    package = deck.part.package
    for part, kind in ((deck.part, RELATIONSHIP_TYPE.PRINTER_SETTINGS), (package, RELATIONSHIP_TYPE.THUMBNAIL)):
        for number, relation in list(part._rels.items()):
            if relation.reltype == kind:
                part._rels.pop(number)
    package.part_related_by(RELATIONSHIP_TYPE.EXTENDED_PROPERTIES)._blob = PROPERTIES
    for said in deck.notes_master.element.iter():
        if said.tag == f"{THEME}t":
            said.text = "…"
        said.attrib.pop("lang", None)
    about = deck.core_properties
    about.last_modified_by, about.comments, about.revision = "", "", 1
    about.created, about.modified = made_at, made_at
