/// Knows the member names of documents, so that a name is looked at once.
///
/// A table belongs to one worker; copies go their own ways.
struct KeyTable: Sendable {
  /// What is known of a name.
  struct Entry: Sendable {
    /// The symbol under which the automaton knows the name.
    let symbol: UInt32
    /// Whether a value under this name is taken for a credential.
    let look: SecretNames.Look

    /// The symbol of all names that no pattern mentions.
    static let unmentioned: UInt32 = 0
    /// A name that a pattern describes and for which there was no room: steps are not remembered.
    static let unnumbered = UInt32.max
  }

  /// Beyond this many different names, new ones are judged each time and not kept.
  private let countMax: Int

  private var names = NumberedNames()
  /// What is known of each name, by its number.
  private var entries: [Entry] = []
  private var symbolCount: UInt32 = 0
  private let isMentioned: @Sendable (UnsafeBufferPointer<UInt8>) -> Bool

  /// Makes a table.
  ///
  /// - Parameters:
  ///   - literals: The names that patterns mention as they are; they always have a symbol.
  ///   - isMentioned: Tells whether a pattern describes a name.
  init(
    literals: some Sequence<[UInt8]>, countMax: Int = 1 << 14,
    isMentioned: @escaping @Sendable (UnsafeBufferPointer<UInt8>) -> Bool
  ) {
    self.isMentioned = isMentioned
    self.countMax = countMax
    for literal in literals {
      literal.withUnsafeBufferPointer { keep($0, isMentioned: true) }
    }
  }

  /// Returns what is known of a name.
  mutating func entry(for key: UnsafeBufferPointer<UInt8>) -> Entry {
    if let number = names.number(of: key) { return entries[number] }
    guard entries.count < countMax else {
      return Entry(
        symbol: isMentioned(key) ? Entry.unnumbered : Entry.unmentioned,
        look: SecretNames.look(of: key))
    }
    keep(key, isMentioned: isMentioned(key))
    return entries[entries.count - 1]
  }

  private mutating func keep(_ key: UnsafeBufferPointer<UInt8>, isMentioned: Bool) {
    if isMentioned { symbolCount += 1 }
    names.append(key)
    entries.append(
      Entry(
        symbol: isMentioned ? symbolCount : Entry.unmentioned, look: SecretNames.look(of: key)))
  }
}
