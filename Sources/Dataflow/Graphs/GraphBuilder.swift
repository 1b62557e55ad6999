/// Collects nodes and edges, finds everything that is wrong with them at once, and freezes them into a ``Graph``.
///
/// ```swift
/// let builder = GraphBuilder()
/// let numbers = builder.source("numbers", 1...1000)
/// let even = builder.filter("even", numbers) { $0.isMultiple(of: 2) }
/// builder.sink("print", even) { print($0) }
/// let report = try Scheduler(builder.build(), on: ThreadExecutor()).run()
/// ```
public final class GraphBuilder {
  /// The graph's name.
  public let name: String
  var nodes: [NodeCore] = []
  var connections: [Connection] = []
  var exposures: [String: Exposure] = [:]
  var groups: [String] = []
  var issues: [GraphIssue] = []
  private var path = ""
  var names = Set<String>()
  var edgeIDs = Set<String>()
  private var groupNames = Set<String>()

  /// An empty graph to be.
  public init(_ name: String = "graph") { self.name = name }

  /// A builder that begins with what a graph has; for changes while it runs.
  init(editing graph: Graph) {
    name = graph.name
    nodes = graph.nodes
    connections = graph.connections
    exposures = graph.exposures
    groups = graph.groups
    groupNames = Set(groups)
    names = Set(nodes.map(\.name))
    edgeIDs = Set(connections.map(\.edge.id))
  }

  /// Adds a node whose ports and handlers `declare` sets up; gives back what that returns, such as the ports.
  @discardableResult
  public func node<R>(
    _ name: String, _ settings: NodeSettings = NodeSettings(), declare: (NodeDeclaration) -> R
  ) -> R {
    let core = NodeCore(name: path + name, settings: settings)
    if !Self.isName(name) { issues.append(.badName(name)) }
    if !names.insert(core.name).inserted { issues.append(.duplicateNode(core.name)) }
    nodes.append(core)
    let declaration = NodeDeclaration(core)
    let result = declare(declaration)
    issues += declaration.issues
    return result
  }

  /// Adds a node that is an object of its own; find its ports with ``input(_:_:)`` and ``output(_:_:)``.
  public func add(_ name: String, _ node: some Node, _ settings: NodeSettings = NodeSettings()) {
    self.node(name, settings) { declaration in declare(node, declaration) }
  }

  /// Adds a stage; gives back its two ports.
  @discardableResult
  public func add<S: Stage>(
    _ name: String, _ stage: S, _ settings: NodeSettings = NodeSettings()
  ) -> (in: Input<S.In>, out: Output<S.Out>) {
    self.node(name, settings) { declaration in
      declare(stage, declaration)
      guard let input = declaration.core.inputs.first as? Input<S.In>,
        let output = declaration.core.outputs.first as? Output<S.Out>
      else { preconditionFailure("stage \(name) did not declare in and out") }
      return (input, output)
    }
  }

  private func declare(_ node: some Node, _ declaration: NodeDeclaration) {
    declaration.core.owner = node
    declaration.onStart { [unowned(unsafe) node] in try node.onStart($0) }
    declaration.onTick { [unowned(unsafe) node] in try node.onTick($0) }
    declaration.onEnd { [unowned(unsafe) node] in try node.onEnd($0) }
    declaration.onStop { [unowned(unsafe) node] in try node.onStop($0) }
    node.declare(declaration)
  }

  /// Joins an output to an input of the same type.
  @discardableResult
  public func connect<Payload: Sendable>(
    _ output: Output<Payload>, to input: Input<Payload>, _ options: EdgeOptions<Payload> = EdgeOptions()
  ) -> String {
    let id = "\(output.path)->\(input.path)"
    var options = options
    if !allows(options.capacity, id) { options.capacity = 1 }
    note(Connection(edge: Edge(id: id, options: options), output: output, input: input))
    return id
  }

  /// Opens a door into the graph for other threads: what they offer arrives at this input.
  public func inlet<Payload: Sendable>(
    _ name: String, to input: Input<Payload>, _ options: EdgeOptions<Payload> = EdgeOptions()
  ) -> Inlet<Payload> {
    let id = "\(path)\(name)->\(input.path)"
    var options = options
    if !allows(options.capacity, id) { options.capacity = 1 }
    let edge = Edge(id: id, options: options)
    edge.isExternal = true
    input.guardExternal(edge)
    note(Connection(edge: edge, output: nil, input: input))
    return Inlet(edge)
  }

  /// Builds a group of nodes whose names begin with the group's: `outer/inner`. Groups nest.
  public func subgraph<R>(_ name: String, _ build: (GraphBuilder) -> R) -> R {
    if !Self.isName(name) { issues.append(.badName(name)) }
    let outer = path
    path += name + "/"
    groups.append(String(path.dropLast()))
    groupNames.insert(String(path.dropLast()))
    defer { path = outer }
    return build(self)
  }

  /// Builds on in a subgraph by its path from the top, `outer/inner`, which is made where it is not there yet; the graph
  /// itself for an empty path.
  public func within<R>(_ group: String, _ build: (GraphBuilder) -> R) -> R {
    let outer = path
    path = ""
    for part in group.split(separator: "/") {
      if !Self.isName(String(part)) { issues.append(.badName(String(part))) }
      path += part + "/"
      let known = String(path.dropLast())
      if groupNames.insert(known).inserted { groups.append(known) }
    }
    defer { path = outer }
    return build(self)
  }

  /// Shows an inner input as a port of the subgraph being built: `subgraph.name`.
  public func expose(_ input: AnyInput, as name: String) { expose(.input(input), name) }

  /// Shows an inner output as a port of the subgraph being built.
  public func expose(_ output: AnyOutput, as name: String) { expose(.output(output), name) }

  private func expose(_ exposure: Exposure, _ name: String) {
    let key = "\(path.dropLast()).\(name)"
    if exposures.updateValue(exposure, forKey: key) != nil { issues.append(.duplicateExposure(key)) }
  }

  /// Freezes the graph. Throws ``DataflowError/invalidGraph(_:)`` with everything that is wrong.
  public func build() throws(DataflowError) -> Graph {
    let graph = try freeze()
    graph.number()
    for connection in connections {
      connection.output?.attach(connection.edge)
      connection.input.attach(connection.edge)
      connection.input.setShared(false)
    }
    return graph
  }

  /// The graph with nothing attached yet.
  func freeze() throws(DataflowError) -> Graph {
    let found = validate()
    guard found.isEmpty else { throw .invalidGraph(found) }
    return Graph(
      name: name, nodes: nodes, connections: connections, order: topologicalOrder(), exposures: exposures,
      groups: groups)
  }

  private func allows(_ capacity: Int, _ id: String) -> Bool {
    if (1...AnyEdge.largestCapacity).contains(capacity) { return true }
    issues.append(.badCapacity(edge: id, capacity: capacity))
    return false
  }

  func note(_ connection: Connection) {
    if !edgeIDs.insert(connection.edge.id).inserted { issues.append(.duplicateEdge(connection.edge.id)) }
    connections.append(connection)
  }

  /// Whether a node or a subgraph may have this name: not empty, and without blanks, `.`, `>`, `/` and `"`.
  public static func isName(_ name: String) -> Bool {
    !name.isEmpty
      && name.utf8.allSatisfy { byte in
        byte > 32 && byte != UInt8(ascii: ".") && byte != UInt8(ascii: ">") && byte != UInt8(ascii: "/")
          && byte != UInt8(ascii: "\"") && byte != 127
      }
  }
}
