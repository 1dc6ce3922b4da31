"""Pictures of a family, drawn as SVG and told in words, out of plain data.

The data may be a reader's: people and records that were projected first. What is not in it is
neither drawn nor told.
"""
