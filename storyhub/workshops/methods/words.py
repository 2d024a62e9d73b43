"""The words a method's file may choose among, each list closed: verbs, geometries, who, when, how much."""

from enum import StrEnum


class Verb(StrEnum):
    """What people do in a step."""

    BRIEF = "brief"
    IMPORT = "import"
    COLLECT = "collect"
    CLUSTER = "cluster"
    PLACE = "place"
    LINK = "link"
    RATE = "rate"
    VOTE = "vote"
    PICK = "pick"
    MERGE = "merge"
    COMPOSE = "compose"
    DISCUSS = "discuss"
    REPORT = "report"
    REFLECT = "reflect"
    COMPUTE = "compute"
    REST = "rest"


class Geometry(StrEnum):
    """How a board is drawn. Each has a list twin: the same zones in the same order, labels as headings."""

    COLUMNS = "columns"
    PLANE = "plane"
    BANDS = "bands"
    RINGS = "rings"
    QUADRANTS = "quadrants"
    GRID = "grid"
    FORM = "form"
    LIST = "list"


class Who(StrEnum):
    INDIVIDUAL = "individual"
    GROUP = "group"
    PLENARY = "plenary"
    FACILITATOR = "facilitator"


class Reveal(StrEnum):
    """When others see what somebody added: at once, when the step has ended, when the facilitator says so, never."""

    LIVE = "live"
    ON_ADVANCE = "on_advance"
    FACILITATOR = "facilitator"
    NEVER = "never"


class Advance(StrEnum):
    """What calls for the next step. The facilitator always may; the others only propose it on the desk."""

    FACILITATOR = "facilitator"
    TIMER = "timer"
    ALL_READY = "all_ready"


class Evidence(StrEnum):
    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"
    """The stage marks a card that has none; it is not refused, for a hall must not stop."""
    INHERITED = "inherited"
    """It shows what lies behind the cards it was made of."""


class Colour(StrEnum):
    """Tokens of the look. Each goes with a pattern and a letter, never the only cue."""

    LEAF = "leaf"
    SLATE = "slate"
    CLAY = "clay"
    PLUM = "plum"
    SUN = "sun"
    SEA = "sea"


class FieldType(StrEnum):
    SHORT = "short"
    LONG = "long"
    CHOICE = "choice"
    NUMBER = "number"
    YEAR = "year"
    DATE = "date"
    PERSON = "person"


class Family(StrEnum):
    OPEN = "open"
    SENSE = "sense"
    SCAN = "scan"
    EXPLORE = "explore"
    IMAGINE = "imagine"
    DECIDE = "decide"
    ACT = "act"
    CLOSE = "close"


class Level(StrEnum):
    BEGINNER = "beginner"
    INTERMEDIATE = "intermediate"
    ADVANCED = "advanced"


class Use(StrEnum):
    """What an input is for: cards to begin with, the middle of the rings, the tray of stories, rows or columns of a grid."""

    SEED = "seed"
    CENTRE = "centre"
    TRAY = "tray"
    ROWS = "rows"
    COLUMNS = "columns"
    QUESTION = "question"


class Fallback(StrEnum):
    """What stands in for an input that no exercise before gives: the facilitator writes the cards, or the words."""

    FACILITATOR = "facilitator"
    NONE = "none"


class Overlay(StrEnum):
    NONE = "none"
    THREE_CURVES = "three_curves"


class End(StrEnum):
    LOW = "low"
    HIGH = "high"


class Aggregate(StrEnum):
    MEDIAN = "median"
    MEAN = "mean"


class Scope(StrEnum):
    GROUP = "group"
    PLENARY = "plenary"


class Tie(StrEnum):
    DISCUSS = "discuss"
    KEEP_ALL = "keep_all"


class Compare(StrEnum):
    LT = "lt"
    LTE = "lte"
    EQ = "eq"
    GTE = "gte"
    GT = "gt"


class DealTo(StrEnum):
    GROUP = "group"
    INDIVIDUAL = "individual"


class Scene(StrEnum):
    """What the stage shows; empty lets the verb decide."""

    QUESTION = "question"
    BOARD = "board"
    VOICES = "voices"
    RESULTS = "results"
    GROUPS = "groups"
    REST = "rest"
    JOIN = "join"
    """How to join, as before the first step: for those who come late."""
    PROMISES = "promises"
    """What earlier workshops of the town promised and is overdue."""


class Compute(StrEnum):
    VERDICT = "verdict"
    """Row verdicts of a wind-tunnel: no-regret, opt-in, opt-out, abandon (UN Global Pulse's words)."""


class OutcomeKind(StrEnum):
    """What an output becomes in the town's records."""

    SIGNAL = "signal"
    DRIVER = "driver"
    SCENARIO = "scenario"
    OPTION = "option"
    COMMITMENT = "commitment"
    EXPERIMENT = "experiment"
    IDEA = "idea"
