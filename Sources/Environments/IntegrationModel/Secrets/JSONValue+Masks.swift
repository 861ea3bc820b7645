public import LosslessJSON

extension JSONValue {
  /// The places of all masks, and of addresses that hold one.
  public func maskedPlaces() -> [String] {
    var places: [String] = []
    forEachString { text, path in
      if text.withUTF8({ SecretMask.isMask($0) })
        || text.text.contains(SecretMask.text)
          && SecretMask.fillingAddresses(in: text.utf8, from: nil) != nil
      {
        places.append(path.pointer.description)
      }
    }
    return places
  }
}
