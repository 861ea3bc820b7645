/// The members of a JSON object: ordered, with unique keys, equal regardless of order.
public struct JSONObject: Sendable {
  /// One member.
  public struct Member: Sendable, Hashable {
    /// The decoded key.
    public let key: JSONString

    /// The value.
    public var value: JSONValue

    /// Creates a member.
    public init(key: JSONString, value: JSONValue) {
      self.key = key
      self.value = value
    }
  }

  /// Above this many members an index of the keys is kept.
  static let linearCountMax = 16

  /// The members in order.
  public internal(set) var members: [Member]

  /// Where each key stands in `members`; empty while those are few enough to search.
  var positions: [JSONString: Int]

  /// Creates an object without members.
  public init() {
    members = []
    positions = [:]
  }

  /// Creates an object with these members; a later value replaces an earlier one of the same key.
  public init(_ members: some Sequence<Member>) {
    self.init()
    for member in members { self[member.key] = member.value }
  }

  /// Creates an object from members whose keys are known to be unique.
  init(uniqueMembers: [Member]) {
    members = uniqueMembers
    positions = [:]
    indexIfLarge()
  }

  /// The number of members.
  public var count: Int { members.count }

  /// Tells whether there are no members.
  public var isEmpty: Bool { members.isEmpty }

  /// The keys in order.
  public var keys: [JSONString] { members.map(\.key) }

  /// The members in the order of their keys' bytes.
  public var sortedMembers: [Member] { sortedPositions.map { members[$0] } }

  /// Where the members stand, in the order of their keys' bytes.
  var sortedPositions: [Int] {
    let isSorted = members.indices.dropFirst().allSatisfy { members[$0 - 1].key < members[$0].key }
    if isSorted { return Array(members.indices) }
    return members.indices.sorted { members[$0].key < members[$1].key }
  }

  /// The value of a key; setting keeps the member's place or appends, setting `nil` removes.
  public subscript(key: JSONString) -> JSONValue? {
    get { position(of: key).map { members[$0].value } }
    set {
      guard let newValue else { return removeValue(forKey: key) }
      set(newValue, forKey: key)
    }
  }

  /// Removes every member for which `predicate` holds, in one pass.
  public mutating func removeAll(where predicate: (Member) -> Bool) {
    members.removeAll(where: predicate)
    positions = [:]
    indexIfLarge()
  }
}

extension JSONObject {
  /// Returns where `key` stands, or `nil`.
  func position(of key: JSONString) -> Int? {
    if positions.isEmpty { return members.firstIndex { $0.key == key } }
    return positions[key]
  }

  private mutating func set(_ value: JSONValue, forKey key: JSONString) {
    if let position = position(of: key) {
      members[position].value = value
      return
    }
    members.append(Member(key: key, value: value))
    if positions.isEmpty { indexIfLarge() } else { positions[key] = members.count - 1 }
  }

  /// Removes the member with `key`, if there is one; takes time in proportion to the members.
  private mutating func removeValue(forKey key: JSONString) {
    guard let removed = position(of: key) else { return }
    members.remove(at: removed)
    guard !positions.isEmpty else { return }
    positions[key] = nil
    for member in members[removed...] { positions[member.key]? -= 1 }
  }

  private mutating func indexIfLarge() {
    guard members.count > Self.linearCountMax else { return }
    positions.reserveCapacity(members.count)
    for (position, member) in members.enumerated() { positions[member.key] = position }
  }
}

extension JSONObject: Sequence {
  /// Returns an iterator over the members in order.
  public func makeIterator() -> IndexingIterator<[Member]> { members.makeIterator() }
}

extension JSONObject: Hashable, ExpressibleByDictionaryLiteral {
  /// Creates an object with these members; a later value replaces an earlier one of the same key.
  public init(dictionaryLiteral elements: (JSONString, JSONValue)...) {
    self.init(elements.map { Member(key: $0.0, value: $0.1) })
  }

  /// Tells whether both have the same keys with equal values, in any order.
  public static func == (a: JSONObject, b: JSONObject) -> Bool {
    guard a.count == b.count else { return false }
    return a.members.indices.allSatisfy { index in
      let member = a.members[index]
      if b.members[index].key == member.key { return b.members[index].value == member.value }
      return b[member.key] == member.value
    }
  }

  /// Feeds the members to `hasher` regardless of their order.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(members.reduce(into: 0) { $0 &+= $1.hashValue })
    hasher.combine(count)
  }
}
