"""Who was here before: the same person in other cases, and what those cases say."""
