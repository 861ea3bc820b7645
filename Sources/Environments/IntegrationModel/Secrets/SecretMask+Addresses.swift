import Glibc

extension SecretMask {
  /// Returns the text with the credentials of its addresses masked, or `nil` where there are none.
  ///
  /// Covers the password in `scheme://user:password@host`, a token alone in its place, and the
  /// parameters of addresses and forms whose names look like a credential's. A place that is empty
  /// is masked too: a copy whose credential nobody has entered yet is the same address. What is
  /// masked already has a credential, which an account does not show.
  static func maskingAddresses(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
    guard mayHoldAddress(bytes) else { return nil }
    let places = places(in: bytes)
    guard !places.isEmpty else { return nil }
    return replacing(places, in: bytes) { _ in Self.bytes }
  }

  /// Puts credentials in the place of the masks in the addresses of a text: those that another
  /// version of the text has under the same names; where it has none, nothing.
  ///
  /// - Returns: the text, and whether a credential is missing; `nil` where no address is masked.
  public static func fillingAddresses(
    in masked: [UInt8], from own: [UInt8]?
  ) -> (text: [UInt8], isMissing: Bool)? {
    masked.withUnsafeBufferPointer { bytes in
      let places = places(in: bytes).filter { isMask(bytes[$0.range]) }
      guard !places.isEmpty else { return nil }
      var known = credentials(in: own ?? [])
      var isMissing = false
      let text = replacing(places, in: bytes) { place in
        guard let value = known[place.name]?.first else {
          isMissing = true
          return []
        }
        known[place.name]?.removeFirst()
        return value
      }
      return (text, isMissing)
    }
  }

  /// The credentials of a text by the names that they have there, in order.
  private static func credentials(in text: [UInt8]) -> [[UInt8]: [[UInt8]]] {
    text.withUnsafeBufferPointer { bytes in
      var found: [[UInt8]: [[UInt8]]] = [:]
      for place in places(in: bytes) where !place.range.isEmpty {
        found[place.name, default: []].append(Array(bytes[place.range]))
      }
      return found
    }
  }

  /// Where an address has a credential, and under which name.
  private struct Place {
    let name: [UInt8]
    let range: Range<Int>
  }

  /// The places of credentials, of masks and of what may hold one, in the order of the text.
  private static func places(in bytes: UnsafeBufferPointer<UInt8>) -> [Place] {
    var places: [Place] = []
    let found = (userPlaces(bytes) + parameterPlaces(bytes))
    for place in found.sorted(by: { $0.range.lowerBound < $1.range.lowerBound })
    where place.range.lowerBound >= places.last?.range.upperBound ?? 0 {
      places.append(place)
    }
    return places
  }

  private static func replacing(
    _ places: [Place], in bytes: UnsafeBufferPointer<UInt8>, by text: (Place) -> [UInt8]
  ) -> [UInt8] {
    var result: [UInt8] = []
    var end = 0
    for place in places {
      result += bytes[end..<place.range.lowerBound]
      result += text(place)
      end = place.range.upperBound
    }
    return result + bytes[end...]
  }

  /// Tells cheaply that a text holds no address and no parameters, as most do not.
  private static func mayHoldAddress(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let start = bytes.baseAddress, bytes.count > 4 else { return false }
    return memchr(start, Int32(UInt8(ascii: "=")), bytes.count) != nil
      || memchr(start, Int32(UInt8(ascii: "@")), bytes.count) != nil
  }

  // MARK: User and password

  private static func userPlaces(_ text: UnsafeBufferPointer<UInt8>) -> [Place] {
    var places: [Place] = []
    var position = 0
    while position + 3 < text.count {
      guard text[position] == UInt8(ascii: ":"), text[position + 1] == UInt8(ascii: "/"),
        text[position + 2] == UInt8(ascii: "/")
      else {
        position += 1
        continue
      }
      let start = position + 3
      let end = text[start...].firstIndex(where: endsAuthority) ?? text.count
      if let at = text[start..<end].lastIndex(of: UInt8(ascii: "@")),
        let range = passwordRange(text, start..<at, scheme: position)
      {
        places.append(Place(name: Array("://".utf8), range: range))
      }
      position = start
    }
    return places
  }

  private static func passwordRange(
    _ text: UnsafeBufferPointer<UInt8>, _ user: Range<Int>, scheme: Int
  ) -> Range<Int>? {
    let colon = text[user].firstIndex(of: UInt8(ascii: ":"))
    guard colon != nil || isWeb(text[..<scheme]) else { return nil }
    let range = (colon.map { $0 + 1 } ?? user.lowerBound)..<user.upperBound
    return isCredential(text[range]) ? range : nil
  }

  /// Tells whether a scheme is one in which a lone user name is a token.
  private static func isWeb(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    text.suffix(4).elementsEqual("http".utf8) || text.suffix(5).elementsEqual("https".utf8)
  }

  private static func endsAuthority(_ byte: UInt8) -> Bool {
    byte <= 0x20 || "/?#\"'<>\\".utf8.contains(byte)
  }

  // MARK: Parameters

  private static func parameterPlaces(_ text: UnsafeBufferPointer<UInt8>) -> [Place] {
    var places: [Place] = []
    var nameStart = 0
    var isName = true
    var position = 0
    while position < text.count {
      let byte = text[position]
      if startsParameter(byte) {
        (nameStart, isName) = (position + 1, true)
      } else if byte == UInt8(ascii: "="), isName, position > nameStart {
        let end = text[(position + 1)...].firstIndex(where: endsValue) ?? text.count
        let value = (position + 1)..<end
        if isCredential(text[value]), isSecret(text[nameStart..<position], text[value]) {
          places.append(Place(name: Array(text[nameStart..<position]), range: value))
        }
        isName = false
      } else if !isPartOfName(byte) {
        isName = false
      }
      position += 1
    }
    return places
  }

  private static func isSecret(
    _ name: Slice<UnsafeBufferPointer<UInt8>>, _ value: Slice<UnsafeBufferPointer<UInt8>>
  ) -> Bool {
    let look = SecretNames.lookOfHeader(UnsafeBufferPointer(rebasing: name))
    let isNumber = !value.isEmpty && value.allSatisfy { (0x30...0x39).contains($0) }
    return look.contains(isNumber ? .number : .text)
  }

  /// What is taken from elsewhere at run time is no credential.
  private static func isCredential(_ value: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    !value.contains(UInt8(ascii: "{"))
  }

  private static func startsParameter(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "?") || byte == UInt8(ascii: "&") || byte == UInt8(ascii: ";")
  }

  private static func endsValue(_ byte: UInt8) -> Bool {
    byte <= 0x20 || "&;#\"'<>\\".utf8.contains(byte)
  }

  private static func isPartOfName(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
    default: "_-.~%[]$".utf8.contains(byte)
    }
  }
}
