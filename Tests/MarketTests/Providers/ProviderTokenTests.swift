import Base
import Foundation
import TestSupport
import Testing

@testable import Market

struct ProviderTokenTests {
  private let secret = "abcdef-0123456789"

  @Test func aTokenIsFoundInItsOrderAndNeverShown() throws {
    let folder = try TemporaryFolder()
    let plain = try folder.write("plain", "\(secret)\n")
    let dated = try folder.write("dated", "{\"token\": \"\(secret)\", \"expires\": \"2026-11-21T00:30:00Z\"}")
    let seconds = try folder.write("seconds", "{\"access_token\": \"\(secret)\", \"expires\": 1795000000}")
    let none = try ProviderToken.find(file: nil, environment: ["G6_TOKEN": ""])
    #expect(!none.isPresent && none.source == nil && none.expires == nil)
    let environment = ["G6_TOKEN": "other-token", "G6_TOKEN_FILE": plain]
    #expect(
      try ProviderToken.find(file: nil, environment: ["G6_TOKEN": "other-token"]).source
        == .environment("G6_TOKEN"))
    #expect(try ProviderToken.find(file: dated, environment: environment).source == .file(dated))
    #expect(try ProviderToken.find(file: nil, environment: environment).source == .file(plain))
    let token = try ProviderToken.find(file: dated, environment: [:])
    let end = try #require(WallClock.nanoseconds(iso8601: "2026-11-21T00:30:00Z"))
    #expect(token.expires == end && token.isExpired(at: end) == true && token.isExpired(at: end - 1) == false)
    #expect(try ProviderToken.find(file: seconds, environment: [:]).expires == 1_795_000_000_000_000_000)
    #expect(token.secrets(environment: environment).hidden(in: "\(secret) other-token") == "*** ***")
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: plain)
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: dated)
    #expect(try ProviderToken.find(file: plain, environment: [:]).isPrivate == true)
    #expect(try ProviderToken.find(file: dated, environment: [:]).isPrivate == false)
  }

  @Test func aJSONWebTokenSaysWhenItExpires() throws {
    // {"alg":"HS256"} . {"sub":"?>","exp":1795000000} . x, of RFC 7519.
    let token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI_PiIsImV4cCI6MTc5NTAwMDAwMH0.x"
    let folder = try TemporaryFolder()
    func expires(_ text: String) throws -> Int64? {
      try ProviderToken.find(file: try folder.write("t", text), environment: [:]).expires
    }
    let end: Int64 = 1_795_000_000_000_000_000
    #expect(try ProviderToken.find(file: nil, environment: ["G6_TOKEN": token]).expires == end)
    #expect(try expires("\(token)\n") == end && expires("{\"token\": \"\(token)\"}") == end)
    // What the file says besides counts before it.
    #expect(try expires("{\"token\": \"\(token)\", \"expires\": 1795000001}") == end + 1_000_000_000)
    let others = [
      "a.b.c", "..", "a.eyJ.c", "a.eyJleHAiOiJub25lIn0.c", "a.eyJleHAiOi01fQ.c", "a.W10.c", "\(token).x",
      "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI/PiIsImV4cCI6MTc5NTAwMDAwMH0.x",
    ]
    for other in others { #expect(try expires(other) == nil, "\(other)") }
  }

  @Test func filesThatHoldNoTokenAreRefusedWithoutShowingThem() throws {
    let folder = try TemporaryFolder()
    let cases: [(String, String)] = [
      ("", "it is empty"), (" \n", "it is empty"), ("\(secret) \(secret)", "more than a token"),
      ("{\"token\": \(secret)}", "it is no JSON at line 1"),
      ("{\"key\": \"\(secret)\"}", "no member \"token\""),
      ("{\"token\": \"\"}", "no member \"token\""),
      ("{\"token\": \"\(secret)\", \"expires\": \"\(secret)\"}", "\"expires\" is neither"),
      ("{\"token\": \"\(secret)\", \"expires\": -5}", "\"expires\" is neither"),
      (String(repeating: "x", count: 70_000), "File too large"),
    ]
    for (text, reason) in cases {
      let path = try folder.write("token", text)
      let error = try #require(
        #expect(throws: MarketError.self) { try ProviderToken.find(file: path, environment: [:]) })
      let kind: MarketError.Kind = reason == "File too large" ? .storage : .config
      #expect(error.kind == kind && error.message.contains(reason), "\(error.message)")
      #expect(!"\(error) \(error.hint ?? "")".contains("abcdef"), "\(error)")
    }
    let absent = #expect(throws: MarketError.self) {
      try ProviderToken.find(file: folder.file("no"), environment: [:])
    }
    #expect(absent?.message.contains("No such file") == true)
  }
}
