import LosslessJSON

/// What one version of a document has at the present place.
struct Version {
  /// The value, or `nil` where there is none.
  var value: JSONValue?
  /// The places at and below this one that equal nothing, if there are any.
  var holes: PlaceSet?

  static let absent = Version(value: nil)

  init(value: JSONValue?, holes: PlaceSet? = nil) {
    self.value = value
    self.holes = holes
  }

  init(_ base: MergeBase) {
    self.init(value: base.value, holes: base.holes.isEmpty ? nil : base.holes)
  }

  /// Tells whether the whole value equals nothing.
  var isHole: Bool { holes?.includesRoot ?? false }

  /// Tells whether this and another version hold the same; what has holes never does.
  func equals(_ other: Version) -> Bool {
    holes == nil && other.holes == nil && value == other.value
  }

  /// The object here; what is no object has no members.
  var object: JSONObject {
    if case .object(let object) = value { object } else { JSONObject() }
  }

  /// The elements here; what is no array has none.
  var elements: [JSONValue] {
    if case .array(let elements) = value { elements } else { [] }
  }

  /// Returns the version of an element, or of none.
  func element(_ elements: [JSONValue], _ index: Int?) -> Version {
    guard let index, index < elements.count else { return .absent }
    return Version(value: elements[index], holes: holes?.children[JSONString(String(index))])
  }

  /// Returns the version of a member.
  func member(_ value: JSONValue?, _ key: JSONString) -> Version {
    Version(value: value, holes: holes?.children[key])
  }
}

/// The three versions of a place.
struct Versions {
  let base: Version
  let ours: Version
  let theirs: Version

  /// Tells whether any version has places that equal nothing.
  var haveHoles: Bool { base.holes != nil || ours.holes != nil || theirs.holes != nil }

  /// The kind of conflict where nothing better is known.
  var conflictKind: MergeConflict.Kind {
    if ours.value == nil { return .deleteModify }
    if theirs.value == nil { return .modifyDelete }
    return base.value == nil && !base.isHole ? .addAdd : .modifyModify
  }
}
