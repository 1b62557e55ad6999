import Base

/// Which InfluxDB points go to. The token is in no message.
package struct InfluxTarget: Sendable {
  /// Where a database keeps them.
  package enum Place: Sendable, Equatable {
    /// Version 1, and the compatible paths of version 2.
    case database(String)
    /// Version 2.
    case bucket(organization: String, bucket: String)
  }

  /// `http://` or `https://`, host and port.
  package let url: String
  /// The database, or organization and bucket.
  package let place: Place
  /// Sent as the header `Authorization`; nil sends none. A token as such; with a database a token with a colon in it is user and
  /// password, which every version 1 takes, and those before 1.8 alone.
  package let authorization: String?

  /// A target.
  ///
  /// - Throws: kind `config` for an address that is none, an empty name, or a token that no header can hold.
  package init(url: String, place: Place, token: String?) throws(MarketError) {
    guard url.hasPrefix("http://") || url.hasPrefix("https://"), url.count > 8, !url.contains(" ") else {
      throw MarketError(
        .config, "\(url) is no address of an InfluxDB", hint: "write it as http://127.0.0.1:8086")
    }
    let names: [String] =
      switch place {
      case .database(let name): [name]
      case .bucket(let organization, let bucket): [organization, bucket]
      }
    guard names.allSatisfy({ !$0.isEmpty }) else {
      throw MarketError(
        .config, "the InfluxDB needs a database, or an organization and a bucket",
        hint: "give --influx-db, or --influx-org and --influx-bucket")
    }
    self.url = url.hasSuffix("/") ? String(url.dropLast()) : url
    self.place = place
    guard let token, !token.isEmpty else {
      authorization = nil
      return
    }
    if case .database = place, token.contains(":") {
      authorization = "Basic " + Array(token.utf8).withUnsafeBytes { Base64.encode($0) }
      return
    }
    guard token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      throw MarketError(
        .config, "the token of the InfluxDB has blanks or letters that no header can hold",
        hint: "is G6_INFLUX_TOKEN the token alone, in one line?")
    }
    authorization = "Token " + token
  }

  /// Where points are posted.
  var writeURL: String {
    switch place {
    case .database(let name): "\(url)/write?db=\(Self.encode(name))&precision=ns"
    case .bucket(let organization, let bucket):
      "\(url)/api/v2/write?org=\(Self.encode(organization))&bucket=\(Self.encode(bucket))&precision=ns"
    }
  }

  /// Where points are deleted: by a statement in version 1, by a range of time in version 2.
  package var pruneURL: String {
    switch place {
    case .database(let name): "\(url)/query?db=\(Self.encode(name))"
    case .bucket(let organization, let bucket):
      "\(url)/api/v2/delete?org=\(Self.encode(organization))&bucket=\(Self.encode(bucket))"
    }
  }

  /// Everything but letters, digits, `-`, `.`, `_` and `~` as `%XX`.
  private static func encode(_ text: String) -> String {
    text.utf8.map { byte in
      let isPlain = (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
      if isPlain || [45, 46, 95, 126].contains(byte) { return String(UnicodeScalar(byte)) }
      let digits = String(byte, radix: 16, uppercase: true)
      return "%" + (digits.count == 1 ? "0" : "") + digits
    }.joined()
  }
}
