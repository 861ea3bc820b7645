import IntegrationModel
import LosslessJSON

/// Describes the routes as OpenAPI 3.1.
struct OpenAPIDocument {
  let routes: [Route]
  let version: String

  /// The whole description.
  var value: JSONValue {
    [
      "openapi": "3.1.0",
      "info": [
        "title": "ilm", "version": string(version),
        "description": """
        The API of an account kept by 'ilm serve'. Below /v1 it speaks as integrator.io's does; \
        below /ilm/v1 is what that one does not have.
        """,
      ],
      "servers": [["url": "/"]],
      "security": [["token": []]],
      "paths": .object(paths),
      "components": [
        "securitySchemes": ["token": ["type": "http", "scheme": "bearer"]],
        "schemas": ["Errors": APIError.shape.schema],
        "responses": .object(
          JSONObject(Self.refusals.map { .init(key: JSONString($0.name), value: refusal($0)) })),
      ],
    ]
  }

  private var paths: JSONObject {
    var paths = JSONObject()
    for route in routes {
      let path = JSONString(route.pattern.text)
      var item = paths[path] ?? [:]
      item[JSONString(route.method.rawValue.lowercased())] = operation(route)
      paths[path] = item
    }
    return paths
  }

  private func operation(_ route: Route) -> JSONValue {
    var operation: JSONValue = [
      "summary": string(route.summary), "operationId": string(identifier(route)),
      "tags": [string(tag(route))],
    ]
    let parameters = route.pattern.variables.map(variable) + route.query.map(parameter)
    if !parameters.isEmpty { operation["parameters"] = .array(parameters) }
    if let body = body(route.body) { operation["requestBody"] = body }
    if route.rule == .open { operation["security"] = [] }
    operation["responses"] = .object(responses(route))
    return operation
  }

  private func identifier(_ route: Route) -> String {
    route.pattern.parts.reduce(into: route.method.rawValue.lowercased()) { name, part in
      switch part {
      case .word(let word): name += "_" + word
      case .variable(let variable): name += "_by_" + variable
      }
    }
  }

  private func tag(_ route: Route) -> String {
    let words = route.pattern.parts.compactMap { part -> String? in
      if case .word(let word) = part { word } else { nil }
    }
    return words.first { !["v1", "ilm"].contains($0) } ?? "ilm"
  }

  private func variable(_ name: String) -> JSONValue {
    ["name": string(name), "in": "path", "required": true, "schema": schema(ofVariable: name)]
  }

  private func schema(ofVariable name: String) -> JSONValue {
    switch name {
    case "_integrationId": ["type": "string", "pattern": "^([0-9a-f]{24}|none)$"]
    case "type": ValueShape.choice(ResourceKind.allCases.map(\.rawValue)).schema
    default:
      name.hasPrefix("_") ? ValueShape.id.schema : ValueShape.text(minLength: 1).schema
    }
  }

  private func parameter(_ parameter: QueryParameter) -> JSONValue {
    [
      "name": string(parameter.name), "in": "query", "required": .bool(parameter.isRequired),
      "description": string(parameter.help), "schema": parameter.shape.schema,
    ]
  }

  private func body(_ rule: BodyRule) -> JSONValue? {
    switch rule {
    case .none: nil
    case .json(let shape): content(MediaType.json, shape.schema, isRequired: true)
    case .optionalJSON(let shape): content(MediaType.json, shape.schema, isRequired: false)
    case .patch: content(MediaType.json, Self.patch.schema, isRequired: true)
    case .archive:
      content(
        MediaType.zip, ["type": "string", "format": "binary"], isRequired: true)
    }
  }

  private func content(_ type: String, _ schema: JSONValue, isRequired: Bool) -> JSONValue {
    [
      "required": .bool(isRequired),
      "content": .object(JSONObject([.init(key: JSONString(type), value: ["schema": schema])])),
    ]
  }

  private func responses(_ route: Route) -> JSONObject {
    var responses = JSONObject()
    for outcome in route.outcomes {
      var response: JSONValue = ["description": outcome.status == 204 ? "Nothing to say" : "Done"]
      if let shape = outcome.shape {
        let type = JSONString(outcome.mediaType)
        response["content"] = .object(
          JSONObject([.init(key: type, value: ["schema": shape.schema])]))
      }
      responses[JSONString(String(outcome.status))] = response
    }
    for refusal in Self.refusals where refusal.applies(to: route) {
      responses[JSONString(String(refusal.status))] = [
        "$ref": string("#/components/responses/\(refusal.name)")
      ]
    }
    return responses
  }

  private func refusal(_ refusal: Refusal) -> JSONValue {
    [
      "description": string(refusal.description),
      "content": ["application/json": ["schema": ["$ref": "#/components/schemas/Errors"]]],
    ]
  }

  private func string(_ text: String) -> JSONValue { .string(JSONString(text)) }

  /// A JSON Patch.
  static let patch = ValueShape.list(
    of: .open(
      .required("op", .choice(["add", "remove", "replace", "move", "copy", "test"])),
      .required("path", .text())), maxCount: 100)
}

extension OpenAPIDocument {
  /// A status that says no, with the routes that may.
  struct Refusal: Sendable {
    let status: Int
    let name: String
    let description: String
    let applies: @Sendable (Route) -> Bool

    func applies(to route: Route) -> Bool { applies(route) || route.refusals.contains(status) }
  }

  static let refusals: [Refusal] = [
    Refusal(status: 400, name: "BadRequest", description: "Not understood") { _ in true },
    Refusal(status: 401, name: "Unauthorized", description: "No valid token") { $0.rule != .open },
    Refusal(status: 403, name: "Forbidden", description: "Not allowed") { $0.rule != .open },
    Refusal(status: 404, name: "NotFound", description: "Not there, or not for you") {
      !$0.pattern.variables.isEmpty
    },
    Refusal(status: 409, name: "Conflict", description: "Changed by somebody else") {
      $0.method == .put || $0.method == .patch || $0.method == .delete
    },
    Refusal(status: 413, name: "TooLarge", description: "More than is taken") {
      !$0.body.mediaTypes.isEmpty
    },
    Refusal(status: 415, name: "UnsupportedMediaType", description: "Sent as something else") {
      !$0.body.mediaTypes.isEmpty
    },
    // What takes its time looks at more than the form of its query.
    Refusal(status: 422, name: "Invalid", description: "Understood, and not possible") {
      !$0.body.mediaTypes.isEmpty || $0.isSlow && !$0.query.isEmpty
    },
    Refusal(status: 429, name: "RateLimited", description: "Too many requests") {
      $0.rule != .open
    },
    Refusal(status: 501, name: "NotImplemented", description: "Not done by this service") { _ in
      false
    },
    Refusal(status: 503, name: "Unavailable", description: "Try again later") { _ in true },
  ]
}
