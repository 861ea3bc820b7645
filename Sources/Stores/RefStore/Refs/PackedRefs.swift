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
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw RefError(.corrupt, name: path, "'\(path)' is damaged: it is not UTF-8")
    }
    peeling = .none
    entries.reserveCapacity(bytes.count / 80)
    var last: RefName?
    for (number, line) in text.utf8.split(separator: 0x0a).enumerated() {
      guard read(Substring(line), format, &last) else {
        throw RefError(
          .corrupt, name: path,
          "'\(path)' is damaged: line \(number + 1) cannot be understood; restore it from a copy")
      }
    }
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

  /// Takes in one line; false if it is damaged.
  private mutating func read(
    _ line: Substring, _ format: ObjectFormat, _ last: inout RefName?
  ) -> Bool {
    switch line.utf8.first {
    case 0x23:
      let words = line.split(separator: " ")
      peeling = words.contains("fully-peeled") ? .all : words.contains("peeled") ? .tags : .none
      return true
    case 0x5e:
      guard let name = last, let peeled = ObjectID(hex: line.dropFirst()), peeled.format == format
      else { return false }
      entries[name]?.peeled = peeled
      return true
    default:
      let digits = line.utf8.prefix(format.hexCount)
      let rest = line.utf8.dropFirst(format.hexCount)
      guard let id = ObjectID(hexDigits: digits), id.format == format, rest.first == 0x20,
        let name = try? RefName(Substring(rest.dropFirst())), entries[name] == nil
      else { return false }
      entries[name] = Entry(target: id, peeled: nil)
      last = name
      return true
    }
  }
}
