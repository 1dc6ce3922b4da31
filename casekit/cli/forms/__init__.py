"""Guided questions: a recording command asks line by line what a file or flags would say."""
