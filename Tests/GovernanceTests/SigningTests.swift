import Documents
import TestSupport
import Testing

@testable import Governance

@Suite struct SigningTests {
  private func hex(_ text: String) throws -> [UInt8] { try #require(Hexadecimal.bytes(text[...])) }

  /// RFC 4231, cases 1 to 4, 6 and 7 (case 5 shows a truncated output; its first half is compared).
  @Test func hmacIsThatOfRFC4231() throws {
    let aa = String(repeating: "aa", count: 131)
    let cases: [(key: String, data: [UInt8], mac: String)] = [
      (
        String(repeating: "0b", count: 20), Array("Hi There".utf8),
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
      ),
      (
        "4a656665", Array("what do ya want for nothing?".utf8),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
      ),
      (
        String(repeating: "aa", count: 20), [UInt8](repeating: 0xdd, count: 50),
        "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
      ),
      (
        "0102030405060708090a0b0c0d0e0f10111213141516171819", [UInt8](repeating: 0xcd, count: 50),
        "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
      ),
      (
        aa, Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
      ),
      (
        aa,
        Array(
          "This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm."
            .utf8), "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
      ),
    ]
    for (key, data, mac) in cases { #expect(Hexadecimal.text(Digests.hmac(data, key: try hex(key))) == mac) }
    let truncated = Digests.hmac(
      Array("Test With Truncation".utf8), key: try hex(String(repeating: "0c", count: 20)))
    #expect(Hexadecimal.text(Array(truncated.prefix(16))) == "a3b6167473100ee06e0c796c2955552b")
  }

  /// FIPS 180-2's two examples, and tests 1 to 3 of RFC 8032.
  @Test func digestsAndSignaturesAreThosePublished() throws {
    #expect(
      Digests.sha256Hex(Array("abc".utf8))
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(Digests.sha256Hex([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    let cases = [
      (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
      ),
      (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
      ),
      (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
      ),
    ]
    for (seed, open, message, signature) in cases {
      let key = SigningKey.ed25519(id: "t", seed: try hex(seed))
      #expect(key.publicHex == open)
      let bytes = try hex(message)
      let made = try #require(key.sign(bytes))
      #expect(Hexadecimal.text(made) == signature)
      let reader = SigningKey.ed25519(id: "t", open: try hex(open))
      #expect(reader.verify(bytes, made) && !reader.signs && reader.sign(bytes) == nil)
      #expect(!reader.verify(bytes + [0], made) && !reader.verify(bytes, Array(made.dropLast())))
      #expect(reader.fingerprint == key.fingerprint)
    }
  }

  @Test func filesOfKeysAreReadAndRefusedWithoutShowingASecret() throws {
    let secret = String(repeating: "5a", count: 32)
    let ring = try KeyRing.parse(
      "# newest first\n2026-11 hmac-sha256 \(secret)\nold ed25519-public \(secret) # verifies only\n\n",
      file: "keys")
    #expect(ring.keys.map(\.id) == ["2026-11", "old"] && ring.signer?.id == "2026-11")
    let bare = try KeyRing.parse(secret + "\n", file: "keys")
    #expect(bare.keys[0].id.hasPrefix("k-") && bare.keys[0].id.count == 18 && bare.signer != nil)
    let bad = [
      "", "# nothing", "a hmac-sha256 5a5a", "a hmac-sha256 \(secret)x", "a ed25519 \(secret)5a",
      "a md5 \(secret)",
      "a b c d", "a/b hmac-sha256 \(secret)", "a hmac-sha256 \(secret)\na hmac-sha256 \(secret)", "zz",
    ]
    for text in bad {
      do throws(GovernanceError) {
        _ = try KeyRing.parse(text, file: "keys")
        Issue.record("\(text) was taken for keys")
      } catch {
        #expect(error.description.hasPrefix("keys") && !error.description.contains("5a5a"), "\(error)")
      }
    }
  }
}
