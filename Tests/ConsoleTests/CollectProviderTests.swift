import Foundation
import TestSupport
import Testing

@testable import Console

/// `g6 collect` with the providers a person would use: an own program, a recording, and several of them.
struct CollectProviderTests {
  private func collect(_ flags: String, _ folder: TemporaryFolder, environment: [String: String] = [:]) throws
    -> Product.Finished
  {
    try Product.bash(
      "g6 collect --hours always --panels-dir none --json \(flags)",
      environment: environment.merging(["WORK": folder.path]) { own, _ in own }, in: folder.path)
  }

  private func files(_ folder: TemporaryFolder, _ name: String) throws -> [String: [Substring]] {
    var found: [String: [Substring]] = [:]
    let root = folder.file(name)
    let all = FileManager.default.enumerator(atPath: root)
    while let path = all?.nextObject() as? String {
      if path.hasSuffix(".csv") { found[path] = try folder.read("\(name)/\(path)").split(separator: "\n") }
    }
    return found
  }

  @Test func theExampleProviderIsCollected() throws {
    let folder = try TemporaryFolder()
    let example = Repository.path("examples/providers/echo.py")
    let ended = try collect(
      "--cycles 2 --interval 0.01 --indices NIFTY,SENSEX --out out --provider 'exec:python3 \(example)'",
      folder)
    #expect(ended.exitCode == 0, "\(ended.errors)")
    #expect(ended.output.contains("\"status\":\"OK\""))
    let rows = try files(folder, "out").filter { !$0.key.hasPrefix("overview") }
    #expect(rows.count > 50 && rows.values.allSatisfy { $0.count >= 2 })
  }

  @Test func whatAProgramMayBeAskedIsASetting() throws {
    let folder = try TemporaryFolder()
    let example = Repository.path("examples/providers/echo.py")
    let provider = "--provider 'exec:tee asked | python3 \(example)'"
    let parts = try collect(
      "--cycles 1 --clock manual --indices NIFTY --expiries next_week --strikes 5 --out none "
        + "--question-strikes 4 \(provider)", folder)
    #expect(parts.exitCode == 0, "\(parts.errors)")
    let chains = try folder.read("asked").split(separator: "\n").compactMap { line in
      line.contains("\"chain\"")
        ? line.split(separator: "[").last.map { $0.split(separator: ",").count } : nil
    }
    #expect(chains == [4, 4, 3])
    // Two at once and then one in a thousand seconds: the third is too late.
    let few = try collect(
      "--cycles 1 --clock manual --indices NIFTY --out none --question-rate 0.001 --question-burst 2 \(provider)",
      folder)
    #expect(few.exitCode == 3 && few.output.contains("\"rate_limit\":"), "\(few)")
    #expect(try folder.read("asked").split(separator: "\n").count == 2)
    #expect(few.errors.contains("see --question-rate"), "\(few.errors)")
  }

  @Test func daysBeyondTheTableAreToldOf() throws {
    let folder = try TemporaryFolder()
    let later = try collect("--cycles 1 --clock manual --start 2027-03-01 --indices NIFTY --out none", folder)
    #expect(later.exitCode == 0, "\(later)")
    #expect(
      later.errors.contains("knows the holidays from 2024-01-01 to 2026-12-31: on 2027-03-01 weekdays alone"),
      "\(later.errors)")
    let usual = try collect("--cycles 1 --clock manual --indices NIFTY --out none", folder)
    #expect(usual.exitCode == 0 && !usual.errors.contains("holidays"), "\(usual)")
    let before = try collect("--cycles 1 --clock manual --start 2023-06-01 --out none", folder)
    #expect(before.exitCode == 2 && before.errors.contains("knows the holidays from 2024-01-01"), "\(before)")
  }

  @Test func aRecordingGivesTheSamePricesAgain() throws {
    let folder = try TemporaryFolder()
    let first = try collect(
      "--cycles 3 --interval 60 --clock manual --seed 9 --indices NIFTY --out one", folder)
    #expect(first.exitCode == 0, "\(first.errors)")
    let second = try collect("--cycles 3 --indices NIFTY --out two --provider replay:one", folder)
    #expect(second.exitCode == 0, "\(second.errors)")
    let (one, two) = (try files(folder, "one"), try files(folder, "two"))
    #expect(!one.isEmpty && one.keys.sorted() == two.keys.sorted())
    func prices(_ lines: [Substring]?) -> [[Substring]] {
      // Time, index, expiry, level, strike, prices, volume and open interest.
      (lines ?? []).map { line in
        let fields = line.split(separator: ",", omittingEmptySubsequences: false)
        return [0, 1, 3, 5, 7, 8, 9, 11, 12, 14, 15, 16, 17].filter { $0 < fields.count }.map { fields[$0] }
      }
    }
    for (path, lines) in one where !path.hasPrefix("overview") {
      #expect(prices(lines) == prices(two[path]), "\(path)")
    }
  }

  @Test func credentialsReachNeitherLogNorFile() throws {
    let folder = try TemporaryFolder()
    let (token, other) = ("t0ken-0f-the-file", "s3cr3t-of-the-environment")
    try folder.write("token", token)
    try folder.write(
      "provider",
      """
      while IFS= read -r line; do
        id=${line#*'"id":'}; id=${id%%,*}
        secret="$BROKER_SECRET $(cat token)"
        echo "log $secret" >&2
        echo "{\\"id\\":$id,\\"ok\\":false,\\"error\\":{\\"kind\\":\\"api\\",\\"message\\":\\"$secret\\",\\"hint\\":\\"$secret\\"}}"
        [ "$id" = 3 ] && exit 1
      done
      """)
    let ended = try collect(
      "--cycles 3 --interval 0.01 --indices NIFTY --out out --log-level trace --log-file log --provider 'exec:sh provider' --provider synthetic",
      folder, environment: ["BROKER_SECRET": other, "G6_TOKEN_FILE": "token"])
    #expect(ended.exitCode == 0, "\(ended.errors)")
    #expect(ended.errors.contains("exec:sh: *** ***"), "\(ended.errors)")
    try FileManager.default.removeItem(atPath: folder.file("token"))
    let found = try Product.bash("grep -rlE '\(token)|\(other)' . || true", in: folder.path)
    #expect(found.output == "", "\(found.output)")
    for secret in [token, other] { #expect(!(ended.output + ended.errors).contains(secret)) }
  }
}
