/// A tree with its history: parents, who, when, why.
public struct Commit: Sendable, Hashable {
  /// A header beyond the ones that every commit has, such as `encoding` or `gpgsig`.
  public struct ExtraHeader: Sendable, Hashable {
    /// The word before the space.
    public let name: String
    /// What follows; may hold line feeds.
    public let value: String

    /// Makes a header.
    public init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  /// The state of all files.
  public let tree: TreeID
  /// The commits it was made from; the first is the branch it was made on.
  public let parents: [CommitID]
  /// Who made the change.
  public let author: Identity
  /// Who recorded it.
  public let committer: Identity
  /// Headers that stand after the committer, in their order.
  public let extraHeaders: [ExtraHeader]
  /// Why; everything after the empty line.
  public let message: String

  /// Makes a commit.
  public init(
    tree: TreeID, parents: [CommitID] = [], author: Identity, committer: Identity,
    extraHeaders: [ExtraHeader] = [], message: String
  ) {
    self.tree = tree
    self.parents = parents
    self.author = author
    self.committer = committer
    self.extraHeaders = extraHeaders
    self.message = message
  }

  /// The message up to its first line feed.
  public var subject: String {
    String(decoding: message.utf8.prefix { $0 != 0x0a }, as: UTF8.self)
  }

  /// Returns git's encoding; decoding it gives the same commit again.
  public func encoded() -> [UInt8] {
    var text = "tree \(tree)\n"
    for parent in parents { text += "parent \(parent)\n" }
    text += "author \(author.encoded)\ncommitter \(committer.encoded)\n"
    var bytes = [UInt8](text.utf8)
    for header in extraHeaders {
      bytes.append(contentsOf: header.name.utf8)
      bytes.append(0x20)
      for byte in header.value.utf8 {
        bytes.append(byte)
        if byte == 0x0a { bytes.append(0x20) }
      }
      bytes.append(0x0a)
    }
    bytes.append(0x0a)
    bytes.append(contentsOf: message.utf8)
    return bytes
  }

  /// Reads git's encoding.
  ///
  /// - Throws: `.notUTF8` if a text is not UTF-8, `.malformed` if a line is missing, out of order
  ///   or not in the form in which it would be written again.
  public init(decoding bytes: [UInt8], format: ObjectFormat) throws(ObjectCodingError) {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw ObjectCodingError(.notUTF8, "a commit holds text that is not UTF-8")
    }
    var lines = CommitLines(text)
    tree = TreeID(try lines.takeID("tree", format))
    var parents: [CommitID] = []
    while lines.nextStarts(with: "parent") {
      parents.append(CommitID(try lines.takeID("parent", format)))
    }
    self.parents = parents
    author = try lines.takeIdentity("author")
    committer = try lines.takeIdentity("committer")
    extraHeaders = try lines.takeExtraHeaders()
    message = lines.rest
    guard encoded() == bytes else {
      throw ObjectCodingError(.malformed, "a commit is not in git's canonical form")
    }
  }

  /// Whether all parts are the same, byte for byte.
  public static func == (one: Commit, other: Commit) -> Bool { one.encoded() == other.encoded() }

  /// Feeds tree, parents and committer.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(tree)
    hasher.combine(parents)
    hasher.combine(committer)
  }
}
