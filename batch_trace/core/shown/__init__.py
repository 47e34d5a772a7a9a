"""Shows an answer to people: as a tree, as text in a terminal, and as the worked case of a recall.

Use `tree_rows.tree_rows`, `text_tree.text_tree` and `worked_case.worked_case`. They only arrange the rows of an answer.
"""
