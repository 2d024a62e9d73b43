"""Settings as an operator would give them, for a data folder of a test's own."""

from pathlib import Path

from storyhub.config import Settings, read_settings

CACHE = Path(__file__).parents[2] / ".cache"
"""What is made once for many runs: the table of lemmas, by its version."""
SECRETS = {
    "STORYHUB_SECRET_KEY": "k3Yq-7ZpL1vXw9TfR2cBnM5sD8gHjQ4eU6aKoVxWzt0",
    "STORYHUB_RECEIPT_PEPPER": "p9Wm-2QxN7bVc4LkJ8hGfD1sA6zXyT3rE5uIoPqRw0v",
    "STORYHUB_CONTACT_KEY": "Zk3xT9qWv1LmN7bYcR5dHjF2gKsP8aUeXoQ4iBzVw6M=",
}


def environment_for(data: Path, database: str = "", **more: str) -> dict[str, str]:
    """STORYHUB_* variables, complete; `more` replaces or adds."""
    return {
        "STORYHUB_DATA": str(data),
        "STORYHUB_DATABASE": database,
        "STORYHUB_LEMMAS": str(CACHE),
        **SECRETS,
        **more,
    }


def settings_for(data: Path, database: str, **more: str) -> Settings:
    return read_settings(environment_for(data, database, **more))
