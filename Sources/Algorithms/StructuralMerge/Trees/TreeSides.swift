import LosslessJSON

/// Three versions of named documents.
struct TreeSides<ID: Hashable & Sendable> {
  typealias Source = DocumentTree<ID>.Source

  let base: DocumentTree<ID>
  let ours: DocumentTree<ID>
  let theirs: DocumentTree<ID>

  /// The sources of one name.
  struct Entry {
    let base: Source?
    let ours: Source?
    let theirs: Source?

    /// The source to take where two of three are equal; `.none` inside is none, `nil` is unsettled.
    var settled: Source?? {
      if ours.holdsSame(as: theirs) { return .some(ours) }
      if base.holdsSame(as: ours) { return .some(theirs) }
      if base.holdsSame(as: theirs) { return .some(ours) }
      return nil
    }
  }

  subscript(name: JSONString) -> Entry {
    Entry(base: base.sources[name], ours: ours.sources[name], theirs: theirs.sources[name])
  }

  /// The names that any version has, each once.
  var names: [JSONString] {
    var names = Array(ours.sources.keys)
    for name in theirs.sources.keys where ours.sources[name] == nil { names.append(name) }
    for name in base.sources.keys
    where ours.sources[name] == nil && theirs.sources[name] == nil {
      names.append(name)
    }
    return names
  }
}

extension Optional {
  /// Tells whether two sources are known to hold the same; what has holes never does.
  func holdsSame<ID>(as other: Self) -> Bool where Wrapped == DocumentTree<ID>.Source {
    if case .made(let base) = self, !base.holes.isEmpty { return false }
    return self == other
  }
}

/// Documents by id, loaded when they are first needed.
struct DocumentCache<ID: Hashable & Sendable> {
  private let load: (ID) throws -> JSONValue
  private(set) var loaded: [ID: JSONValue] = [:]

  init(load: @escaping (ID) throws -> JSONValue) {
    self.load = load
  }

  /// Returns a document with its holes, or none.
  mutating func version(_ source: DocumentTree<ID>.Source?) throws -> MergeBase {
    try source.loaded { id in
      if let document = loaded[id] { return document }
      let document = try load(id)
      loaded[id] = document
      return document
    }
  }

  /// Returns a document, or `nil` where there is none.
  mutating func document(_ source: DocumentTree<ID>.Source?) throws -> JSONValue? {
    try version(source).value
  }
}

/// Resolutions by the name of the document.
struct ResolutionTable {
  private var byName: [JSONString: [JSONPointer: Resolution]] = [:]

  init(_ resolutions: [MergePlace: Resolution]) {
    for (place, resolution) in resolutions {
      byName[place.name, default: [:]][place.path] = resolution
    }
  }

  subscript(name: JSONString) -> [JSONPointer: Resolution] { byName[name] ?? [:] }

  subscript(place: MergePlace) -> Resolution? { byName[place.name]?[place.path] }
}
