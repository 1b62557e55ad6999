/// Room `Connectors`: what joins graphs to the world.
///
/// Owns the executors with real threads and clocks, graphs from files, and nodes that read and write files and sockets.
/// Refuses everything a graph is made of: that is room `Dataflow`.
public enum Connectors {}
