/// The keys of the player of probes, for its help, the command's help and the documentation.
package enum ProbeKeys {
  /// Each line: the keys and what they do.
  package static let lines: [(keys: String, meaning: String)] = [
    ("space", "play or pause; at the end play again"),
    ("right, ] or .", "one step on, into the next key after the last step"),
    ("left, [ or ,", "one step back"),
    ("0 to 9", "scrub: to the beginning, to ninths of the way, to the end"),
    ("home end", "the first step of this key, the last"),
    ("+ - or up, down", "twice, half as fast"),
    ("n p or page", "the next key, the one before"),
    ("tab", "the next layout at the left edge, where there is no room for all"),
    ("r", "draw everything anew"),
    ("?", "this help; any key closes it"),
    ("q or escape", "leave"),
  ]

  /// What the letters in the slots mean.
  package static let note =
    ". read  ? tag matches  x another key  = the key  + placed  > moved  - freed  ~ tombstone  o overflow"
}
