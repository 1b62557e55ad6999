// Operations, generators, traces and the replay.
//
// This room turns bytes from outside into batches of checked operations and writes such bytes itself. It refuses
// every row it does not fully understand, with the place where it stands; it keeps at most a few batches in memory.
