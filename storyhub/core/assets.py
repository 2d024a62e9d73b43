"""Where templates, static files, catalogues and migrations lie: inside an installed wheel, or at the checkout's root."""

from pathlib import Path

_package = Path(__file__).resolve().parent.parent
ASSETS = _package / "_assets" if (_package / "_assets").exists() else _package.parent
