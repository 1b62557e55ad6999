/// The flags of `integrity`.
enum IntegrityFlags {
  static let panels = Flag<Void>.setting(
    "panels-dir", DestinationKeys.panels, value: "DIR", kind: .directory, "The folder of panels."
  ).defaulting("data/panels")
  static let keys = Flag<Void>.setting(
    "key-file", DestinationKeys.keys, value: "FILE", kind: .file,
    "The keys that are trusted, one a line: ID hmac-sha256|ed25519|ed25519-public HEX.")
  static let maxAge = Flag<Int?>.integer(
    "max-age", "SECONDS", in: 1...1_000_000_000,
    "A generation older than this is stale, even where it has not expired.")
  static let state = Flag<String?>.optional(
    "state", "FILE", kind: .file, "Where the newest generation seen is kept, so that an older one is noticed."
  )
  static let strict = Flag<Bool>.toggle(
    "strict", "What cannot be checked, for want of keys or state, is an issue.")
  static let at = Flag<String?>.optional(
    "at", "TIME", "Judge ages as of this moment, such as 2026-11-20T10:00:00Z; the clock's without it.")
}
