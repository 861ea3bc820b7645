public import LosslessJSON

extension JSONValue {
  /// The places of all masks, and of addresses that hold one.
  public func maskedPlaces() -> [String] {
    var places: [String] = []
    func visit(_ value: JSONValue, _ pointer: JSONPointer) {
      switch value {
      case .object(let object):
        for member in object { visit(member.value, pointer.appending(key: member.key)) }
      case .array(let elements):
        for (index, element) in elements.enumerated() {
          visit(element, pointer.appending(index: index))
        }
      case .string(let text):
        if text.withUTF8({ SecretMask.isMask($0) })
          || text.text.contains(SecretMask.text)
            && SecretMask.fillingAddresses(in: text.utf8, from: nil) != nil
        {
          places.append(pointer.description)
        }
      default: break
      }
    }
    visit(self, .root)
    return places
  }
}
