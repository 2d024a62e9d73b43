"""What every feature stands on: database, time, languages, rules of visibility. Knows no request, no HTML, no feature."""
