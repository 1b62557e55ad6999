/// The flags of `tui`.
enum TUIFlags {
  static let source = Flag<String?>.optional(
    "source", "FILE", kind: .file,
    "Show this metrics file and follow it as it grows, is cut or replaced; - is standard input."
  ).grouped(frames)
  static let url = Flag<String?>.optional(
    "url", "URL",
    "Show the run of this server; without it and --source, http://127.0.0.1:9090/. ADHASH_TOKEN is sent as bearer."
  ).grouped(frames)
  static let metricsEndpoint = Flag<String?>.optional(
    "metrics-endpoint", "URL", "The same as --url; a path /api/metrics at its end is left out."
  ).grouped(frames)
  static let historyEndpoint = Flag<String?>.optional(
    "history-endpoint", "URL", "Without effect: frames and history come from one endpoint."
  ).grouped(frames).obsolete()
  static let timeout = Flag<Double>.number(
    "timeout", "SECONDS", in: .from(0.05, to: 600), default: 5, "Wait this long for an answer of the server."
  ).grouped(frames)
  static let follow = Flag<Bool?>.negatable(
    "follow", "Wait for more at the end of the file (the default); --no-follow shows what is there."
  ).grouped(frames)
  static let historyLimit = Flag<Int>.integer(
    "history-limit", in: 2...100_000, default: 1200,
    "Keep this many frames of a run for charts and for looking back."
  ).grouped(frames)
  static let pollInterval = Flag<Double>.number(
    "poll-interval", "SECONDS", in: .from(0.05, to: 3600), default: 0.5, "Look for new frames this often."
  ).grouped(frames)

  static let probeJSON = Flag<String?>.optional(
    "probe-json", "FILE", kind: .file, "Show this probe trace; the key p reads it again."
  ).grouped(view)
  static let once = Flag<Bool>.toggle(
    "once", "Print one screen as plain text and exit."
  ).grouped(view)
  static let size = Flag<String?>.optional(
    "size", "COLUMNSxROWS", "With --once: how large the screen is, such as 100x30."
  ).grouped(view)
  static let frame = Flag<Int?>.integer(
    "frame", in: 1...Int.max, "With --once: the number of the frame; without it, the last one."
  ).grouped(view)

  /// In the order help shows them.
  static let all: [FlagSpec] = [
    source.spec, url.spec, metricsEndpoint.spec, historyEndpoint.spec,
    TrustFlags.authority.grouped(frames).spec,
    TrustFlags.insecure.grouped(frames).spec, timeout.spec, follow.spec,
    historyLimit.spec, pollInterval.spec, probeJSON.spec, once.spec, size.spec, frame.spec,
  ]

  private static let frames = "Frames"
  private static let view = "View"
}
