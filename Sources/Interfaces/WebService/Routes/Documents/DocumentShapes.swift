import IntegrationModel
import LosslessJSON

/// What documents look like: as much as is the same for everybody.
enum DocumentShapes {
  /// A document that is sent; the account knows more rules.
  static func sent(_ kind: ResourceKind) -> ValueShape {
    var members: [ValueShape.Member] = [
      .required("name", .text(minLength: 1, maxLength: nameMax(kind)))
    ]
    switch kind {
    case .connections: members.append(.required("type", .text(minLength: 1, maxLength: 100)))
    default: break
    }
    return .object(members, isOpen: true)
  }

  /// A document that is answered.
  static let answered = ValueShape.open(.required("_id", .id), .optional("name", .text()))

  private static func nameMax(_ kind: ResourceKind) -> Int {
    switch kind {
    case .integrations, .connections, .scripts: 100
    case .apis, .tools: 200
    default: 1000
    }
  }

  /// A page of documents.
  static let page: [QueryParameter] = [
    QueryParameter("limit", .integer(1...1000), "How many at most; 1000 unless told"),
    QueryParameter(
      "after", .text(minLength: 1, maxLength: 40), "Where the page begins; from the Link header"),
  ]
  /// Which members are shown.
  static let projection: [QueryParameter] = [
    QueryParameter(
      "include", .text(minLength: 1), "Only these members: paths with dots, between commas"),
    QueryParameter(
      "exclude", .text(minLength: 1), "All but these members; not together with include"),
  ]
}

extension ResourceKind {
  /// The kind as the platform's addresses spell it.
  var collection: String { self == .mcpservers ? "mcpServers" : rawValue }
}
