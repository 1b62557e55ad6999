// Text to values and back, with line and column in every error.
