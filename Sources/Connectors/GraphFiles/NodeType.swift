import Dataflow
import Documents

/// A kind of node that graph files can name: its settings, its ports, and how it is made. Validation and
/// `docs/graph_files.md` come from the same table.
package struct NodeType: Sendable {
  /// A port, for messages and documents.
  package struct Port: Sendable {
    /// Its name.
    package let name: String
    /// What passes through it.
    package let help: String
  }

  /// The name in files.
  package let name: String
  /// The heading under which the documentation lists it.
  package let group: Group
  /// What it does, one or two sentences.
  package let help: String
  /// Where messages arrive.
  package let inputs: [Port]
  /// Where messages leave.
  package let outputs: [Port]
  /// Its own settings.
  package let settings: [NodeSetting]
  let make: @Sendable (NodePlan) -> Void
  /// Refuses settings that do not fit each other.
  let check: (@Sendable (NodeOptions, inout FieldReader) -> Void)?

  /// Headings.
  package enum Group: String, CaseIterable, Sendable {
    case sources = "Sources"
    case transforms = "Transforms"
    case flow = "Flow"
    case stateful = "Nodes that remember"
    case sinks = "Sinks"
    case files = "Files and streams"
    case web = "HTTP"
    case faults = "Faults, for tests"
  }

  init(
    _ name: String, _ group: Group, _ help: String, in inputs: [Port] = [], out outputs: [Port] = [],
    _ settings: [NodeSetting] = [], check: (@Sendable (NodeOptions, inout FieldReader) -> Void)? = nil,
    make: @escaping @Sendable (NodePlan) -> Void
  ) {
    self.name = name
    self.group = group
    self.help = help
    self.inputs = inputs
    self.outputs = outputs
    self.settings = settings
    self.check = check
    self.make = make
  }
}

/// One setting of a node type.
package struct NodeSetting: Sendable {
  /// What values it takes.
  package enum Kind: Sendable {
    case plain(SettingKind)
    /// A list of texts, none empty and none twice.
    case texts
    /// Any value of the file's format.
    case value
    /// A list of any values.
    case values
    case mapping
    case predicate
    case expansion
    /// A table of names and their predicates.
    case predicates
    /// A table of states, each a table from event to next state.
    case transitions
  }

  /// Its key.
  package let name: String
  /// What it takes.
  package let kind: Kind
  /// What applies when it is absent; nil where there is nothing.
  package let fallback: SettingValue?
  /// Whether it must be there.
  package let isRequired: Bool
  /// What it does, a few words.
  package let help: String

  private init(_ name: String, _ kind: Kind, _ fallback: SettingValue?, _ isRequired: Bool, _ help: String) {
    self.name = name
    self.kind = kind
    self.fallback = fallback
    self.isRequired = isRequired
    self.help = help
  }

  /// A setting with a default.
  static func setting(
    _ name: String, _ kind: SettingKind, default fallback: SettingValue, _ help: String
  ) -> NodeSetting {
    NodeSetting(name, .plain(kind), fallback, false, help)
  }

  /// A setting that may be absent.
  static func optional(_ name: String, _ kind: Kind, _ help: String) -> NodeSetting {
    NodeSetting(name, kind, nil, false, help)
  }

  /// A setting that must be there.
  static func required(_ name: String, _ kind: Kind, _ help: String) -> NodeSetting {
    NodeSetting(name, kind, nil, true, help)
  }

  /// The rule in words.
  package var rule: String {
    switch kind {
    case .plain(let kind): kind.rule
    case .texts: "a list of texts"
    case .value: "any value"
    case .values: "a list of values"
    case .mapping: "a function, see below"
    case .predicate: "a predicate, see below"
    case .expansion: "an expansion, see below"
    case .predicates: "a table of predicates, see below"
    case .transitions: "a table of states, each a table from event to next state"
    }
  }
}

/// Everything a node type needs to make one node.
struct NodePlan {
  /// Stands in the node's subgraph.
  let builder: GraphBuilder
  /// The name within the subgraph.
  let localName: String
  /// The name from the top.
  let name: String
  let options: NodeOptions
  let settings: NodeSettings
  /// Where relative paths of its settings begin.
  let folder: String
  let world: GraphWorld

  /// A path of its settings as the system knows it.
  func resolve(_ path: String) -> String { GraphFile.resolve(path, in: folder) }
}
