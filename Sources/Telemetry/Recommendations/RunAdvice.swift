import Base

/// The recommendations a run was given, held against what it does.
package struct RunAdvice: Sendable {
  /// Recommendations a run holds at most; further ones are left out.
  package static let limit = 8

  /// What a moment of a run makes of its recommendations.
  package struct Judgement: Equatable, Sendable {
    /// Each of them as frames show it.
    package var recommendations: [FramedRecommendation] = []
    /// Those that contradict the run and can be trusted, a sentence each.
    package var conflicts: [String] = []
    /// Those that expect a breach within the horizon, a sentence each.
    package var breaches: [String] = []

    /// Nothing is advised.
    package init() {}
  }

  private let documents: [RecommendationDocument]
  private let setting: @Sendable (String) -> String?

  /// The first `limit` of these recommendations.
  ///
  /// - Parameter setting: what the run uses for a setting; nil where that is not known.
  package init(_ documents: [RecommendationDocument], setting: @escaping @Sendable (String) -> String?) {
    self.documents = Array(documents.prefix(Self.limit))
    self.setting = setting
  }

  /// Holds them against a moment of the run. O(recommendations · details).
  ///
  /// - Parameters:
  ///   - rate: operations per second, by which the distance of a breach becomes a time.
  ///   - horizon: seconds within which a breach counts; nil for none.
  package func judge(map: MapReading, operations: UInt64, rate: Double, horizon: Double?) -> Judgement {
    var judgement = Judgement()
    for document in documents {
      var framed = FramedRecommendation(document)
      if let difference = difference(document, map) {
        framed.stance = difference.isEmpty ? .follows : .contradicts
        framed.difference = difference.isEmpty ? nil : Self.clipped(difference.joined(separator: "; "))
      }
      framed.dueSeconds = Self.due(document, operations: operations, rate: rate)
      judgement.recommendations.append(framed)
      if let difference = framed.difference, document.confidence != .low {
        judgement.conflicts.append("\(framed.source) advises otherwise: \(framed.summary) (\(difference))")
      }
      if let due = framed.dueSeconds, let horizon, due <= horizon {
        let moment = due == 0 ? "due now" : "expected in \(Figures.fixed(due, 1)) s"
        judgement.breaches.append("\(framed.source): \(framed.summary), \(moment)")
      }
    }
    return judgement
  }

  /// What the run does otherwise than advised; nil where the advice says nothing that can be compared.
  ///
  /// A detail `layout` is held against the layout in charge, and then the mode is not: an adaptive map that has come to the
  /// layout follows the advice. Details named as settings are, with a dot, are held against the run's settings.
  private func difference(_ document: RecommendationDocument, _ map: MapReading) -> [String]? {
    var differences: [String] = []
    var isComparable = false
    let layout = document.text("layout")
    if let layout {
      isComparable = true
      let isOnItsWay = map.migratingTo == layout
      if map.backend != layout, !isOnItsWay {
        differences.append("the layout is \(map.backend), not \(layout)")
      }
    }
    for detail in document.details where detail.name.contains(".") {
      if layout != nil, detail.name == "map.mode" { continue }
      guard let used = setting(detail.name) else { continue }
      isComparable = true
      if !detail.value.says(used) {
        differences.append("\(detail.name) is \(used), not \(detail.value.words)")
      }
    }
    return isComparable ? differences : nil
  }

  /// Seconds until the breach that a forecast expects; nil where there is none, or where its time has passed.
  private static func due(
    _ document: RecommendationDocument, operations: UInt64, rate: Double
  ) -> Double? {
    guard let target = document.text("target"), target.hasPrefix("breach") else { return nil }
    if document.text("outcome") == "reached" { return 0 }
    guard let expected = document.count("operation") else { return nil }
    if expected > operations { return rate > 0 ? Double(expected - operations) / rate : nil }
    return operations <= document.count("operation_high") ?? expected ? 0 : nil
  }

  /// Texts of unknown length as frames carry them.
  static func clipped(_ text: String) -> String {
    text.unicodeScalars.count <= 300 ? text : String(text.unicodeScalars.prefix(299)) + "…"
  }
}

extension RecommendationDocument {
  fileprivate func text(_ name: String) -> String? {
    for detail in details where detail.name == name { if case .text(let text) = detail.value { return text } }
    return nil
  }

  fileprivate func count(_ name: String) -> UInt64? {
    for detail in details where detail.name == name {
      switch detail.value {
      case .count(let count): return count
      case .number(let number): return UInt64(exactly: number.rounded())
      case .text, .flag: return nil
      }
    }
    return nil
  }
}

extension RecommendationDocument.Value {
  /// Whether a setting has this value; numbers are compared as numbers.
  fileprivate func says(_ used: String) -> Bool {
    if let number = Double(words), let other = Double(used) { return number == other }
    return words == used
  }

  /// The value as it is written.
  fileprivate var words: String {
    switch self {
    case .text(let text): text
    case .count(let count): String(count)
    case .flag(let flag): String(flag)
    case .number(let number):
      number == number.rounded() && abs(number) < 1e15 ? String(Int64(number)) : "\(number)"
    }
  }
}
