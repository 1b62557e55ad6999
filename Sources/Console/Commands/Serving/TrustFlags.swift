import Base
import HTTP

/// The flags of commands that ask a server: whose certificate counts.
enum TrustFlags {
  static let authority = Flag<String?>.optional(
    "cacert", "FILE", kind: .file,
    "Over https, trust the certificates of this file (PEM) and no others; without it those the system trusts."
  )
  static let insecure = Flag<Bool>.toggle(
    "insecure", "Over https, trust whoever answers; a token then goes to this machine only.")
}

extension WebClient.Trust {
  /// What the flags say, once checked; `url` is what will be asked, nil for nothing.
  init(_ arguments: Arguments, url: String?) throws(Failure) {
    let file = arguments[TrustFlags.authority]
    let isInsecure = arguments[TrustFlags.insecure]
    self = file.map { .authority(file: $0) } ?? (isInsecure ? .anyone : .system)
    if self == .system { return }
    if file != nil, isInsecure {
      throw .badInput("--cacert and --insecure contradict each other", hint: "--cacert alone is the safe one")
    }
    guard let url, url.lowercased().hasPrefix("https://") else {
      throw .badInput(
        "\(file == nil ? "--insecure" : "--cacert") has no effect without https",
        hint: "only an address that begins with https:// has a certificate")
    }
    if let file {
      let bytes = try Failure.wrapping { () throws(SystemError) in
        try FileBytes.read(path: file, limit: 4 << 20)
      }
      guard String(decoding: bytes, as: UTF8.self).contains("-----BEGIN ") else {
        throw .badInput("\(file): the file holds no certificate", hint: "--cacert wants certificates in PEM")
      }
    }
  }
}
