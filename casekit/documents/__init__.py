"""What a reader gets: projection by audience, Markdown and PDF."""
