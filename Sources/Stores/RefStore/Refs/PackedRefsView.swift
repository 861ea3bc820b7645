import FileStorage
import ObjectModel

/// The file `packed-refs` for those who read single refs: they are found without the others.
///
/// Git keeps the file sorted and says so in its first line; one that does not is read whole.
struct PackedRefsView: Sendable {
  private enum Content {
    case sorted(MappedFile, from: Int)
    case whole(PackedRefs)
  }

  private let content: Content
  private let format: ObjectFormat

  /// The refs of a repository without the file.
  init(emptyFor format: ObjectFormat) {
    content = .whole(PackedRefs())
    self.format = format
  }

  init(_ file: MappedFile, format: ObjectFormat) throws(RefError) {
    self.format = format
    // No search need come to the last line, so it is looked at here.
    if let line = file.withUnsafeBytes(Self.cutLine) { throw PackedRefs.damage(line, file.path) }
    if let start = file.withUnsafeBytes(Self.endOfSortedHeader) {
      content = .sorted(file, from: start)
    } else {
      let bytes = file.withUnsafeBytes { [UInt8]($0) }
      content = .whole(try PackedRefs(bytes, format: format, path: file.path))
    }
  }

  /// The number of the last line if it was cut.
  private static func cutLine(_ bytes: UnsafeRawBufferPointer) -> Int? {
    guard let last = bytes.last, last != 0x0a else { return nil }
    return bytes.count { $0 == 0x0a } + 1
  }

  /// Where the refs begin, or `nil` unless the first line says that they are sorted.
  private static func endOfSortedHeader(_ bytes: UnsafeRawBufferPointer) -> Int? {
    guard !bytes.isEmpty else { return nil }
    let header = PackedRefLine(bytes, from: 0)
    guard header.first == 0x23, header.text.split(separator: " ").contains("sorted") else {
      return nil
    }
    return header.end + 1
  }

  /// What a ref points to, or `nil` if it is not in the file.
  func target(of name: RefName) throws(RefError) -> ObjectID? {
    switch content {
    case .whole(let refs): return refs[name]?.target
    case .sorted(let file, let start):
      return try Self.reading(file) { bytes throws(RefError) in
        let search = SortedRefs(bytes: bytes, start: start, format: format, path: file.path)
        let ref = try search.ref(at: try search.place(of: name.text))
        return ref?.name == name ? ref?.target : nil
      }
    }
  }

  /// The refs whose names begin with a text, in the order of their names.
  func refs(startingWith prefix: String) throws(RefError) -> [Ref] {
    switch content {
    case .whole(let refs):
      return refs.entries.filter { $0.key.text.utf8.starts(with: prefix.utf8) }
        .map { Ref(name: $0.key, target: $0.value.target) }.sorted { $0.name < $1.name }
    case .sorted(let file, let start):
      return try Self.reading(file) { bytes throws(RefError) in
        try SortedRefs(bytes: bytes, start: start, format: format, path: file.path)
          .refs(startingWith: prefix)
      }
    }
  }

  /// Reads the file; what somebody cuts off meanwhile reads as zeros and is found out afterwards.
  private static func reading<Value>(
    _ file: MappedFile, _ body: (UnsafeRawBufferPointer) throws(RefError) -> Value
  ) throws(RefError) -> Value {
    let value = try file.withUnsafeBytes(body)
    guard !file.wasCut else {
      throw RefError(
        .corrupt, name: file.path,
        "'\(file.path)' became shorter while it was read; restore it from a copy")
    }
    return value
  }
}

/// The sorted lines of refs, each perhaps followed by a peeled id.
private struct SortedRefs {
  let bytes: UnsafeRawBufferPointer
  let start: Int
  let format: ObjectFormat
  let path: String

  func refs(startingWith prefix: String) throws(RefError) -> [Ref] {
    var refs: [Ref] = []
    var place = try place(of: prefix)
    while let ref = try ref(at: place), ref.name.text.utf8.starts(with: prefix.utf8) {
      refs.append(ref)
      place = next(after: place)
    }
    return refs
  }

  /// Where the line of the first ref begins that is not before a name.
  func place(of name: String) throws(RefError) -> Int {
    var (low, high) = (start, bytes.count)
    while low < high {
      let middle = lineOfRef(around: (low + high) / 2, notBefore: low)
      guard let found = PackedRefLine(bytes, from: middle).name(format) else {
        throw damage(at: middle)
      }
      if found.lexicographicallyPrecedes(name.utf8) {
        low = next(after: middle)
      } else {
        high = middle
      }
    }
    return low
  }

  func ref(at place: Int) throws(RefError) -> Ref? {
    guard place < bytes.count else { return nil }
    guard let ref = PackedRefLine(bytes, from: place).ref(format) else {
      throw damage(at: place)
    }
    return ref
  }

  /// The beginning of the line at a place; of the one before it if that is no ref of its own.
  private func lineOfRef(around place: Int, notBefore low: Int) -> Int {
    var begin = lineStart(place, low)
    while begin > low, bytes[begin] == 0x5e { begin = lineStart(begin - 1, low) }
    return begin
  }

  private func lineStart(_ place: Int, _ low: Int) -> Int {
    var begin = place
    while begin > low, bytes[begin - 1] != 0x0a { begin -= 1 }
    return begin
  }

  /// Where the next ref's line begins.
  private func next(after place: Int) -> Int {
    var begin = place
    repeat {
      begin = min(PackedRefLine(bytes, from: begin).end + 1, bytes.count)
    } while begin < bytes.count && bytes[begin] == 0x5e
    return begin
  }

  private func damage(at place: Int) -> RefError {
    PackedRefs.damage(bytes[..<place].count { $0 == 0x0a } + 1, path)
  }
}
