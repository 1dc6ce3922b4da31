"""What changed between two states of a case, in the words of casework and keyed by ids."""
