// A run seen in a terminal.
// Owns: the model of the view and how events change it, the screen as a grid of cells, the escape codes that draw what
// changed, keys, and the tty with its restoration. Refuses: knowing where frames come from (a `FrameSource` hands them
// over), hash maps, flags. Everything but the folder Device is pure.
