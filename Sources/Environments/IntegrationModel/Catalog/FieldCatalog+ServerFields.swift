public import LosslessJSON

extension FieldCatalog {
  /// The places in documents of a kind that the server alone writes.
  ///
  /// Fields in elements of arrays are left out: an array has no places that last.
  public func serverFields(of kind: ResourceKind) -> [JSONPointer] {
    rules.filter { $0.speaks(of: kind) }.flatMap { rule -> [JSONPointer] in
      guard case .server = rule.meaning else { return [] }
      return rule.pattern.plainPointers
    }
  }
}

extension PathPattern {
  /// The places that the pattern names, if it names members only.
  fileprivate var plainPointers: [JSONPointer] {
    segments.reduce([JSONPointer.root]) { pointers, segment in
      let keys: [[UInt8]] =
        switch segment {
        case .key(let key): [key]
        case .oneOf(let keys): keys
        case .affixes, .anyKey, .anyStep, .anyDepth, .element: []
        }
      return pointers.flatMap { pointer in
        keys.compactMap { JSONString(bytes: $0) }.map { pointer.appending(key: $0) }
      }
    }
  }
}
