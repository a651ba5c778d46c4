"""The law as data: checklists are read strictly and frozen."""
