import Base
import Foundation
import Testing

/// Against Foundation's.
@Suite struct Base64Tests {
  @Test func everyLengthIsWhatFoundationSays() {
    var random = SeededRandom(seed: 5)
    for length in 0..<70 {
      let bytes = (0..<length).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      let text = bytes.withUnsafeBytes { Base64.encode($0) }
      #expect(text == Data(bytes).base64EncodedString(), "seed 5, length \(length)")
      #expect(Base64.decode(text) == bytes, "seed 5, length \(length)")
    }
  }

  @Test(arguments: [
    "A", "AA", "AAA", "A===", "AB==", "AAB=", "AA=A", "====", "AA==AAAA", "AA*A", "AA A", "YQ==",
  ])
  func onlyTheOneTextOfBytesIsRead(_ text: String) {
    #expect(Base64.decode(text) == (text == "YQ==" ? [0x61] : nil))
  }
}
