"""How people read an answer: as a tree, as text on a terminal, and as the worked case of a recall.

Front door: `tree_rows.tree_rows`, `text_tree.text_tree`, `worked_case.worked_case`. It only arranges what `answer` found.
"""
