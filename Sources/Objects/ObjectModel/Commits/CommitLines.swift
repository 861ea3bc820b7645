/// Takes one header line after another from a commit's text.
struct CommitLines {
  private(set) var rest: String
  private var remaining: Substring.UTF8View

  init(_ text: String) {
    rest = text
    remaining = Substring(text).utf8
  }

  func nextStarts(with name: String) -> Bool {
    remaining.starts(with: name.utf8) && remaining.dropFirst(name.utf8.count).first == 0x20
  }

  mutating func takeID(
    _ name: String, _ format: ObjectFormat
  ) throws(ObjectCodingError) -> ObjectID {
    let value = try takeValue(name)
    guard let id = ObjectID(hex: value), id.format == format else {
      throw ObjectCodingError(.malformed, "a commit has no valid id in its line '\(name)'")
    }
    return id
  }

  mutating func takeIdentity(_ name: String) throws(ObjectCodingError) -> Identity {
    guard let identity = Identity(encoded: try takeValue(name)) else {
      throw ObjectCodingError(.malformed, "a commit has no valid identity in its line '\(name)'")
    }
    return identity
  }

  /// Takes the headers up to the empty line, which is taken too; ``rest`` is the message then.
  mutating func takeExtraHeaders() throws(ObjectCodingError) -> [Commit.ExtraHeader] {
    var headers: [Commit.ExtraHeader] = []
    while let line = takeLine() {
      if line.isEmpty {
        rest = String(Substring(remaining))
        return headers
      }
      if line.first == 0x20, let last = headers.popLast() {
        let value = last.value + "\n" + String(Substring(line.dropFirst()))
        headers.append(Commit.ExtraHeader(name: last.name, value: value))
      } else {
        headers.append(try header(line))
      }
    }
    throw ObjectCodingError(.malformed, "a commit has no empty line before its message")
  }

  private func header(
    _ line: Substring.UTF8View
  ) throws(ObjectCodingError) -> Commit.ExtraHeader {
    guard let space = line.firstIndex(of: 0x20), space != line.startIndex else {
      throw ObjectCodingError(.malformed, "a commit has a header without a value")
    }
    return Commit.ExtraHeader(
      name: String(Substring(line[..<space])),
      value: String(Substring(line[line.index(after: space)...])))
  }

  private mutating func takeValue(_ name: String) throws(ObjectCodingError) -> Substring {
    guard nextStarts(with: name), let line = takeLine() else {
      throw ObjectCodingError(.malformed, "a commit has no line '\(name)' where one belongs")
    }
    return Substring(line.dropFirst(name.utf8.count + 1))
  }

  private mutating func takeLine() -> Substring.UTF8View? {
    guard let end = remaining.firstIndex(of: 0x0a) else { return nil }
    defer { remaining = remaining[remaining.index(after: end)...] }
    return remaining[..<end]
  }
}
