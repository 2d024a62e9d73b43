"""How a board becomes a picture: what lies where, what has a number, what fits on a page of the stage.

Plain computing on the values of `seen`; templates draw what comes out. A desk or a phone scrolls, so there everything
stands on one page. The stage never scrolls and never makes letters smaller: what does not fit stands on the next page.
"""

from storyhub.workshops.drawing.pages import pages_of
from storyhub.workshops.drawing.picture import Drawing, drawing_of

__all__ = ["Drawing", "drawing_of", "pages_of"]
