"""A board of each geometry as a query would give it, with words that people in four towns might write."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID, uuid5

from storyhub.workshops.methods.schema import Colour, End, Evidence, Geometry, Overlay
from storyhub.workshops.seen import AxisView, BoardView, CardView, Cell, ClusterView, Line, Spread, ZoneView

SPACE = UUID("0190a1b2-0000-7000-8000-000000000000")
HOSTILE = '<script>alert("x")</script>"><img src=x onerror=alert(1)>{{ 7*7777 }}'

SIGNALS = {
    "en": (
        "The number four bus turns round at the market since spring",
        "Three families on our stair rent out their flat and live in Poland",
        "The bakery opens at noon because nobody will start at four in the morning",
        "Children learn to swim in the quarry lake, for the pool has been shut six years",
        "Pensioners ask the pharmacist to read letters from the bank to them",
        "The river smells on the days when the factory works at night",
        "Somebody planted forty walnut trees along the railway and nobody knows who",
        "School number 7 has one class where there used to be three",
        "People pay for water by phone, and queue for the paper that proves it",
        "Every second shop window on the main street is for rent",
        "Neighbours share one solar panel for the lights of the yard",
        "In July the playground is empty until nine in the evening: it is too hot",
    ),
    "ka": (
        "გაზაფხულიდან მეოთხე ავტობუსი ბაზართან ბრუნდება უკან",
        "ჩვენს სადარბაზოში სამმა ოჯახმა ბინა გააქირავა და პოლონეთში ცხოვრობს",
        "თონე შუადღისას იღება, რადგან დილის ოთხზე მუშაობას არავინ იწყებს",
        "ბავშვები კარიერის ტბაში სწავლობენ ცურვას, აუზი ექვსი წელია დაკეტილია",
        "პენსიონერები აფთიაქარს სთხოვენ, ბანკის წერილი წაუკითხოს",
        "მდინარეს სუნი აქვს იმ დღეებში, როცა ქარხანა ღამე მუშაობს",
        "ვიღაცამ რკინიგზის გასწვრივ ორმოცი კაკლის ხე დარგო და არავინ იცის, ვინ",
        "მე-7 სკოლაში ერთი კლასია იქ, სადაც სამი იყო",
        "წყლის ფულს ტელეფონით იხდიან და რიგში დგანან ქაღალდისთვის",
        "მთავარ ქუჩაზე ყოველი მეორე ვიტრინა ქირავდება",
        "მეზობლებს ეზოს განათებისთვის ერთი მზის პანელი აქვთ საერთო",
        "ივლისში მოედანი საღამოს ცხრა საათამდე ცარიელია: ძალიან ცხელა",
    ),
    "hy": (
        "Գարնանից չորս համարի ավտոբուսը շուկայի մոտից հետ է դառնում",
        "Մեր մուտքի երեք ընտանիք բնակարանը վարձով է տվել և ապրում է Լեհաստանում",
        "Փուռը կեսօրին է բացվում, որովհետև ոչ ոք առավոտյան չորսին գործի չի գալիս",
        "Երեխաները լողալ սովորում են քարհանքի լճում, լողավազանը վեց տարի փակ է",
        "Թոշակառուները դեղագործին են խնդրում կարդալ բանկի նամակը",
        "Գետը հոտում է այն օրերին, երբ գործարանը գիշերն է աշխատում",
        "Մեկը երկաթգծի երկայնքով քառասուն ընկուզենի է տնկել, ու ոչ ոք չգիտի՝ ով",
        "Յոթերորդ դպրոցում մեկ դասարան է այնտեղ, որտեղ երեքն էր",
        "Ջրի վարձը հեռախոսով են վճարում, իսկ թղթի համար հերթ են կանգնում",
        "Գլխավոր փողոցի ամեն երկրորդ ցուցափեղկը տրվում է վարձով",
        "Հարևանները բակի լույսի համար մեկ արևային վահանակ ունեն",
        "Հուլիսին խաղահրապարակը դատարկ է մինչև երեկոյան իննը. շատ շոգ է",
    ),
    "uk": (
        "Від весни четвертий автобус розвертається біля ринку",
        "Три родини з нашого під’їзду здають квартири й живуть у Польщі",
        "Пекарня відчиняється опівдні, бо ніхто не хоче починати о четвертій ранку",
        "Діти вчаться плавати в кар’єрі, бо басейн зачинено вже шість років",
        "Пенсіонери просять аптекарку прочитати їм листа з банку",
        "Річка тхне в ті дні, коли завод працює вночі",
        "Хтось посадив сорок горіхів уздовж колії, і ніхто не знає хто",
        "У сьомій школі один клас там, де було три",
        "За воду платять телефоном, а по папірець стоять у черзі",
        "Кожна друга вітрина на головній вулиці здається в оренду",
        "Сусіди мають одну сонячну панель на світло у дворі",
        "У липні майданчик порожній до дев’ятої вечора: надто спекотно",
    ),
}
LABELS = {
    "en": {
        "columns": ("Society", "Technology", "Economy", "Nature", "Politics"),
        "board": "Signs of change",
        "signal": "Signal",
        "hint": "Who lives here, who leaves, how we live together",
        "bands": ("Third horizon: what we hope for", "Second horizon: the passage", "First horizon: today"),
        "times": ("Today", "On the way", "In fifteen years"),
        "quadrants": ("Safe bets", "Open questions", "Background", "Keep an eye on"),
        "axes": (("How open is it?", "Settled", "Wide open"), ("How much would it change?", "A little", "A lot")),
        "rings": ("At once", "Then", "Later"),
        "worlds": ("The town that waits", "Full trains", "The quiet valley", "Everybody’s bridge"),
        "fields": ("A day of one resident", "Who lives well here?", "Who has it hard?", "Early sign"),
        "heap": "Getting home in the evening",
    },
    "ka": {
        "columns": ("საზოგადოება", "ტექნოლოგია", "ეკონომიკა", "ბუნება", "პოლიტიკა"),
        "board": "ცვლილების ნიშნები",
        "signal": "სიგნალი",
        "hint": "ვინ ცხოვრობს აქ, ვინ მიდის, როგორ ვცხოვრობთ ერთად",
        "bands": ("მესამე ჰორიზონტი: რისი იმედი გვაქვს", "მეორე ჰორიზონტი: გადასასვლელი", "პირველი ჰორიზონტი: დღეს"),
        "times": ("დღეს", "გზაში", "თხუთმეტ წელიწადში"),
        "quadrants": ("უეჭველი", "ღია კითხვები", "ფონი", "თვალი ვადევნოთ"),
        "axes": (
            ("რამდენად ღიაა?", "გადაწყვეტილი", "სრულიად ღია"),
            ("რამდენად შეცვლიდა ცხოვრებას?", "ოდნავ", "ძალიან"),
        ),
        "rings": ("მაშინვე", "მერე", "მოგვიანებით"),
        "worlds": ("ქალაქი, რომელიც ელოდება", "სავსე მატარებლები", "წყნარი ხეობა", "ყველას ხიდი"),
        "fields": ("ერთი მცხოვრების დღე", "ვინ ცხოვრობს აქ კარგად?", "ვის უჭირს?", "ადრეული ნიშანი"),
        "heap": "საღამოს სახლში დაბრუნება",
    },
    "hy": {
        "columns": ("Հասարակություն", "Տեխնոլոգիա", "Տնտեսություն", "Բնություն", "Քաղաքականություն"),
        "board": "Փոփոխության նշաններ",
        "signal": "Ազդանշան",
        "hint": "Ով է ապրում այստեղ, ով է գնում, ինչպես ենք ապրում իրար հետ",
        "bands": ("Երրորդ հորիզոն. ինչի հույս ունենք", "Երկրորդ հորիզոն. անցումը", "Առաջին հորիզոն. այսօր"),
        "times": ("Այսօր", "Ճանապարհին", "Տասնհինգ տարի հետո"),
        "quadrants": ("Հաստատ է", "Բաց հարցեր", "Հետնախորք", "Աչքի առաջ պահենք"),
        "axes": (("Որքա՞ն բաց է", "Որոշված է", "Լիովին բաց"), ("Որքա՞ն կփոխեր կյանքը", "Մի քիչ", "Շատ")),
        "rings": ("Անմիջապես", "Հետո", "Ավելի ուշ"),
        "worlds": ("Սպասող քաղաքը", "Լեփ-լեցուն գնացքներ", "Լուռ հովիտը", "Բոլորի կամուրջը"),
        "fields": ("Մեկ բնակչի օրը", "Ո՞վ է լավ ապրում այստեղ", "Ո՞ւմ համար է դժվար", "Վաղ նշան"),
        "heap": "Երեկոյան տուն հասնելը",
    },
    "uk": {
        "columns": ("Суспільство", "Технології", "Економіка", "Природа", "Політика"),
        "board": "Ознаки змін",
        "signal": "Сигнал",
        "hint": "Хто тут живе, хто їде, як ми живемо разом",
        "bands": ("Третій горизонт: на що сподіваємося", "Другий горизонт: перехід", "Перший горизонт: сьогодні"),
        "times": ("Сьогодні", "Дорогою", "За п’ятнадцять років"),
        "quadrants": ("Напевно", "Відкриті питання", "Тло", "Пильнуймо"),
        "axes": (
            ("Наскільки це відкрите?", "Вирішено", "Цілком відкрите"),
            ("Наскільки змінило б життя?", "Трохи", "Дуже"),
        ),
        "rings": ("Одразу", "Потім", "Згодом"),
        "worlds": ("Місто, що чекає", "Повні потяги", "Тиха долина", "Спільний міст"),
        "fields": ("День однієї мешканки", "Кому тут добре?", "Кому важко?", "Рання ознака"),
        "heap": "Як дістатися додому ввечері",
    },
}
QUADRANTS = ((End.LOW, End.HIGH), (End.HIGH, End.HIGH), (End.LOW, End.LOW), (End.HIGH, End.LOW))
COLOURS = tuple(Colour)


def card(language: str, number: int, **more: object) -> CardView:
    """The nth signal of a language as a card, plain unless `more` says otherwise."""
    words = SIGNALS[language]
    given: dict[str, object] = {
        "id": UUID(int=SPACE.int + number),
        "code": f"card{number:04}",
        "kind": "signal",
        "kind_label": LABELS[language]["signal"],
        "colour": COLOURS[number % len(COLOURS)],
        "text": words[number % len(words)],
        "language": language,
        "rows": (),
        "zone": "",
        "group_number": 0,
        "by": "",
        "is_mine": False,
        "may_change": False,
        "state": "shown",
        "revision": 0,
        "evidence": Evidence.OPTIONAL,
        "voices": (number * 2) % 5,
        "cluster_id": None,
        "parent_code": "",
    }
    return CardView(**given | more)  # type: ignore[arg-type]


def cards(language: str, numbers: Sequence[int], **more: object) -> list[CardView]:
    return [card(language, number, **more) for number in numbers]


def zone(name: str, label: str, lying: Sequence[CardView], number: int, **more: object) -> ZoneView:
    given: dict[str, object] = {
        "id": name,
        "label": label,
        "hint": "",
        "letter": "ABCDEFGHIJ"[number % 10],
        "column": None,
        "row": None,
        "ring": None,
        "quadrant": None,
        "is_off_board": False,
        "cards": list(lying),
        "clusters": (),
        "hidden": 0,
        "may_add": False,
    }
    return ZoneView(**given | more)  # type: ignore[arg-type]


def board(language: str, geometry: Geometry, zones: Sequence[ZoneView], **more: object) -> BoardView:
    given: dict[str, object] = {
        "id": f"{geometry}-board",
        "label": LABELS[language]["board"],
        "geometry": geometry,
        "overlay": Overlay.NONE,
        "columns": (),
        "rows": (),
        "rings": (),
        "centre": "",
        "centre_language": language,
        "axes": (),
        "zones": list(zones),
        "row_cards": (),
        "column_cards": (),
        "cells": (),
        "lines": (),
    }
    return BoardView(**given | more)  # type: ignore[arg-type]


def heap_of(language: str, numbers: Sequence[int]) -> ClusterView:
    name = LABELS[language]["heap"]
    return ClusterView(uuid5(SPACE, f"{language}-heap"), name, language, cards(language, numbers))


def columns(language: str, each: int = 3) -> BoardView:
    """STEEP with a heap, what was left out, what a few insist on, and what lies hidden."""
    said = LABELS[language]
    zones = []
    for place, label in enumerate(said["columns"]):
        lying = cards(language, range(place, place + each), zone=f"column{place}")
        zones.append(zone(f"column{place}", label, lying, place, column=place, hint=said["hint"] if not place else ""))
    heap = heap_of(language, (20, 21, 22, 23))
    zones[2] = zone("column2", said["columns"][2], cards(language, (2,)), 2, column=2, clusters=(heap,))
    zones[1] = zone(
        "column1",
        said["columns"][1],
        [
            card(language, 1, votes=7, evidence=Evidence.REQUIRED, voices=0),
            card(language, 9, votes=2, is_kept=False),
            card(language, 4, is_minority=True, by="Nino"),
        ],
        1,
        column=1,
    )
    zones[4] = zone("column4", said["columns"][4], cards(language, (7,)), 4, column=4, hidden=6)
    return board(language, Geometry.COLUMNS, zones, columns=said["columns"])


def spread(low: float, median: float, high: float, *, n: int = 18, label: str = "") -> Spread:
    return Spread("impact", label, n, median, low, high, is_disputed=high - low >= 2)


def plane(language: str, count: int = 10) -> BoardView:
    said = LABELS[language]
    places = [(0.82, 0.9), (0.78, 0.86), (0.2, 0.8), (0.55, 0.62), (0.9, 0.3), (0.15, 0.2)]
    places += [(0.35, 0.4), (0.66, 0.74), (0.5, 0.15), (0.3, 0.95), (0.8, 0.88), (0.6, 0.5)]
    zones = []
    for number, quadrant in enumerate(QUADRANTS):
        lying = []
        for at in range(count):
            x, y = places[at % len(places)]
            if ((End.HIGH if x >= 0.5 else End.LOW), (End.HIGH if y >= 0.5 else End.LOW)) == quadrant:
                ratings = (spread(1.5, 3, 4), spread(3, 3, 4)) if at % 4 == 1 else ()
                lying.append(card(language, at, x=x, y=y, ratings=ratings, kind="driver"))
        zones.append(zone(f"q{number}", said["quadrants"][number], lying, number, quadrant=quadrant))
    return board(language, Geometry.PLANE, zones, axes=[AxisView(*axis) for axis in said["axes"]])


def bands(language: str) -> BoardView:
    said = LABELS[language]
    where = [(0, 0, (0, 10)), (0, 2, (6, 3)), (1, 1, (10, 4)), (2, 0, (2, 7)), (2, 1, (9,)), (2, 2, (5,))]
    zones = [
        zone(f"band{number}", said["quadrants"][number % 4], cards(language, which), number, row=row, column=column)
        for number, (row, column, which) in enumerate(where)
    ]
    zones[3] = replace(zones[3], clusters=[heap_of(language, (2, 7))], cards=[])
    return board(
        language,
        Geometry.BANDS,
        zones,
        rows=said["bands"],
        columns=said["times"],
        overlay=Overlay.THREE_CURVES,
    )


def rings(language: str, first: int = 4, second: int = 2, third: int = 1) -> BoardView:
    said = LABELS[language]
    lying: list[list[CardView]] = [[], [], []]
    number = 0
    for _ in range(first):
        lying[0].append(card(language, number, colour=Colour.SEA))
        parent, number = lying[0][-1].code, number + 1
        for _ in range(second):
            lying[1].append(card(language, number, colour=Colour.LEAF, parent_code=parent))
            inner, number = lying[1][-1].code, number + 1
            for _ in range(third):
                lying[2].append(card(language, number, colour=Colour.PLUM, parent_code=inner))
                number += 1
    zones = [zone(f"ring{at}", said["rings"][at], lying[at], at, ring=at + 1) for at in range(3)]
    return board(language, Geometry.RINGS, zones, rings=said["rings"], centre=SIGNALS[language][0])


def quadrants(language: str) -> BoardView:
    said = LABELS[language]
    zones = [
        zone(
            f"world{number + 1}",
            said["worlds"][number],
            cards(language, (number, number + 3, number + 5)),
            number,
            quadrant=quadrant,
            group_number=number + 1,
        )
        for number, quadrant in enumerate(QUADRANTS)
    ]
    return board(language, Geometry.QUADRANTS, zones, axes=[AxisView(*axis) for axis in said["axes"]])


def grid(language: str, rows: int = 4) -> BoardView:
    said = LABELS[language]
    verdicts = ("no_regret", "opt_in", "opt_out", "abandon")
    across = [
        card(language, 40 + at, text=world, kind="scenario", colour=Colour.PLUM)
        for at, world in enumerate(said["worlds"])
    ]
    down = [
        card(
            language,
            at,
            kind="option",
            colour=Colour.LEAF,
            verdict=verdicts[at % 4],
        )
        for at in range(rows)
    ]
    cells = [
        Cell(
            row=row,
            column=column,
            ratings=(spread(median - 1, median, median + (1.5 if (at + to) % 5 == 0 else 0)),),
            notes=(),
            objections=1 if (at, to) == (1, 2) else 0,
        )
        for at, row in enumerate(down)
        for to, column in enumerate(across)
        for median in ((at * 3 + to * 2) % 5 - 2,)
    ]
    return board(language, Geometry.GRID, (), row_cards=down, column_cards=across, cells=cells)


def form(language: str) -> BoardView:
    said = LABELS[language]
    words = SIGNALS[language]
    sheet = card(
        language,
        0,
        text=said["worlds"][1],
        kind="scenario",
        kind_label=said["worlds"][1],
        colour=Colour.PLUM,
        rows=[
            (said["fields"][0], " ".join((words[0] + ".", words[6] + ".", words[10] + "."))),
            *((label, words[at + 3]) for at, label in enumerate(said["fields"][1:])),
        ],
        voices=4,
    )
    return board(language, Geometry.FORM, [zone("sheet", said["board"], [sheet], 0)])


def listed(language: str, each: int = 5) -> BoardView:
    said = LABELS[language]
    zones = [
        zone(
            f"list{at}",
            said["quadrants"][at],
            cards(language, range(at * each, at * each + each)),
            at,
            hint=said["hint"],
        )
        for at in range(3)
    ]
    return board(language, Geometry.LIST, zones)


def lopsided(language: str, few: int = 6, many: int = 34) -> BoardView:
    """A list of which one zone holds nearly everything."""
    whole = listed(language)
    first, second, *_ = whole.zones
    zones = [replace(first, cards=cards(language, range(few)), clusters=(), hidden=0)]
    zones += [replace(second, cards=cards(language, range(few, few + many)), clusters=(), hidden=0)]
    return replace(whole, zones=zones)


def linked(language: str) -> BoardView:
    """A list whose cards are tied to each other."""
    found = listed(language, 2)
    lying = [one for each in found.zones for one in each.cards]
    lines = [Line("adds_to", said, lying[0].code, lying[2].code, is_directed=True) for said in ("adds to",)]
    return board(language, Geometry.LIST, found.zones, lines=lines)


MAKE = {
    Geometry.COLUMNS: columns,
    Geometry.PLANE: plane,
    Geometry.BANDS: bands,
    Geometry.RINGS: rings,
    Geometry.QUADRANTS: quadrants,
    Geometry.GRID: grid,
    Geometry.FORM: form,
    Geometry.LIST: listed,
}


def sample(geometry: Geometry, language: str = "en") -> BoardView:
    return MAKE[geometry](language)


def cards_on(board: BoardView) -> list[CardView]:
    """Every card that the board's list twin must name."""
    lying = [one for each in board.zones for one in each.cards]
    heaped = [one for each in board.zones for heap in each.clusters for one in heap.cards]
    return [*lying, *heaped, *board.row_cards, *board.column_cards]


def of_so_many(geometry: Geometry, language: str, count: int) -> BoardView:
    """The sample with plain cards only: so many of them, dealt out over its zones."""
    board = sample(geometry, language)
    if geometry == Geometry.GRID:
        return grid(language, rows=count)
    if geometry == Geometry.RINGS:
        return rings(language, *{2: (2, 0, 0), 3: (2, 1, 0), 12: (3, 2, 1)}.get(count, (6, 3, 2)))
    if geometry == Geometry.PLANE:
        return plane(language, count)
    if geometry == Geometry.FORM:
        return replace(board, zones=[replace(one, cards=one.cards * max(1, count // 12)) for one in board.zones])
    places = len(board.zones)
    dealt = [cards(language, range(at, count, places)) for at in range(places)]
    zones = [replace(one, cards=lying, clusters=(), hidden=0) for one, lying in zip(board.zones, dealt, strict=True)]
    return replace(board, zones=zones)
