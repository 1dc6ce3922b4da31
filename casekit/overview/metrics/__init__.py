"""What an agency may know of itself: figures over many cases, and never a rule for one of them."""
