// Text to values and back, with line and column in every error.
// Owns: TOML, YAML, JSON, settings with their origins, the nearest known spelling. Refuses: knowing any setting by name.
