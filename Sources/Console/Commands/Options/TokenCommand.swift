import Base
import Market

/// `g6 token`: whether there is a credential for a live provider, and how long it lasts.
enum TokenCommand {
  static let require = Flag<Bool>.toggle(
    "require", "Exit with 4 unless there is a token that has not expired.")

  static let spec = CommandSpec(
    name: "token",
    summary: "Tell whether there is a token for a live provider and when it expires; never the token.",
    details: [
      """
      A token comes from the environment (G6_TOKEN) or from a file (--token-file, G6_TOKEN_FILE), never from a command \
      line. A file that says when its token ends has the form {"token": "…", "expires": "2026-11-21T00:30:00Z"}.
      """
    ],
    flags: [CollectFlags.token.spec, require.spec],
    examples: [
      Example(purpose: "for people", line: "g6 token"),
      Example(purpose: "before a collection starts", line: "g6 token --token-file ~/.broker --require"),
    ],
    failures: [
      FailureNote(label: .badInput, meaning: "The file holds no token, or not in a form that is read."),
      FailureNote(label: .io, meaning: "The file cannot be read."),
      FailureNote(label: .policy, meaning: "With --require: there is no token, or it has expired."),
    ]
  ) { arguments, session throws(Failure) in
    let file = try session.settings(arguments).optionalText(CollectionKeys.tokenFile)
    let token = try Failure.wrapping { () throws(MarketError) in
      try ProviderToken.find(file: file, environment: session.environment)
    }
    let isExpired = token.isExpired(at: WallClock.nanoseconds())
    try session.succeed(text: text(token, isExpired)) { json in
      json.field("schema", "g6.token.v1")
      json.field("present", token.isPresent)
      switch token.source {
      case .environment(let name):
        json.field("source", "environment")
        json.field("name", name)
      case .file(let path):
        json.field("source", "file")
        json.field("name", path)
      case nil:
        json.field("source", String?.none)
        json.field("name", String?.none)
      }
      json.field("expires", token.expires.map { WallClock.iso8601($0, fractionDigits: 0) })
      json.key("expired")
      if let isExpired { json.bool(isExpired) } else { json.null() }
      json.key("private")
      if let isPrivate = token.isPrivate { json.bool(isPrivate) } else { json.null() }
    }
    if token.isPrivate == false, case .file(let path) = token.source {
      session.log.warning("others can read \(path); chmod 600 would keep it private")
    }
    guard arguments[require] else { return }
    if !token.isPresent {
      throw .policy(
        "there is no token", hint: "set G6_TOKEN, or name its file with --token-file or G6_TOKEN_FILE")
    }
    if isExpired == true {
      throw .policy("the token has expired", hint: "log in again and write the new one")
    }
  }

  private static func text(_ token: ProviderToken, _ isExpired: Bool?) -> String {
    let place =
      switch token.source {
      case .environment(let name): "in the environment variable \(name)"
      case .file(let path): "in \(path)"
      case nil: ""
      }
    guard token.isPresent else { return "no token: G6_TOKEN and G6_TOKEN_FILE are not set\n" }
    guard let expires = token.expires else { return "a token \(place); it does not say when it expires\n" }
    let verb = isExpired == true ? "expired" : "expires"
    return "a token \(place); it \(verb) \(WallClock.iso8601(expires, fractionDigits: 0))\n"
  }
}
