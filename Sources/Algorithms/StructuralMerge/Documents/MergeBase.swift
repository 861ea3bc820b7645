public import LosslessJSON

/// What two sides have in common: a value with places that equal nothing.
///
/// A history with several merge bases has no single base; its bases are merged into one, and where
/// they compete the result equals nothing that a side may hold, so that every difference there
/// stays a conflict.
public struct MergeBase: Hashable, Sendable {
  /// The value; at a place that equals nothing it holds some value or none.
  public var value: JSONValue?

  /// The places that equal nothing.
  public var holes: PlaceSet

  /// Creates a base of a value, or of none.
  public init(_ value: JSONValue?, holes: PlaceSet = PlaceSet()) {
    self.value = value
    self.holes = holes
  }

  /// No document at all: what both sides hold was added by both.
  public static let none = MergeBase(nil)
}

/// A set of places in one document, each with everything below it.
public struct PlaceSet: Hashable, Sendable {
  /// The places below, by the last token.
  private(set) var children: [JSONString: PlaceSet] = [:]

  /// Tells that this place itself is in the set.
  private(set) var includesRoot = false

  /// Creates an empty set.
  public init() {}

  /// Creates a set of places.
  public init(_ places: some Sequence<JSONPointer>) {
    for place in places { insert(place) }
  }

  /// Tells whether no place is in the set.
  public var isEmpty: Bool { !includesRoot && children.isEmpty }

  /// Adds a place with everything below it.
  public mutating func insert(_ place: JSONPointer) {
    insert(place.tokens[...])
  }

  private mutating func insert(_ tokens: ArraySlice<JSONString>) {
    guard let first = tokens.first else {
      includesRoot = true
      return
    }
    children[first, default: PlaceSet()].insert(tokens.dropFirst())
  }
}
