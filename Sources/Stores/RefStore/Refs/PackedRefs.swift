import ObjectModel

/// The content of the file `packed-refs`.
struct PackedRefs {
  struct Entry {
    var target: ObjectID
    /// What an annotated tag points to in the end, if it was noted.
    var peeled: ObjectID?
  }

  /// For which refs it is certain that those without a peeled id are no annotated tags.
  enum Peeling: Int {
    case none, tags, all
  }

  private(set) var entries: [RefName: Entry] = [:]
  private(set) var peeling = Peeling.tags

  init() {}

  init(_ bytes: [UInt8], format: ObjectFormat, path: String) throws(RefError) {
    peeling = .none
    entries.reserveCapacity(bytes.count / 80)
    let damagedLine = bytes.withUnsafeBytes { read($0, format) }
    if let damagedLine { throw Self.damage(damagedLine, path) }
  }

  static func damage(_ line: Int, _ path: String) -> RefError {
    RefError(
      .corrupt, name: path,
      "'\(path)' is damaged: line \(line) cannot be understood; restore it from a copy")
  }

  subscript(name: RefName) -> Entry? { entries[name] }

  /// Sets or removes a ref.
  mutating func set(_ name: RefName, to target: ObjectID?) {
    guard let target else {
      entries[name] = nil
      return
    }
    if let known = entries[name], known.target == target { return }
    entries[name] = Entry(target: target, peeled: nil)
    // Nobody has looked whether the target is an annotated tag, so no more is claimed than holds.
    let isTag = name.text.utf8.starts(with: "refs/tags/".utf8)
    peeling =
      isTag ? .none : Peeling(rawValue: min(peeling.rawValue, Peeling.tags.rawValue)) ?? .none
  }

  func encoded() -> [UInt8] {
    var text = "# pack-refs with:\(traits) sorted \n"
    for (name, entry) in entries.sorted(by: { $0.key < $1.key }) {
      text += "\(entry.target) \(name)\n"
      if let peeled = entry.peeled { text += "^\(peeled)\n" }
    }
    return Array(text.utf8)
  }

  private var traits: String {
    switch peeling {
    case .none: ""
    case .tags: " peeled"
    case .all: " peeled fully-peeled"
    }
  }

  /// Takes in all lines and returns the number of the first that is damaged.
  private mutating func read(_ bytes: UnsafeRawBufferPointer, _ format: ObjectFormat) -> Int? {
    var last: RefName?
    var (start, number) = (0, 0)
    while start < bytes.count {
      let line = PackedRefLine(bytes, from: start)
      number += 1
      // Only the first line is a header: elsewhere a ref that became a comment would be lost.
      if number == 1, line.first == 0x23, line.isWhole {
        readHeader(line)
      } else if !read(line, format, &last) {
        return number
      }
      start = line.end + 1
    }
    return nil
  }

  private mutating func readHeader(_ line: PackedRefLine) {
    let words = line.text.split(separator: " ")
    peeling = words.contains("fully-peeled") ? .all : words.contains("peeled") ? .tags : .none
  }

  /// Takes in one line; false if it is damaged.
  private mutating func read(
    _ line: PackedRefLine, _ format: ObjectFormat, _ last: inout RefName?
  ) -> Bool {
    if line.first == 0x5e {
      guard let name = last, let peeled = line.peeled(format) else { return false }
      entries[name]?.peeled = peeled
      return true
    }
    guard let ref = line.ref(format), entries[ref.name] == nil else { return false }
    entries[ref.name] = Entry(target: ref.target, peeled: nil)
    last = ref.name
    return true
  }
}
