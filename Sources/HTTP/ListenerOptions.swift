/// Where a listener listens, and how much it bears with.
package struct ListenerOptions: Sendable {
  /// An address of this machine, or `localhost`.
  package var host = "127.0.0.1"
  /// The port; 0 takes one that is free.
  package var port: UInt16 = 0
  /// Threads that serve.
  package var threads = 1
  /// Connections at a time; further ones wait in the system's queue.
  package var connections = 2048
  /// The longest header in bytes, request line included; a longer one is answered with 431.
  package var headerBytes = 16 << 10
  /// The longest body in bytes; a longer one is answered with 413.
  package var bodyBytes = 64 << 10
  /// Seconds without a byte after which a connection is closed; streams that have nothing to send are exempt.
  package var idleSeconds = 30
  /// Seconds a client may take for a whole request, and may be silent between two.
  package var requestSeconds = 30
  /// Certificate and key in PEM for TLS; nil for plain HTTP.
  package var certificate: (chain: String, key: String)?
  /// The answer to what the listener refuses itself: status and reason.
  package var refusal: @Sendable (Int, String) -> Response = { status, reason in
    Response(status: status, text: reason + "\n")
  }

  /// The defaults: a free port of 127.0.0.1, 2048 connections, headers of 16 KiB, bodies of 64 KiB, 30 s.
  package init() {}
}
