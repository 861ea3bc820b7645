import HTTPServer
import LosslessJSON

@testable import WebService

/// Builds requests for any route, for tests that walk the whole table.
struct RouteWalk {
  /// An id in the right form that nothing has.
  static let unknownID = String(repeating: "f", count: 24)

  let route: Route

  /// What failures call it.
  var name: String { "\(route.method.rawValue) \(route.pattern.text)" }

  /// Whether the address names something that has to be there; a key of the account's state is made
  /// by naming it.
  var namesSomething: Bool {
    let variables = route.pattern.variables
    return !variables.isEmpty && variables != ["key"]
  }

  /// The address with every variable replaced, and every parameter that has to be there.
  func target(_ value: (String) -> String = { _ in RouteWalk.unknownID }) -> String {
    let path = route.pattern.parts.map { part in
      switch part {
      case .word(let word): "/" + word
      case .variable(let name): "/" + PercentEncoding.encode(value(name))
      }
    }.joined()
    let required = route.query.filter(\.isRequired).map { parameter in
      let example = parameter.shape.example
      return
        "\(parameter.name)=\(example.text ?? String(decoding: example.compactBytes(), as: UTF8.self))"
    }
    return required.isEmpty ? path : path + "?" + required.joined(separator: "&")
  }

  /// The smallest body that the route takes; `nil` if it takes none.
  var body: [UInt8]? {
    switch route.body {
    case .none: nil
    case .json(let shape), .optionalJSON(let shape): shape.example.compactBytes()
    case .patch: Array(#"[{"op":"replace","path":"/name","value":"x"}]"#.utf8)
    case .archive: Array("PK".utf8)
    }
  }

  /// The media type that goes with ``body``.
  var headers: [HTTPField] {
    route.body.mediaTypes.first.map { [HTTPField("Content-Type", $0)] } ?? []
  }

  static let all = WebApplication.routes.map(RouteWalk.init)
}
