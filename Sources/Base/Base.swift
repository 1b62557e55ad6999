// Time, chance, bytes and how figures are written: what every room needs and nothing that knows a room.
// Owns: clocks, the latency histogram, the lock, whole-file reads and atomic replacement, the hot JSON writer,
// seeded randomness, facts about the machine, numbers and bars as people read them, what a signal does. Refuses:
// Foundation, documents, anything that names a command.
