import ByteCoding

/// Named, sorted entries pointing to blobs and trees.
public struct Tree: Sendable, Hashable {
  /// The entries in git's order.
  public let entries: [TreeEntry]

  /// Makes a tree of entries in any order.
  ///
  /// - Throws: `.invalidName` for a name that git refuses, `.duplicateName` for one used twice.
  public init(_ entries: [TreeEntry] = []) throws(ObjectCodingError) {
    self.entries = entries.sorted(by: TreeEntry.precedes)
    try check()
  }

  /// Reads git's encoding, refusing everything that `git fsck --strict` would complain about.
  ///
  /// - Throws: `.malformed` for damage or wrong order, `.notUTF8`, `.invalidName`,
  ///   `.duplicateName`.
  public init(decoding bytes: [UInt8], format: ObjectFormat) throws(ObjectCodingError) {
    var decoder = TreeDecoder(bytes, format)
    var entries: [TreeEntry] = []
    while let entry = try decoder.next() {
      if let last = entries.last, !TreeEntry.precedes(last, entry) {
        let isDuplicate = last.name.utf8.elementsEqual(entry.name.utf8)
        throw isDuplicate
          ? Tree.duplicate(entry.name)
          : ObjectCodingError(.malformed, "tree entries are out of order at '\(entry.name)'")
      }
      entries.append(entry)
    }
    self.entries = entries
    try check()
  }

  /// Returns git's encoding.
  public func encoded() -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(entries.reduce(0) { $0 + $1.name.utf8.count + 40 })
    for entry in entries { entry.append(to: &bytes) }
    return bytes
  }

  /// Returns the entry of that name, or `nil`; takes logarithmic time.
  public subscript(name: String) -> TreeEntry? {
    // Directories sort as if they ended in a slash, so a name has two places where it may be.
    search(name, isDirectory: false) ?? search(name, isDirectory: true)
  }

  private func search(_ name: String, isDirectory: Bool) -> TreeEntry? {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      let entry = entries[middle]
      let order = TreeEntry.compare(entry.name, entry.isDirectory, name, isDirectory)
      if order == 0, entry.isDirectory == isDirectory { return entry }
      if order < 0 { low = middle + 1 } else { high = middle }
    }
    return nil
  }
}

// MARK: - Validation

extension Tree {
  /// Refuses what git refuses in sorted entries.
  private func check() throws(ObjectCodingError) {
    for (position, entry) in entries.enumerated() {
      try Tree.check(entry)
      // A file and a directory of one name need not be neighbours.
      let isRepeated = position > 0 && !TreeEntry.precedes(entries[position - 1], entry)
      if isRepeated || entry.isDirectory && search(entry.name, isDirectory: false) != nil {
        throw Tree.duplicate(entry.name)
      }
    }
  }

  /// Refuses an entry that no tree may hold.
  static func check(_ entry: TreeEntry) throws(ObjectCodingError) {
    guard isValid(entry.name) else {
      throw ObjectCodingError(.invalidName, "git refuses the name '\(entry.name)' in a tree")
    }
    guard !entry.id.isNull else {
      throw ObjectCodingError(.malformed, "tree entry '\(entry.name)' points to nothing")
    }
  }

  /// Whether git accepts a name in a tree on every file system.
  public static func isValid(_ name: String) -> Bool {
    var text = name
    return text.withUTF8 { bytes in
      if bytes.isEmpty || bytes.contains(0) || bytes.contains(0x2f) { return false }
      if bytes.count <= 2, bytes.allSatisfy({ $0 == 0x2e }) { return false }
      return !mayLookLikeGitFolder(bytes) || !looksLikeGitFolder(name)
    }
  }

  /// Answers for almost all names without looking closer.
  private static func mayLookLikeGitFolder(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    bytes[0] == 0x2e || bytes[0] | 0x20 == 0x67 || bytes[0] >= 0x80
  }

  /// Whether some file system would take the name for `.git`: other case, trailing dots or spaces,
  /// NTFS short name or stream, or characters that HFS ignores.
  private static func looksLikeGitFolder(_ name: String) -> Bool {
    let visible = String(String.UnicodeScalarView(name.unicodeScalars.filter { !isIgnorable($0) }))
    let lower = visible.lowercased()
    let stem = lower.utf8.prefix { $0 != 0x3a }
    let trimmed = stem.reversed().drop { $0 == 0x2e || $0 == 0x20 }.reversed()
    return trimmed.elementsEqual(".git".utf8) || trimmed.elementsEqual("git~1".utf8)
  }

  private static func isIgnorable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x200c...0x200f, 0x202a...0x202e, 0x206a...0x206f, 0xfeff: true
    default: false
    }
  }

  fileprivate static func duplicate(_ name: String) -> ObjectCodingError {
    ObjectCodingError(.duplicateName, "a tree cannot hold the name '\(name)' twice")
  }
}

// MARK: - Decoding

/// Takes one entry after another from a tree's bytes.
private struct TreeDecoder {
  private let bytes: [UInt8]
  private let format: ObjectFormat
  private var position = 0

  init(_ bytes: [UInt8], _ format: ObjectFormat) {
    self.bytes = bytes
    self.format = format
  }

  mutating func next() throws(ObjectCodingError) -> TreeEntry? {
    guard position < bytes.count else { return nil }
    let mode = try mode(takeField(upTo: 0x20))
    let nameBytes = try takeField(upTo: 0)
    guard let name = String(validating: nameBytes, as: UTF8.self) else {
      throw ObjectCodingError(.notUTF8, "a tree holds a name that is not UTF-8")
    }
    let end = position + format.byteCount
    guard end <= bytes.count, let id = ObjectID(format, bytes: Array(bytes[position..<end])) else {
      throw ObjectCodingError(.malformed, "tree ends within the entry '\(name)'")
    }
    position = end
    return TreeEntry(name: name, mode: mode, id: id)
  }

  private mutating func takeField(upTo end: UInt8) throws(ObjectCodingError) -> ArraySlice<UInt8> {
    guard let stop = bytes[position...].firstIndex(of: end) else {
      throw ObjectCodingError(.malformed, "tree ends within an entry")
    }
    defer { position = stop + 1 }
    return bytes[position..<stop]
  }

  private func mode(_ digits: ArraySlice<UInt8>) throws(ObjectCodingError) -> EntryMode {
    guard let mode = EntryMode.allCases.first(where: { $0.digits.utf8.elementsEqual(digits) })
    else {
      throw ObjectCodingError(.malformed, "tree holds an entry of unknown mode")
    }
    return mode
  }
}
