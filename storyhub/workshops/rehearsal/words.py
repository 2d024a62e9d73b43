"""What invented people write, in their languages: short, plausible, and marked so that it is known again anywhere."""

import re
from itertools import count
from random import Random
from threading import Lock

PHRASES = {
    "en": (
        "Water comes twice a week", "Young people go abroad", "The old bus still runs", "A garden on every roof",
        "Nobody repairs the lift", "Neighbours share one boiler", "The school stays open late", "Summers are too hot",
    ),
    "hy": (
        "Ջուրը գալիս է երկու օրը մեկ", "Երիտասարդները մեկնում են", "Բակում այգի ենք տնկում", "Վերելակը չի աշխատում",
        "Դպրոցը բաց է երեկոյան", "Ամառները շատ շոգ են", "Հարևաններն օգնում են իրար", "Շուկան աշխատում է գիշերը",
    ),
    "ka": (
        "წყალი კვირაში ორჯერ მოდის", "ახალგაზრდები მიდიან", "ეზოში ბაღს ვაშენებთ", "ლიფტი არ მუშაობს",
        "სკოლა საღამოსაც ღიაა", "ზაფხული ძალიან ცხელა", "მეზობლები ერთმანეთს ეხმარებიან", "ბაზარი ღამით მუშაობს",
    ),
    "ro": (
        "Apa vine de două ori pe zi", "Tinerii pleacă peste hotare", "Grădină în fiecare curte", "Liftul nu merge",
        "Școala e deschisă și seara", "Verile sunt prea calde", "Vecinii se ajută între ei", "Piața lucrează noaptea",
    ),
    "uk": (
        "Вода буває двічі на тиждень", "Молодь їде за кордон", "Сад у кожному дворі", "Ліфт не працює",
        "Школа відчинена й увечері", "Літо надто спекотне", "Сусіди допомагають одне одному", "Ринок працює вночі",
    ),
    "az": (
        "Su həftədə iki dəfə gəlir", "Gənclər xaricə gedir", "Hər həyətdə bir bağ", "Lift işləmir",
        "Məktəb axşam da açıqdır", "Yay çox isti keçir", "Qonşular bir-birinə kömək edir", "Bazar gecə də işləyir",
    ),
    "ru": (
        "Вода бывает два раза в неделю", "Молодёжь уезжает", "Сад в каждом дворе", "Лифт не работает",
        "Школа открыта и вечером", "Лето слишком жаркое", "Соседи помогают друг другу", "Рынок работает ночью",
    ),
}  # fmt: skip
NAMES = {
    "en": "Anna", "hy": "Արմինե", "ka": "ნინო", "ro": "Ion", "uk": "Оксана", "az": "Leyla", "ru": "Сергей",
}  # fmt: skip
HOSTILE = (
    "<script>alert('hall')</script>",
    '"><img src=x onerror=alert(1)>',
    "</textarea></form><h1>Hello",
    "{{ 7 * 7 }} {% raw %}",
    "'; DROP TABLE card; --",
    "=HYPERLINK(0)",
    "\u202egnitirw \u0336\u0315\u0321\u0489 \ufdfd",
)
RAW = (b"<script>alert('hall')", b"<img src=x", b"<h1>Hello")
"""What of these no page may hold as it was typed."""

MARKER = re.compile(rb"qzw[0-9a-z]{4}")
LENGTH = 7
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class Speech:
    """Makes up what is written. Safe to be asked by many threads."""

    def __init__(self) -> None:
        self._numbers, self._counting = count(1), Lock()

    def marker(self) -> str:
        """Unlike any other, and no word of any language."""
        with self._counting:
            number = next(self._numbers)
        digits = ""
        for _digit in range(LENGTH - 3):
            number, rest = divmod(number, len(DIGITS))
            digits = DIGITS[rest] + digits
        return f"qzw{digits}"

    def sentence(self, language: str, chance: Random, most: int, *, hostile: bool = False) -> tuple[str, str]:
        """(words, their marker), not longer than `most`."""
        marker, room = self.marker(), most - LENGTH - 1
        phrases = [one for one in (HOSTILE if hostile else PHRASES[language]) if len(one) <= room]
        words = chance.choice(phrases) if phrases else ""
        return f"{words} {marker}".strip(), marker
