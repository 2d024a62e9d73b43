"""Methods: what a futures exercise is, as data. `schema` says what a file may hold, `loading` reads it, `rules` refuses it."""
