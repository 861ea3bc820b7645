/// All routes, found by method and path.
struct RouteTable: Sendable {
  /// The routes in the order in which they are described.
  let routes: [Route]
  private var root = Node()

  private struct Node: Sendable {
    var words: [String: Node] = [:]
    /// What follows any other segment.
    var anything: [Node] = []
    /// The places in `routes`, by method.
    var routes: [Route.Method: Int] = [:]
  }

  /// What was found.
  enum Lookup {
    case route(Route, [String: String])
    /// The path is known, the method is not.
    case otherMethods([Route.Method])
    case nothing
  }

  /// - Precondition: No two routes have the same method and path.
  init(_ routes: [Route]) {
    self.routes = routes
    for (place, route) in routes.enumerated() {
      Self.insert(place, route, route.pattern.parts[...], &root)
    }
  }

  private static func insert(
    _ place: Int, _ route: Route, _ parts: ArraySlice<RoutePattern.Part>, _ node: inout Node
  ) {
    switch parts.first {
    case nil:
      precondition(
        node.routes[route.method] == nil, "two routes for \(route.method) \(route.pattern.text)")
      node.routes[route.method] = place
    case .word(let word):
      insert(place, route, parts.dropFirst(), &node.words[word, default: Node()])
    case .variable:
      if node.anything.isEmpty { node.anything = [Node()] }
      insert(place, route, parts.dropFirst(), &node.anything[0])
    }
  }

  /// Finds the route of a request; a word counts before a variable.
  func find(_ method: String, _ segments: [String]) -> Lookup {
    guard let node = Self.descend(root, segments[...]), !node.routes.isEmpty else {
      return .nothing
    }
    // HEAD is GET whose body is not sent.
    let wanted = Route.Method(rawValue: method == "HEAD" ? "GET" : method)
    guard let wanted, let place = node.routes[wanted] else {
      return .otherMethods(node.routes.keys.sorted { $0.rawValue < $1.rawValue })
    }
    let route = routes[place]
    var values: [String: String] = [:]
    for (part, segment) in zip(route.pattern.parts, segments) {
      if case .variable(let name) = part { values[name] = segment }
    }
    return .route(route, values)
  }

  private static func descend(_ node: Node, _ segments: ArraySlice<String>) -> Node? {
    guard let segment = segments.first else { return node }
    let rest = segments.dropFirst()
    if let next = node.words[segment], let found = descend(next, rest) { return found }
    return node.anything.first.flatMap { descend($0, rest) }
  }
}
