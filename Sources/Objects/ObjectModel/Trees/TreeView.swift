/// A tree that is looked at in its bytes, for trees of many entries of which few matter.
///
/// Form and order are checked at once, an entry's name when it is read.
public struct TreeView: Sendable {
  private let bytes: [UInt8]
  private let format: ObjectFormat
  /// Where each entry begins; at the end, where the last one ends.
  private let starts: [Int32]

  /// Views a tree of no entries.
  public init(emptyOf format: ObjectFormat) {
    self.format = format
    (bytes, starts) = ([], [0])
  }

  /// Views git's encoding of a tree.
  ///
  /// - Throws: `.malformed` for damage or wrong order, `.duplicateName`.
  public init(_ bytes: [UInt8], format: ObjectFormat) throws(ObjectCodingError) {
    guard bytes.count <= Int(Int32.max) else {
      throw ObjectCodingError(.malformed, "tree is larger than any that is recorded")
    }
    guard let starts = Self.starts(bytes, format.byteCount) else {
      throw ObjectCodingError(.malformed, "tree ends within an entry, or holds an unknown mode")
    }
    self.bytes = bytes
    self.format = format
    self.starts = starts
    try checkOrder()
  }

  /// The number of entries.
  public var count: Int { starts.count - 1 }

  /// Returns an entry, by its position from 0.
  ///
  /// - Throws: `.notUTF8` for a name that is not, `.malformed` for an unknown mode.
  public func entry(at position: Int) throws(ObjectCodingError) -> TreeEntry {
    let (start, end) = (Int(starts[position]), Int(starts[position + 1]))
    let (nameStart, nameEnd) = (start + modeLength(at: start), end - format.byteCount - 1)
    let digits = bytes[start..<nameStart - 1]
    guard let mode = EntryMode.allCases.first(where: { $0.digits.utf8.elementsEqual(digits) })
    else { throw ObjectCodingError(.malformed, "tree holds an entry of unknown mode") }
    guard let name = String(validating: bytes[nameStart..<nameEnd], as: UTF8.self) else {
      throw ObjectCodingError(.notUTF8, "a tree holds a name that is not UTF-8")
    }
    let id = bytes.withUnsafeBytes {
      ObjectID(format, bytes: UnsafeRawBufferPointer(rebasing: $0[(nameEnd + 1)..<end]))
    }
    return TreeEntry(name: name, mode: mode, id: id)
  }

  /// Returns the position of a file or of a folder; takes logarithmic time.
  public func position(of name: String, isDirectory: Bool) -> Int? {
    let (position, isThere) = place(of: name, isDirectory: isDirectory)
    return isThere ? position : nil
  }

  /// Returns the file or folder of a name, or `nil` if there is none.
  ///
  /// - Throws: as ``entry(at:)``.
  public func entry(named name: String) throws(ObjectCodingError) -> TreeEntry? {
    guard
      let position = position(of: name, isDirectory: false)
        ?? position(of: name, isDirectory: true)
    else { return nil }
    return try entry(at: position)
  }

  /// Returns where a name is, or where it would be.
  private func place(of name: String, isDirectory: Bool) -> (position: Int, isThere: Bool) {
    var name = name
    return name.withUTF8 { wanted in
      bytes.withUnsafeBufferPointer { bytes in
        let wanted = EntryName(bytes: wanted, isDirectory: isDirectory)
        var (low, high) = (0, count)
        while low < high {
          let middle = (low + high) / 2
          let order = EntryName.compare(self.name(at: middle, bytes), wanted)
          if order == 0 { return (middle, true) }
          if order < 0 { low = middle + 1 } else { high = middle }
        }
        return (low, false)
      }
    }
  }
}

// MARK: - Editing

extension TreeView {
  /// Returns git's encoding with other entries, or none, for some names; `nil` where that is the
  /// same.
  ///
  /// - Throws: `.invalidName` for a name that git refuses, `.malformed` for an entry of nothing.
  public func encoded(
    replacing entries: [String: TreeEntry?]
  ) throws(ObjectCodingError) -> [UInt8]? {
    var edits: [(position: Int, isThere: Bool, entry: TreeEntry?)] = []
    for (name, entry) in entries {
      if let entry { try Tree.check(entry) }
      for isDirectory in [false, true] {
        let (position, isThere) = place(of: name, isDirectory: isDirectory)
        let wanted = entry?.isDirectory == isDirectory ? entry : nil
        guard isThere || wanted != nil else { continue }
        if isThere, let wanted, try self.entry(at: position) == wanted { continue }
        edits.append((position, isThere, wanted))
      }
    }
    if edits.isEmpty { return nil }
    // What comes in at a position precedes what is there.
    edits.sort { one, other in
      if one.position != other.position { return one.position < other.position }
      guard let first = one.entry, let second = other.entry else { return !one.isThere }
      return TreeEntry.precedes(first, second)
    }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + edits.count * 64)
    var next = 0
    for edit in edits {
      result += bytes[Int(starts[next])..<Int(starts[edit.position])]
      edit.entry?.append(to: &result)
      next = edit.position + (edit.isThere ? 1 : 0)
    }
    return result + bytes[Int(starts[next])...]
  }
}

// MARK: - Two trees side by side

extension TreeView {
  /// Returns the positions of all entries that only one of two trees has, or both but not alike, in
  /// the order of the names.
  public static func differences(
    _ left: TreeView, _ right: TreeView
  ) -> [(left: Int?, right: Int?)] {
    left.bytes.withUnsafeBufferPointer { leftBytes in
      right.bytes.withUnsafeBufferPointer { rightBytes in
        var found: [(left: Int?, right: Int?)] = []
        var (one, other) = (0, 0)
        while one < left.count, other < right.count {
          if left.isSame(one, leftBytes, as: right, other, rightBytes) {
            (one, other) = (one + 1, other + 1)
            continue
          }
          let order = EntryName.compare(
            left.name(at: one, leftBytes), right.name(at: other, rightBytes))
          found.append((order <= 0 ? one : nil, order >= 0 ? other : nil))
          if order <= 0 { one += 1 }
          if order >= 0 { other += 1 }
        }
        for position in one..<left.count { found.append((position, nil)) }
        for position in other..<right.count { found.append((nil, position)) }
        return found
      }
    }
  }

  private func isSame(
    _ position: Int, _ bytes: UnsafeBufferPointer<UInt8>, as other: TreeView, _ place: Int,
    _ otherBytes: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    let (start, end) = (Int(starts[position]), Int(starts[position + 1]))
    let (otherStart, otherEnd) = (Int(other.starts[place]), Int(other.starts[place + 1]))
    guard end - start == otherEnd - otherStart else { return false }
    let (one, two) = (UnsafeRawBufferPointer(bytes), UnsafeRawBufferPointer(otherBytes))
    var offset = 0
    while offset + 8 <= end - start {
      guard
        one.loadUnaligned(fromByteOffset: start + offset, as: UInt64.self)
          == two.loadUnaligned(fromByteOffset: otherStart + offset, as: UInt64.self)
      else { return false }
      offset += 8
    }
    while offset < end - start {
      guard one[start + offset] == two[otherStart + offset] else { return false }
      offset += 1
    }
    return true
  }
}

// MARK: - Entries in bytes

/// The name of an entry as git orders it: a folder as if its name ended in a slash.
private struct EntryName {
  let bytes: UnsafeBufferPointer<UInt8>
  let isDirectory: Bool

  /// Compares two names; negative if the first comes first.
  static func compare(_ one: EntryName, _ other: EntryName) -> Int {
    let common = min(one.bytes.count, other.bytes.count)
    for index in 0..<common where one.bytes[index] != other.bytes[index] {
      // What ends here goes on with a slash or with nothing.
      return Int(one.bytes[index]) - Int(other.bytes[index])
    }
    return Int(one.byte(at: common)) - Int(other.byte(at: common))
  }

  private func byte(at index: Int) -> UInt8 {
    index < bytes.count ? bytes[index] : isDirectory ? 0x2f : 0
  }
}

extension TreeView {
  /// Every mode but that of a folder has six digits.
  private func modeLength(at start: Int) -> Int { bytes[start] == 0x34 ? 6 : 7 }

  private func name(at position: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> EntryName {
    let (start, end) = (Int(starts[position]), Int(starts[position + 1]))
    let isDirectory = bytes[start] == 0x34
    let name = (start + (isDirectory ? 6 : 7))..<(end - format.byteCount - 1)
    return EntryName(
      bytes: UnsafeBufferPointer(rebasing: bytes[name]), isDirectory: isDirectory)
  }

  /// Finds where entries begin, or returns `nil` for what is no tree.
  private static func starts(_ bytes: [UInt8], _ idLength: Int) -> [Int32]? {
    bytes.withUnsafeBufferPointer { bytes in
      var starts: [Int32] = [0]
      starts.reserveCapacity(bytes.count / (idLength + 28) + 2)
      var position = 0
      while position < bytes.count {
        let space = position + (bytes[position] == 0x34 ? 5 : 6)
        guard space < bytes.count, bytes[space] == 0x20 else { return nil }
        let end = endOfName(bytes, from: space + 1)
        guard end > space + 1, end + idLength < bytes.count else { return nil }
        position = end + 1 + idLength
        starts.append(Int32(position))
      }
      return starts
    }
  }

  /// Finds the zero byte behind a name, eight bytes at a time.
  private static func endOfName(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    let raw = UnsafeRawBufferPointer(bytes)
    var end = start
    while end + 8 <= bytes.count {
      let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: end, as: UInt64.self))
      let zeros = (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
      if zeros != 0 { return end + zeros.trailingZeroBitCount / 8 }
      end += 8
    }
    while end < bytes.count, bytes[end] != 0 { end += 1 }
    return end
  }

  private func checkOrder() throws(ObjectCodingError) {
    let wrong = bytes.withUnsafeBufferPointer { bytes in
      (1..<max(1, count)).first {
        EntryName.compare(name(at: $0 - 1, bytes), name(at: $0, bytes)) >= 0
      }
    }
    guard let wrong else { return }
    let (one, other) = (try entry(at: wrong - 1).name, try entry(at: wrong).name)
    throw one.utf8.elementsEqual(other.utf8)
      ? ObjectCodingError(.duplicateName, "a tree cannot hold the name '\(other)' twice")
      : ObjectCodingError(.malformed, "tree entries are out of order at '\(other)'")
  }
}

extension ObjectReading {
  /// Returns a tree to look at; see ``TreeView``.
  public func treeView(_ id: TreeID) throws(ObjectReadError) -> TreeView {
    let bytes = try bytes(id.objectID, of: .tree)
    return try decoding(id.objectID) { () throws(ObjectCodingError) in
      try TreeView(bytes, format: format)
    }
  }

  /// Returns the file or folder of a name in a tree, or `nil` if there is none.
  public func entry(named name: String, of id: TreeID) throws(ObjectReadError) -> TreeEntry? {
    let view = try treeView(id)
    return try decoding(id.objectID) { () throws(ObjectCodingError) in try view.entry(named: name) }
  }
}
