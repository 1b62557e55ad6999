/// Metrics that are switched on and off together, by the name people know them by. Which ones a program has stands in
/// its specification, from which they are generated.
package struct MetricGroup: RawRepresentable, Hashable, Sendable {
  /// The name.
  package let rawValue: String

  /// The group of a name, whether any program has it or not.
  package init(rawValue: String) { self.rawValue = rawValue }

  /// The group of a name.
  package init(_ name: String) { rawValue = name }
}

/// The groups of a program, and which of them are on.
package struct MetricGroups: Sendable {
  /// All of them, in the order of the specification.
  package let all: [MetricGroup]
  /// Those that a list of groups to keep need not name.
  package let always: Set<MetricGroup>
  /// Those that are off unless somebody asks for them.
  package let asked: Set<MetricGroup>

  /// Groups as specified.
  package init(_ all: [MetricGroup], always: Set<MetricGroup> = [], asked: Set<MetricGroup> = []) {
    self.all = all
    self.always = always
    self.asked = asked
  }

  /// Those that are on where nobody says otherwise.
  package var usual: Set<MetricGroup> { Set(all).subtracting(asked) }

  /// The groups that two lists leave on, names with commas between them. `enabled`, unless it is empty, names all groups
  /// to keep beside those that are always on; `default` in it stands for the usual ones, `all` for every one. `disabled`
  /// takes groups away from that, whichever they are. A name that is no group's is the failure.
  package func on(enabled: String, disabled: String) -> Result<Set<MetricGroup>, UnknownMetricGroup> {
    let wanted = Self.names(enabled)
    var on = wanted.isEmpty ? usual : always
    for name in wanted {
      switch name {
      case "default": on.formUnion(usual)
      case "all": on.formUnion(all)
      default:
        guard all.contains(MetricGroup(name)) else { return .failure(UnknownMetricGroup(name: name)) }
        on.insert(MetricGroup(name))
      }
    }
    for name in Self.names(disabled) {
      guard all.contains(MetricGroup(name)) else { return .failure(UnknownMetricGroup(name: name)) }
      on.remove(MetricGroup(name))
    }
    return .success(on)
  }

  private static func names(_ list: String) -> [String] {
    list.split(separator: ",").map { String($0.filter { $0 != " " }) }.filter { !$0.isEmpty }
  }
}

/// A name that is no group's.
package struct UnknownMetricGroup: Error, Equatable, Sendable {
  /// The name.
  package let name: String
}
