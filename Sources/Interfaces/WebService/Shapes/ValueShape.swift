import LosslessJSON

/// What a JSON value has to look like; checks requests and describes them.
indirect enum ValueShape: Sendable {
  /// Anything.
  case any
  case text(minLength: Int = 0, maxLength: Int? = nil)
  /// 24 hexadecimal digits.
  case id
  /// ISO 8601 in UTC.
  case time
  case choice([String])
  case integer(ClosedRange<Int>)
  case boolean
  case list(of: ValueShape, maxCount: Int = 1000)
  /// An object; members that are not named are taken as they are if it is open.
  case object([Member], isOpen: Bool)
  /// An object with values of one shape under any names.
  case map(to: ValueShape)
  case nullable(ValueShape)

  /// One member of an object.
  struct Member: Sendable {
    let name: String
    let shape: ValueShape
    let isRequired: Bool
  }

  /// An object whose other members are taken as they are.
  static func open(_ members: Member...) -> ValueShape { .object(members, isOpen: true) }

  /// An object that has no other members.
  static func closed(_ members: Member...) -> ValueShape { .object(members, isOpen: false) }
}

extension ValueShape.Member {
  static func required(_ name: String, _ shape: ValueShape) -> Self {
    Self(name: name, shape: shape, isRequired: true)
  }

  static func optional(_ name: String, _ shape: ValueShape) -> Self {
    Self(name: name, shape: shape, isRequired: false)
  }
}
