"""Kinds of matching: how the lines of a checklist find their words in a stream.

``sound`` finds words by pronunciation, ``pattern`` puts them together as the
notation says, ``regex`` runs regular expressions. A new kind of item is a node of
``checklist.notation``, a class here and a row in ``pattern``'s table.
"""
