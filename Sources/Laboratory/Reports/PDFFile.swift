import CHaru

/// A document in PDF that grows page by page. Lengths are points, y grows downwards from the top of the page.
///
/// The fonts are those every reader has: nothing is embedded, nothing depends on what is installed, and the same report
/// gives the same bytes. What those fonts lack is written by its number, `<U+4E2D>`.
final class PDFFile {
  typealias Font = pdf_font

  /// A4.
  static let width = 595.0
  static let height = 842.0

  private let document: OpaquePointer

  /// A document without pages.
  init(title: String, creator: String) throws(LaboratoryError) {
    if let reason = pdf_load() { throw .drawing("libharu cannot be loaded: \(String(cString: reason))") }
    guard
      let document = Self.encoded(title).withUnsafeBufferPointer({ title in
        Self.encoded(creator).withUnsafeBufferPointer { pdf_open(title.baseAddress, $0.baseAddress) }
      })
    else { throw .drawing("no memory for a document") }
    self.document = document
  }

  deinit { pdf_close(document) }

  /// Fails now where making a document would fail for want of the library.
  static func check() throws(LaboratoryError) {
    if let reason = pdf_load() { throw .drawing("libharu cannot be loaded: \(String(cString: reason))") }
  }

  func addPage() { pdf_add_page(document, Float(Self.width), Float(Self.height)) }

  func text(
    _ text: String, x: Double, y: Double, size: Double, font: Font = pdf_font_plain,
    ink: Drawing.Ink = .black
  ) {
    use(ink)
    pdf_write(document, font, Float(size), Float(x), Float(Self.height - y), Self.encoded(text))
  }

  func box(x: Double, y: Double, width: Double, height: Double, ink: Drawing.Ink) {
    use(ink)
    pdf_box(document, Float(x), Float(Self.height - y - height), Float(width), Float(height))
  }

  func line(x1: Double, y1: Double, x2: Double, y2: Double, width: Double, ink: Drawing.Ink) {
    use(ink)
    pdf_line(
      document, Float(x1), Float(Self.height - y1), Float(x2), Float(Self.height - y2), Float(width))
  }

  /// The width of a text; a page must have begun.
  func width(_ text: String, size: Double, font: Font = pdf_font_plain) -> Double {
    Double(pdf_width(document, font, Float(size), Self.encoded(text)))
  }

  /// The text; where it is wider three dots stand for its middle, since names of jobs differ at their ends and titles tell
  /// there what they are about. O(length · log length).
  func cut(_ text: String, to width: Double, size: Double, font: Font = pdf_font_plain) -> String {
    if self.width(text, size: size, font: font) <= width { return text }
    func shortened(_ count: Int) -> String { text.prefix((count + 1) / 2) + "..." + text.suffix(count / 2) }
    var (fits, tooLong) = (0, text.count)
    while fits + 1 < tooLong {
      let middle = (fits + tooLong) / 2
      if self.width(shortened(middle), size: size, font: font) <= width {
        fits = middle
      } else {
        tooLong = middle
      }
    }
    return shortened(fits)
  }

  /// The finished file.
  func finished() throws(LaboratoryError) -> [UInt8] {
    var size = 0
    var number: UInt = 0
    guard let bytes = pdf_finish(document, &size, &number) else {
      throw .drawing("libharu could not make the document (error 0x\(String(number, radix: 16)))")
    }
    return Array(UnsafeBufferPointer(start: bytes, count: size))
  }

  private func use(_ ink: Drawing.Ink) {
    pdf_ink(document, Float(ink.red) / 255, Float(ink.green) / 255, Float(ink.blue) / 255)
  }

  // MARK: Encoding

  /// What stands at 0x80 to 0x9F of Windows' encoding; 0 where nothing does.
  private static let middle: [UInt32] = [
    0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,
    0x017D, 0, 0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
    0x0153, 0, 0x017E, 0x0178,
  ]

  /// A text in Windows' encoding, ended by 0.
  static func encoded(_ text: String) -> [CChar] {
    var bytes: [UInt8] = []
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x20...0x7E, 0xA0...0xFF: bytes.append(UInt8(scalar.value))
      case 0x09, 0x0A, 0x0D: bytes.append(0x20)
      case 0x2212: bytes.append(UInt8(ascii: "-"))
      case 0x03BC: bytes.append(0xB5)
      case let value:
        if value != 0, let place = middle.firstIndex(of: value) {
          bytes.append(UInt8(0x80 + place))
        } else {
          let digits = String(value, radix: 16, uppercase: true)
          bytes += "<U+\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)>".utf8
        }
      }
    }
    return bytes.map { CChar(bitPattern: $0) } + [0]
  }
}
