"""What every page shares: access, language, headers, rendering, errors. Knows the core, no feature."""
