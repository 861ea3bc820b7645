/// A commit of which little is looked at, for who walks through many of them.
///
/// Only the lines that are asked for are read. What names an object is checked, the rest is not:
/// a commit that counts is decoded.
public struct CommitScan {
  /// The state of all files.
  public let tree: TreeID
  /// The commits it was made from.
  public let parents: [CommitID]
  private let bytes: [UInt8]
  /// Where the lines behind the parents begin.
  private let restStart: Int
  /// Where the message begins.
  private let messageStart: Int

  /// Reads git's encoding.
  ///
  /// - Throws: `.malformed` if an id or the message is missing.
  public init(_ bytes: [UInt8], format: ObjectFormat) throws(ObjectCodingError) {
    var position = 0
    guard let tree = Self.id("tree ", bytes, &position, format) else {
      throw ObjectCodingError(.malformed, "a commit has no valid id in its line 'tree'")
    }
    var parents: [CommitID] = []
    while let parent = Self.id("parent ", bytes, &position, format) {
      parents.append(CommitID(parent))
    }
    restStart = position
    var last: UInt8 = 0
    while position < bytes.count, bytes[position] != 0x0a || last != 0x0a {
      last = bytes[position]
      position += 1
    }
    guard position < bytes.count else {
      throw ObjectCodingError(.malformed, "a commit has no empty line before its message")
    }
    self.tree = TreeID(tree)
    self.parents = parents
    self.bytes = bytes
    messageStart = position + 1
  }

  /// Tells whether the message begins with a text.
  public func messageStarts(with text: String) -> Bool {
    bytes[messageStart...].starts(with: text.utf8)
  }

  /// When it was recorded, in seconds since 1970; 0, as git has it, where it does not say so.
  public var seconds: Int64 {
    let lines = bytes[restStart..<messageStart].split(separator: 0x0a)
    guard let line = lines.first(where: { $0.starts(with: "committer ".utf8) }),
      let end = line.lastIndex(of: 0x3e)
    else { return 0 }
    let number = line[(end + 1)...].drop { $0 == 0x20 }.prefix { $0 != 0x20 }
    return Int64(String(decoding: number, as: UTF8.self)) ?? 0
  }

  /// Takes a line of a word and an id, if the next one is of that form.
  private static func id(
    _ word: StaticString, _ bytes: [UInt8], _ position: inout Int, _ format: ObjectFormat
  ) -> ObjectID? {
    let start = position + word.utf8CodeUnitCount
    let end = start + format.hexCount
    guard end < bytes.count, bytes[end] == 0x0a else { return nil }
    let id = bytes.withUnsafeBytes { all -> ObjectID? in
      let written = UnsafeRawBufferPointer(rebasing: all[position..<start])
      let expected = UnsafeRawBufferPointer(
        start: word.utf8Start, count: word.utf8CodeUnitCount)
      guard written.elementsEqual(expected) else { return nil }
      return ObjectID(format, hexDigits: UnsafeRawBufferPointer(rebasing: all[start..<end]))
    }
    if id != nil { position = end + 1 }
    return id
  }
}

extension ObjectReading {
  /// Looks at a commit without decoding all of it.
  public func commitScan(_ id: CommitID) throws(ObjectReadError) -> CommitScan {
    let bytes = try bytes(id.objectID, of: .commit)
    return try decoding(id.objectID) { () throws(ObjectCodingError) in
      try CommitScan(bytes, format: format)
    }
  }
}
