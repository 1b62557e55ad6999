/// What one room may import.
struct RoomRule {
  /// Other rooms, to the left of this one.
  let rooms: Set<String>
  /// The core does without Foundation in any form.
  let isCore: Bool

  init(_ rooms: Set<String> = [], isCore: Bool = false) {
    self.rooms = rooms
    self.isCore = isCore
  }

  /// Why a module may not be imported here, or nil when it may.
  func refusal(of module: String) -> String? {
    if module.hasPrefix("Foundation") {
      if isCore { return "the core uses no Foundation" }
      return module == "FoundationEssentials"
        ? nil : "full Foundation stays out; FoundationEssentials at most"
    }
    if rooms.contains(module) || systemModules.contains(module) || isLibraryShim(module) { return nil }
    return roomRules[module] == nil ? "not a module this house knows" : "this room may not see that one"
  }
}

/// Folders such as `CZlib`: a C library or a header-only shim.
func isLibraryShim(_ name: String) -> Bool {
  let letters = Array(name)
  return letters.count > 2 && letters[0] == "C" && letters[1].isUppercase
}

let systemModules: Set = ["Swift", "Glibc", "Musl", "Darwin", "Synchronization", "Dispatch"]

/// Who may import whom; nothing else.
let roomRules: [String: RoomRule] = [
  "Base": RoomRule(isCore: true),
  "Documents": RoomRule(["Base"]),
  "HashMaps": RoomRule(["Base"], isCore: true),
  "Telemetry": RoomRule(["Base"], isCore: true),
  "Dataflow": RoomRule(["Base"], isCore: true),
  "Snapshots": RoomRule(["Base", "HashMaps"]),
  "HTTP": RoomRule(["Base"]),
  "Connectors": RoomRule(["Base", "Dataflow", "Documents", "HTTP"]),
  "Workloads": RoomRule(["Base", "HashMaps", "Dataflow", "Connectors", "Telemetry", "Snapshots", "Documents"]
  ),
  "Laboratory": RoomRule(["Base", "Workloads", "HashMaps", "Snapshots", "Telemetry", "Documents"]),
  "Market": RoomRule(["Base", "HashMaps", "Dataflow", "Connectors", "Telemetry", "Governance", "Documents"]),
  "Governance": RoomRule(["Base", "Documents", "Telemetry"]),
  "Server": RoomRule(["Base", "Telemetry", "Documents", "HTTP"]),
  "Terminal": RoomRule(["Base", "Telemetry", "Documents"]),
  "Console": RoomRule([
    "Base", "Documents", "HashMaps", "Telemetry", "Dataflow", "Snapshots", "Connectors", "Workloads",
    "Laboratory",
    "Market", "Governance", "HTTP", "Server", "Terminal",
  ]),
  "hashmap-cli": RoomRule(["Console"]),
  "g6": RoomRule(["Console"]),
]

/// Files are 60 to 250 lines; beyond this one is two.
let longestFile = 400

/// Tables and fixtures that may be longer.
let longFiles: Set<String> = [
  "Sources/Telemetry/Catalogue/Metrics+Generated.swift",
  "Sources/Market/Catalogue/MarketMetrics+Generated.swift",
  "Sources/Market/Catalogue/MarketSeries+Generated.swift",
]

/// A text no line may contain.
struct LineRule {
  let forbidden: String
  let reason: String
  let holdsInTests: Bool
}

// The words are put together here so that this file passes its own rules.
let lineRules = [
  LineRule(
    forbidden: " try" + "? ", reason: "a swallowed error; handle it or pass it on", holdsInTests: false),
  LineRule(forbidden: "TO" + "DO", reason: "unfinished work belongs in an issue", holdsInTests: true),
  LineRule(forbidden: "FIX" + "ME", reason: "unfinished work belongs in an issue", holdsInTests: true),
  LineRule(forbidden: ".unsafe" + "Flags", reason: "dependents could not build", holdsInTests: true),
]
