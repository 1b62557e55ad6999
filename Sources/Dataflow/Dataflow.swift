/// Room `Dataflow`: graphs of typed nodes joined by bounded edges, and the scheduler that runs them.
///
/// Owns messages, ports, edges with their overflow policies, nodes, graphs, scheduling, shutdown and the node catalogue.
/// Refuses threads, clocks, files and sockets: time and threads come from the host through ``Executor``, everything that
/// touches the world lives in room `Connectors`.
public enum Dataflow {
  /// The version of the shapes that other programs read: exported graphs, run reports and artefacts.
  public static let schemaVersion = 1
}
