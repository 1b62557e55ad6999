// The engine: adaptive hash maps, their migration, policy and probe traces.
