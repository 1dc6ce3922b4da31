"""Files and data: the YAML profile, positions, schemas, writing and editing of records."""
