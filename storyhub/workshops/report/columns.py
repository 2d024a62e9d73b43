"""The columns of a workshop’s tables: what each is called, what it holds, and whether it needs room for sentences."""

from typing import Any

from flask_babel import lazy_gettext

Titled = tuple[Any, Any, bool]

ABOUT = (
    (lazy_gettext("What"), lazy_gettext("What the line tells"), False),
    (lazy_gettext("Words"), lazy_gettext("What there is to tell"), True),
)
AGENDA = (
    (lazy_gettext("Day"), lazy_gettext("Of the workshop, from 1"), False),
    (lazy_gettext("Exercise"), lazy_gettext("The method that was played"), False),
    (lazy_gettext("Step"), lazy_gettext("What it was called on the screen"), False),
    (lazy_gettext("What was asked"), lazy_gettext("The words that people read"), True),
    (lazy_gettext("Minutes"), lazy_gettext("As planned"), False),
)
OUTCOMES = (
    (lazy_gettext("Sort"), lazy_gettext("Scenario, option, experiment, commitment, driver, signal or idea"), False),
    (lazy_gettext("Words"), lazy_gettext("What it says, as the town’s team put it right"), True),
    (lazy_gettext("More words"), lazy_gettext("What else was filled in, each with its label"), True),
    (lazy_gettext("Verdict"), lazy_gettext("How it did in the worlds it was put into"), False),
    (lazy_gettext("Points"), lazy_gettext("Given in the last vote on such cards"), False),
    (lazy_gettext("Who"), lazy_gettext("Who promised to look after it, where this file may say it"), False),
    (lazy_gettext("By when"), lazy_gettext("The day that was agreed"), False),
    (lazy_gettext("State"), lazy_gettext("Whether it is open, done or dropped"), False),
    (lazy_gettext("How it turned out"), lazy_gettext("In a sentence or two"), True),
    (lazy_gettext("Made of"), lazy_gettext("The cards it came from, the nearest first"), True),
    (lazy_gettext("Stories"), lazy_gettext("The codes of the stories behind it that anyone may read"), False),
    (lazy_gettext("Record"), lazy_gettext("The letters in its address, once the workshop is closed"), False),
    (lazy_gettext("Card"), lazy_gettext("The code of its card"), False),
)
CARDS = (
    (lazy_gettext("Exercise"), lazy_gettext("The method that was played"), False),
    (lazy_gettext("Zone"), lazy_gettext("Where on the board it lies"), False),
    (lazy_gettext("Heap"), lazy_gettext("The name of the heap it lies in"), False),
    (lazy_gettext("Table"), lazy_gettext("The number of the table that wrote it together"), False),
    (lazy_gettext("Sort of card"), lazy_gettext("What sort of card it is"), False),
    (lazy_gettext("Words"), lazy_gettext("What it says"), True),
    (lazy_gettext("More words"), lazy_gettext("What else was filled in, each with its label"), True),
    (lazy_gettext("Points"), lazy_gettext("Given in the last vote on such cards"), False),
    (lazy_gettext("Verdict"), lazy_gettext("How it did in the worlds it was put into"), False),
    (lazy_gettext("In play"), lazy_gettext("No, when a vote left it out"), False),
    (lazy_gettext("A few insist on it"), lazy_gettext("Yes, when it was kept beside what most said"), False),
    (lazy_gettext("Number of stories"), lazy_gettext("How many stories stand behind it"), False),
    (lazy_gettext("Board"), lazy_gettext("Where it lies"), False),
    (lazy_gettext("Language"), lazy_gettext("Of its words, by the code of the language"), False),
    (lazy_gettext("Across"), lazy_gettext("Where it lies on a plane, from 0 on the left to 1"), False),
    (lazy_gettext("Up"), lazy_gettext("Where it lies on a plane, from 0 at the bottom to 1"), False),
    (lazy_gettext("Stories"), lazy_gettext("The codes of those among them that anyone may read"), False),
    (lazy_gettext("Hangs on"), lazy_gettext("The code of the card it follows from"), False),
    (lazy_gettext("Card"), lazy_gettext("Its code; other tables name it so"), False),
)
JUDGEMENTS = (
    (lazy_gettext("Exercise"), lazy_gettext("The method that was played"), False),
    (lazy_gettext("Words"), lazy_gettext("What it says"), True),
    (
        lazy_gettext("In which world"),
        lazy_gettext("The card of the column, where a card was judged in each of several"),
        True,
    ),
    (lazy_gettext("Question"), lazy_gettext("What people judged"), False),
    (lazy_gettext("Answers"), lazy_gettext("How many people judged"), False),
    (lazy_gettext("Median"), lazy_gettext("The middle of what they said"), False),
    (lazy_gettext("Lower quartile"), lazy_gettext("The middle half of them said this or more"), False),
    (lazy_gettext("Upper quartile"), lazy_gettext("The middle half of them said this or less"), False),
    (lazy_gettext("People differ"), lazy_gettext("Yes, when the middle half lies far apart"), False),
    (lazy_gettext("Cannot live with it"), lazy_gettext("How many people said so"), False),
    (lazy_gettext("Card"), lazy_gettext("The code of the card that was judged"), False),
)
LINES = (
    (lazy_gettext("Exercise"), lazy_gettext("The method that was played"), False),
    (lazy_gettext("Means"), lazy_gettext("What the line says"), False),
    (lazy_gettext("Words"), lazy_gettext("What it says"), True),
    (lazy_gettext("From card"), lazy_gettext("The code of the card where the line begins"), False),
    (lazy_gettext("To card"), lazy_gettext("The code of the card where it ends"), False),
)
STORIES = (
    (lazy_gettext("Quotation"), lazy_gettext("Words of the story, where its teller allows it"), True),
    (lazy_gettext("Told from"), lazy_gettext("Where it was told from"), False),
    (lazy_gettext("Month"), lazy_gettext("In which it was told"), False),
    (lazy_gettext("Address"), lazy_gettext("Where it can be read"), True),
    (lazy_gettext("Language"), lazy_gettext("Of its words, by the code of the language"), False),
    (lazy_gettext("Story"), lazy_gettext("The code of a story that anyone may read"), False),
    (lazy_gettext("Cards"), lazy_gettext("The codes of the cards it stands behind"), True),
)
ANSWERS = (
    (lazy_gettext("Exercise"), lazy_gettext("The method that was played"), False),
    (lazy_gettext("Question"), lazy_gettext("What people were asked when they looked back"), True),
    (lazy_gettext("Answer"), lazy_gettext("What somebody answered; in the order of the alphabet"), True),
)
EXPLAINED = (
    (lazy_gettext("Sheet"), lazy_gettext("Which sheet or file"), False),
    (lazy_gettext("Column"), lazy_gettext("Its heading"), False),
    (lazy_gettext("Meaning"), lazy_gettext("What the column holds"), True),
)
