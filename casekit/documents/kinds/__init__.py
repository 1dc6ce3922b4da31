"""One file for each document: for whom it is, and what of the case it tells, in which order."""
