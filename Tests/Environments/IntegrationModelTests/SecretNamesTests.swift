import TestKit
import Testing

@testable import IntegrationModel

@Suite struct SecretNamesTests {
  private static let parts = [
    "password", "passwd", "pwd", "passphrase", "secret", "token", "apikey", "authkey",
    "privatekey", "secretkey", "secretaccesskey", "certid", "pfx", "wallet", "credential",
    "encrypted",
  ]
  private static let containers = ["credentials", "secrets", "passwords", "encrypted"]
  private static let headers = [
    "authorization", "proxyauthorization", "cookie", "setcookie", "xauth", "sig", "signature",
  ]

  /// The same word for word.
  private static func look(of name: String) -> SecretNames.Look {
    let folded = name.lowercased().filter { $0 != "_" && $0 != "-" }
    var look: SecretNames.Look = []
    for part in parts where folded.contains(part) {
      look.insert(.text)
      if folded.hasSuffix(part) { look.insert(.number) }
    }
    if name.lowercased().hasSuffix("_crypt") || name.lowercased().hasSuffix("_salt") {
      look.insert(.text)
    }
    if containers.contains(folded) { look.insert(.container) }
    return look
  }

  private static func lookOfHeader(_ name: String) -> SecretNames.Look {
    let folded = name.lowercased().filter { $0 != "_" && $0 != "-" }
    return headers.contains(folded) ? [.text, .number] : look(of: name)
  }

  @Test func `every part counts, in front and behind`() {
    #expect(SecretNames.parts.map { String(decoding: $0, as: UTF8.self) } == Self.parts)
    for part in SecretNames.parts {
      let names = [part, Array("my_".utf8) + part, part + Array("Id".utf8)]
      let looks = names.map { $0.withUnsafeBufferPointer { SecretNames.look(of: $0) } }
      #expect(looks.allSatisfy { $0.contains(.text) }, "\(part)")
      #expect(looks.map { $0.contains(.number) } == [true, true, false], "\(part)")
    }
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `names are judged as they are when every part is looked for everywhere`(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let words =
      Self.parts + Self.containers + Self.headers
      + ["", "_", "-", "s", "pass", "word", "to", "ken", "key", "_crypt", "_salt", "Id", "X", "pw"]
    for _ in 0..<2000 {
      var name = (0..<random.number(below: 4)).map { _ in words[random.number(below: words.count)] }
        .joined()
      if !name.isEmpty, random.number(below: 3) == 0 {
        name.remove(at: name.index(name.startIndex, offsetBy: random.number(below: name.count)))
      }
      if random.number(below: 3) == 0 { name = name.uppercased() }
      let bytes = Array(name.utf8)
      let (found, asHeader) = bytes.withUnsafeBufferPointer {
        (SecretNames.look(of: $0), SecretNames.lookOfHeader($0))
      }
      #expect(found == Self.look(of: name), "seed \(seed): '\(name)'")
      #expect(asHeader == Self.lookOfHeader(name), "seed \(seed): '\(name)'")
    }
  }
}
