import Testing

/// The rules of the house: who may import whom, and what no file may contain.
/// A failure names the file, the line and the rule it breaks.
@Suite struct HouseTests {
  let repository = Repository()

  @Test func everyFolderOfSourcesIsARoomWithRules() throws {
    let unknown = try repository.rooms().filter { !isLibraryShim($0) && roomRules[$0] == nil }
    #expect(unknown.isEmpty, "give these folders a line in Tests/HouseTests/Rooms.swift: \(unknown)")
  }

  @Test func roomsImportOnlyWhatTheirRuleAllows() throws {
    var offences: [String] = []
    for file in try repository.swiftFiles(below: "Sources") {
      guard let rule = roomRules[file.room] else { continue }
      for (index, line) in file.lines.enumerated() {
        guard let module = importedModule(line) else { continue }
        if let reason = rule.refusal(of: module) {
          offences.append("\(file.path):\(index + 1): imports \(module): \(reason)")
        }
      }
    }
    #expect(offences.isEmpty, "\(offences.joined(separator: "\n"))")
  }

  @Test func importLinesAreReadInEveryForm() {
    let forms: [(Substring, String?)] = [
      ("import Base", "Base"), ("@preconcurrency import Glibc", "Glibc"), ("package import Base", "Base"),
      ("import struct Foundation.Data", "Foundation"), ("@_exported public import Base", "Base"),
      ("import Foundation.NSData", "Foundation"), ("// import Base", nil), ("let important = 1", nil),
    ]
    for (line, module) in forms { #expect(importedModule(line) == module, "\(line)") }
  }

  @Test func aRoomRefusesWhatItMayNotSee() throws {
    let hashMaps = try #require(roomRules["HashMaps"])
    let refused = ["Telemetry", "Console", "Foundation", "FoundationEssentials", "Frobnicate"]
    for module in refused { #expect(hashMaps.refusal(of: module) != nil, "\(module)") }
    for module in ["Base", "CIntrinsics", "Glibc"] {
      #expect(hashMaps.refusal(of: module) == nil, "\(module)")
    }
    let workloads = try #require(roomRules["Workloads"])
    #expect(workloads.refusal(of: "FoundationEssentials") == nil)
    #expect(workloads.refusal(of: "Foundation") != nil)
  }

  @Test func filesKeepToTheHouseStyle() throws {
    var offences: [String] = []
    for file in try repository.swiftFiles(below: "Sources") + repository.swiftFiles(below: "Tests") {
      let isTest = file.path.hasPrefix("Tests/")
      if file.lines.count > longestFile, !longFiles.contains(file.path) {
        offences.append("\(file.path): \(file.lines.count) lines; divide it by subject below \(longestFile)")
      }
      for (index, line) in file.lines.enumerated() {
        for rule in lineRules where (!isTest || rule.holdsInTests) && line.contains(rule.forbidden) {
          offences.append("\(file.path):\(index + 1): \(rule.reason)")
        }
      }
    }
    #expect(offences.isEmpty, "\(offences.joined(separator: "\n"))")
  }

  @Test func symbolsThatLeaveTheirRoomAreDocumented() throws {
    var offences: [String] = []
    for file in try repository.swiftFiles(below: "Sources") {
      for (index, line) in file.lines.enumerated() where declaresVisibleSymbol(line) {
        var above = index - 1
        while above >= 0, isAttributeOrDirective(file.lines[above]) { above -= 1 }
        if above < 0 || !trimmed(file.lines[above]).hasPrefix("///") {
          offences.append("\(file.path):\(index + 1): \(trimmed(line)): no doc comment")
        }
      }
    }
    #expect(offences.isEmpty, "\(offences.joined(separator: "\n"))")
  }
}

/// Whether the line declares a symbol other rooms can see. Protocol requirements and cases are exempt:
/// the type's comment may speak for them.
private func declaresVisibleSymbol(_ line: Substring) -> Bool {
  var words = trimmed(line).split(separator: " ").map(String.init)
  while let first = words.first, first.hasPrefix("@") { words.removeFirst() }
  guard let access = words.first, access == "public" || access == "package" || access == "open" else {
    return false
  }
  let kinds: Set = [
    "struct", "class", "enum", "protocol", "func", "var", "let", "actor", "typealias", "subscript", "macro",
  ]
  return words.dropFirst().prefix(5).contains { word in
    kinds.contains(word) || word.hasPrefix("init(") || word.hasPrefix("init?(")
      || word.hasPrefix("subscript(")
  }
}

private func isAttributeOrDirective(_ line: Substring) -> Bool {
  let text = trimmed(line)
  return text.hasPrefix("@") || text.hasPrefix("#")
}

private func trimmed(_ line: Substring) -> Substring {
  line.drop { $0 == " " || $0 == "\t" }
}
