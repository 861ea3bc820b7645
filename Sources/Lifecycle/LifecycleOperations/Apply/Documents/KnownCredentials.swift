import IntegrationModel
import LosslessJSON

/// The credentials that one version of a document holds, for the places where another has masks.
struct KnownCredentials {
  private let version: JSONValue
  private let values: [JSONValue]

  init(in version: JSONValue, of kind: ResourceKind, _ catalog: FieldCatalog) {
    self.version = version
    values = SecretSeparator(catalog: catalog).separate(version, of: kind).secrets.map(\.value)
  }

  /// What stands in the place of a mask, if that is a credential, or a mask itself: any other text there
  /// is not what the mask stands for.
  func credential(at place: String, in document: JSONValue) -> JSONValue? {
    SecretAlignment(document, version).value(at: place).flatMap { values.contains($0) ? $0 : nil }
  }

  /// The text with the credentials that the text in its place has under the same names; `nil` where no
  /// address is masked.
  func address(
    _ text: JSONString, at place: String, in document: JSONValue
  ) -> (text: [UInt8], isMissing: Bool)? {
    let own = SecretAlignment(document, version).value(at: place)?.string
    return SecretMask.fillingAddresses(in: text.utf8, from: own?.utf8)
  }
}

/// Finds the place in the current document that a place in the new one stands for, although
/// elements of arrays may have moved.
struct SecretAlignment {
  private let document: JSONValue
  private let current: JSONValue?

  init(_ document: JSONValue, _ current: JSONValue?) {
    self.document = document
    self.current = current
  }

  func value(at place: String) -> JSONValue? {
    guard var here = current, let tokens = try? JSONPointer(parsing: place).tokens else {
      return nil
    }
    var there = document
    for token in tokens {
      switch (there, here) {
      case (.object(let one), .object(let other)):
        guard let next = one[token], let own = other[token] else { return nil }
        (there, here) = (next, own)
      case (.array(let one), .array(let other)):
        guard let position = Int(token.text), one.indices.contains(position),
          let own = Self.partner(of: one[position], at: position, in: other, count: one.count)
        else { return nil }
        (there, here) = (one[position], own)
      default: return nil
      }
    }
    return here
  }

  /// The element of the same name; without names, the element of the same index in an array of the
  /// same length. A credential must never move to another element.
  static func partner(
    of element: JSONValue, at position: Int, in others: [JSONValue], count: Int
  ) -> JSONValue? {
    for key: JSONString in ["name", "key", "id", "_id", "generate", "alias"] {
      guard let name = element[key] else { continue }
      let same = others.filter { $0[key] == name }
      return same.count == 1 ? same[0] : nil
    }
    return others.count == count ? others[position] : nil
  }
}
