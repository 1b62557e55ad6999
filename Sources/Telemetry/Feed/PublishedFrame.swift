import Base

/// A frame and its line of NDJSON, rendered once for every file, stream and page that shows it.
package final class PublishedFrame: Sendable {
  /// The values.
  package let frame: Frame
  /// One line of JSON with its line feed.
  package let line: [UInt8]

  /// Renders the frame.
  package init(_ frame: Frame) {
    self.frame = frame
    var writer = JSONWriter()
    writer.bytes.reserveCapacity(8192)
    frame.render(into: &writer)
    line = writer.bytes
  }

  /// The JSON without the line feed.
  package var json: ArraySlice<UInt8> { line.dropLast() }

  /// What it counts for in the history: its line, and as much again for its values.
  package var weight: Int { line.count * 2 }
}
