// The metrics of the program: what they are, their values, and their renderings.
// Owns: the specification, the registry, what a frame says (its values, its declared fields, its JSON line), rates,
// guardrails, when a tick is due, the history of frames and those who follow it, the file frames are kept in.
// Refuses: knowing a hash map (others fill in plain readings), reading documents, sockets.
