import LosslessJSON

extension ChangeTree {
  /// Where an element of the result comes from.
  private enum Source {
    case added(JSONValue)
    case kept(Int)
  }

  /// Returns the elements with all changes at and below a place made.
  ///
  /// Additions and moves say where they end up; all other elements keep their order and fill the
  /// places that are left.
  static func rebuilt(
    _ elements: [JSONValue], _ place: Place
  ) throws(ChangeError) -> [JSONValue] {
    let from = try nodesByIndex(place.from, place)
    let to = try nodesByIndex(place.to, place)
    try checkRemovals(from, elements, place)
    let sources = try sources(elements.count, from, to, place)
    guard to.keys.allSatisfy({ $0 < sources.count }) else { throw place.noSuchPlace }
    var result: [JSONValue] = []
    result.reserveCapacity(sources.count)
    for (index, source) in sources.enumerated() {
      switch source {
      case .added(let value): result.append(value)
      case .kept(let origin):
        let child = Place(
          from: from[origin], to: to[index], parent: place.path, index: index)
        let element = elements[origin]
        if let child { result.append(try rebuilt(element, child)) } else { result.append(element) }
      }
    }
    return result
  }

  private static func nodesByIndex(
    _ node: Node?, _ place: Place
  ) throws(ChangeError) -> [Int: Node] {
    var nodes: [Int: Node] = [:]
    for (token, child) in node?.children ?? [:] { nodes[try index(token, place)] = child }
    return nodes
  }

  /// Reads an index as it is written in a pointer: decimal, without sign and leading zeros.
  private static func index(_ token: JSONString, _ place: Place) throws(ChangeError) -> Int {
    guard let index = Int(token.text), index >= 0, JSONString(String(index)) == token else {
      throw place.noSuchPlace
    }
    return index
  }

  private static func checkRemovals(
    _ nodes: [Int: Node], _ elements: [JSONValue], _ place: Place
  ) throws(ChangeError) {
    for (index, node) in nodes {
      guard index < elements.count else { throw place.noSuchPlace }
      if case .removed(let expected) = node.mark {
        try place.expect(elements[index], toEqual: expected)
      }
    }
  }

  private static func sources(
    _ count: Int, _ from: [Int: Node], _ to: [Int: Node], _ place: Place
  ) throws(ChangeError) -> [Source] {
    var targets: [Int: Source] = [:]
    var moved: Set<Int> = []
    for (position, node) in to {
      switch node.mark {
      case .added(let value): targets[position] = .added(value)
      case .movedHere(let origin):
        let origin = try index(origin.tokens.last ?? "", place)
        targets[position] = .kept(origin)
        guard moved.insert(origin).inserted else { throw place.invalidPosition }
      default: break
      }
    }
    let staying = (0..<count).filter { from[$0]?.staysInOrder ?? true }
    guard moved == Set(from.filter { $0.value.isMovedAway }.keys) else {
      throw place.invalidPosition
    }
    return try filled(targets, staying, place)
  }

  private static func filled(
    _ targets: [Int: Source], _ staying: [Int], _ place: Place
  ) throws(ChangeError) -> [Source] {
    let count = targets.count + staying.count
    guard targets.keys.allSatisfy({ $0 < count }) else { throw place.invalidPosition }
    var rest = staying.makeIterator()
    return (0..<count).compactMap { targets[$0] ?? rest.next().map(Source.kept) }
  }
}

extension ChangeTree.Place {
  /// Creates the place of an element, or returns `nil` when nothing changes there.
  fileprivate init?(
    from: ChangeTree.Node?, to: ChangeTree.Node?, parent: JSONPointer, index: Int
  ) {
    if from == nil, to == nil { return nil }
    self.init(from: from, to: to, path: parent.appending(index: index))
  }
}

extension ChangeTree.Node {
  fileprivate var isMovedAway: Bool {
    if case .movedAway = mark { true } else { false }
  }

  fileprivate var staysInOrder: Bool {
    switch mark {
    case .removed, .movedAway: false
    default: true
    }
  }
}
