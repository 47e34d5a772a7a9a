"""The forms in which elements are written: element strings, brackets, Digital Links, and what is left where separators were lost."""
