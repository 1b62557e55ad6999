import Base
import Documents
import Governance
import HTTP
import Terminal

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Where a summary comes from.
enum SummarySource: Sendable {
  /// A folder of panels, and the keys that are trusted.
  case panels(folder: String, keys: KeyRing?)
  /// A collector that serves its cycles.
  case server(Fetch)

  /// What people call it.
  var name: String {
    switch self {
    case .panels(let folder, _): folder
    case .server(let fetch): fetch.address.description
    }
  }

  /// Looks at it once.
  func read() throws(Failure) -> SummaryState {
    switch self {
    case .panels(let folder, let keys): try Self.panels(folder, keys)
    case .server(let fetch): try Self.cycle(fetch)
    }
  }

  // MARK: Panels

  private static func panels(_ folder: String, _ keys: KeyRing?) throws(Failure) -> SummaryState {
    // A generation that is gone when its panels are read was replaced meanwhile: the next one is there.
    var attempt = 0
    while true {
      attempt += 1
      do throws(GovernanceError) { return try generation(folder, keys) } catch {
        if case .system(let fault) = error, fault.code == ENOENT, attempt < 4,
          Folder.facts("\(folder)/\(PanelSchema.manifestFile)") != nil
        {
          continue
        }
        throw error.failure
      }
    }
  }

  private static func generation(_ folder: String, _ keys: KeyRing?) throws(GovernanceError) -> SummaryState {
    let generation = try PanelGeneration.pin(folder: folder, keys: keys)
    var state = SummaryState()
    if let loop = try generation.panel("loop")?.data.table { state.take(cycle: loop) }
    if let items = try generation.panel("indices")?.data.table?["items"]?.array { state.take(indices: items) }
    if let items = try generation.panel("alerts")?.data.table?["items"]?.array { state.take(alerts: items) }
    if let table = try generation.panel("performance")?.data.table { state.take(phases: table["phase_ms"]) }
    let now = WallClock.nanoseconds()
    let age = Double(now - generation.manifest.created) / 1e9
    if !generation.manifest.hasManualClock { state.age = max(0, age) }
    let words = [
      "generation \(generation.manifest.generation)",
      generation.isVerified ? "signature checked" : "signature not checked",
      generation.isExpired(at: now) ? "EXPIRED" : nil,
      generation.manifest.hasManualClock ? "of a simulated day" : nil,
    ]
    state.trust = words.compactMap(\.self).joined(separator: ", ")
    return state
  }

  // MARK: A server

  private static func cycle(_ fetch: Fetch) throws(Failure) -> SummaryState {
    var state = SummaryState()
    state.take(cycle: try table(fetch, "/api/cycle"))
    state.take(health: try table(fetch, "/healthz"))
    return state
  }

  /// What an event of the server's stream says, with the health that goes with it. A collector that ends sends its last
  /// cycle and answers nothing more: its health is unknown then.
  static func state(of event: [UInt8], _ fetch: Fetch) throws(Failure) -> SummaryState {
    var state = SummaryState()
    let cycle = try Failure.wrapping { () throws(DocumentError) in try JSON.parse(event, file: "/api/stream")
    }
    if let cycle = cycle.table { state.take(cycle: cycle) }
    do throws(Failure) { state.take(health: try table(fetch, "/healthz")) } catch {
      state.health = SummaryState.unknownHealth
    }
    return state
  }

  /// Only the health, and its reasons.
  static func health(_ fetch: Fetch) throws(Failure) -> SummaryState {
    var state = SummaryState()
    state.take(health: try table(fetch, "/healthz"))
    return state
  }

  private static func table(_ fetch: Fetch, _ path: String) throws(Failure) -> DocumentTable {
    let url = "\(fetch.address)\(path.dropFirst())"
    let answer = try Failure.wrapping { () throws(FetchError) in try fetch.get(path) }
    let table: DocumentTable
    do throws(DocumentError) {
      guard let found = try JSON.parse(answer.body, file: url).table else {
        throw DocumentError(file: url, line: 1, column: 1, key: nil, detail: "no object")
      }
      table = found
    } catch {
      throw .io(
        "\(url): the answer, of status \(answer.status), is not what a collector says",
        hint: "is that the address of g6 collect --metrics-port?")
    }
    guard answer.status < 400 else {
      throw .io("\(url): \(answer.status) \(table["detail"]?.string ?? "")", hint: table["hint"]?.string)
    }
    return table
  }
}
