"""Who may approve, and what was approved: signed statements, and the file of trusted keys."""
