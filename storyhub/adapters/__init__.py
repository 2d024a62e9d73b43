"""The outside world behind ports: each package states its Protocol, one file per engine keeps it."""
