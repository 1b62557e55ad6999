// Frames as the rest of the world asks for them.
// Owns: reading frames back from files, the answers of the HTTP interface as pure functions of frames, their schemas.
// Refuses: knowing a hash map or a run; whoever starts a server hands it frames.
