import Laboratory

/// The flags of commands that work on a catalogue of runs.
enum CatalogueFlags {
  static let catalogue = Flag<String?>.optional(
    "catalogue", "FILE", kind: .file, "The catalogue of runs, an SQLite file; none keeps none."
  ).environment("ADHASH_CATALOGUE").defaulting("adhash/catalogue.db in the user's data directory")
  static let gate = Flag<Double?>.number(
    "gate", "PERCENT", in: .from(0, to: 1000),
    "Fail when a metric became worse than the baseline's by more (exit 4), or when that could hide in the noise (exit 3)."
  ).with { $0.kind = .percentage(.from(0, to: 1000)) }

  /// The failures of commands that read one.
  static let failures = [
    FailureNote(label: .badInput, meaning: "The file is no catalogue, or has no such run or baseline."),
    FailureNote(label: .invariant, meaning: "The catalogue is damaged."),
    FailureNote(label: .io, meaning: "There is no catalogue, or it cannot be read or written."),
  ]
}

/// Where the catalogue of a command line is.
struct CataloguePlace {
  /// The file; nil where none is to be kept, or nothing tells where.
  let path: String?
  /// Whether somebody named it; one that nobody named may be missing.
  let isNamed: Bool

  init(_ arguments: Arguments, _ session: Session) {
    if let named = arguments[CatalogueFlags.catalogue] {
      path = named == "none" ? nil : named
      isNamed = true
      return
    }
    isNamed = false
    // A relative path in the variable is to be ignored (XDG Base Directory Specification).
    let data = session.environment["XDG_DATA_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    let home = session.environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 + "/.local/share" : nil }
    path = (data ?? home).map { $0 + "/adhash/catalogue.db" }
  }

  /// The catalogue for a command that needs one.
  func open(for purpose: Catalogue.Purpose) throws(Failure) -> Catalogue {
    guard let path else {
      throw .badInput(
        isNamed
          ? "there is no catalogue where none is kept"
          : "neither HOME nor XDG_DATA_HOME tells where the catalogue is",
        hint: "give --catalogue FILE")
    }
    return try Failure.wrapping { () throws(LaboratoryError) in try Catalogue(path: path, for: purpose) }
  }

  /// The catalogue for a command that can do without; one that nobody named and that cannot be used is a warning.
  func openIfPossible(_ session: Session) throws(Failure) -> Catalogue? {
    guard let path else { return nil }
    do throws(LaboratoryError) {
      return try Catalogue(path: path, for: .writing)
    } catch {
      if isNamed { throw error.failure }
      session.log.warning("this run is not entered: \(error)")
      return nil
    }
  }
}
