import LosslessJSON
import ScriptedServer

extension RESTAccount.State {
  private static let kinds: Set<String> = [
    "integrations", "flows", "exports", "imports", "connections", "scripts", "apis", "tools",
    "lookupcaches", "filedefinitions", "asynchelpers", "ediprofiles", "iclients", "stacks",
    "agents", "mcpServers",
  ]

  /// Answers one request.
  mutating func route(_ request: ServedRequest) -> ServedAnswer {
    let steps = request.path.split(separator: "/").map(String.init)
    guard steps.first == "v1", steps.count > 1 else { return .failure(404, "not_found", "nothing") }
    if steps == ["v1", "tokenInfo"] {
      return .json(200, "{\"_userId\":\"507f1f77bcf86cd799439011\",\"scope\":\"fullaccess\"}")
    }
    if steps[1] == "recycleBinTTL", steps.count == 4, request.method == "POST" {
      return restore(RESTAccount.Key(kind: steps[2], id: steps[3]))
    }
    guard Self.kinds.contains(steps[1]) else { return .failure(404, "not_found", "no such kind") }
    guard !behaviour.forbidden.contains(steps[1]) else {
      return .failure(403, "access_restricted", "the token may not see this")
    }
    switch (request.method, steps.count) {
    case ("GET", 2): return list(steps[1], request)
    case ("POST", 2): return create(steps[1], request)
    case (_, 3): return document(RESTAccount.Key(kind: steps[1], id: steps[2]), request)
    default: return below(steps, request)
    }
  }

  // MARK: Lists

  private func list(_ kind: String, _ request: ServedRequest) -> ServedAnswer {
    let projection = request.query["include"]
    if projection != nil, behaviour.refusesProjection.contains(kind) {
      return .failure(400, "invalid_query_params", "include is not taken here")
    }
    let ids = documents.keys.filter { $0.kind == kind }.map(\.id).sorted()
    if ids.isEmpty { return ServedAnswer(204) }
    let page = request.query["page"].flatMap { Int($0) } ?? 1
    let rows = ids.dropFirst((page - 1) * behaviour.pageSize).prefix(behaviour.pageSize).map {
      id -> JSONValue in
      let document = shown(documents[RESTAccount.Key(kind: kind, id: id)] ?? [:], kind)
      return .object(projection == nil ? document : Self.row(document))
    }
    var answer = ServedAnswer.json(
      200, String(decoding: JSONValue.array(Array(rows)).compactBytes(), as: UTF8.self))
    if page * behaviour.pageSize < ids.count {
      let query = projection.map { "include=\($0)&" } ?? ""
      // The host of a link may be another one than that which was asked.
      let link = "<https://elsewhere.example/v1/\(kind)?\(query)page=\(page + 1)>"
      answer.fields.append(("Link", "\(link); rel=\"next\""))
    }
    return answer
  }

  private static func row(_ document: JSONObject) -> JSONObject {
    var row = JSONObject()
    for key: JSONString in ["_id", "name", "lastModified"] {
      if let value = document[key] { row[key] = value }
    }
    return row
  }

  // MARK: Documents

  private mutating func create(_ kind: String, _ request: ServedRequest) -> ServedAnswer {
    guard let body = (try? JSONValue(parsing: request.body))?.object else {
      return .failure(400, "invalid_json", "the body is no JSON object")
    }
    let id = makeID()
    var document = minted(body, kind)
    document["_id"] = .string(JSONString(id))
    return answer(201, save(document, RESTAccount.Key(kind: kind, id: id)), kind)
  }

  private mutating func document(
    _ key: RESTAccount.Key, _ request: ServedRequest
  ) -> ServedAnswer {
    guard let old = documents[key] else {
      return .failure(404, "not_found", "there is no such document")
    }
    if request.method == "GET" { return answer(200, old, key.kind) }
    if behaviour.namesStates, let wanted = request.fields["if-match"], wanted != Self.tag(old) {
      return .failure(409, "version_error", "the document was changed")
    }
    if request.method == "DELETE" {
      documents[key] = nil
      bin[key] = old
      return ServedAnswer(204)
    }
    guard let body = try? JSONValue(parsing: request.body) else {
      return .failure(400, "invalid_json", "the body is no JSON")
    }
    guard var document = request.method == "PATCH" ? patched(old, body) : body.object else {
      return .failure(422, "invalid_field", "this cannot be done", field: "name")
    }
    document = minted(document, key.kind)
    document["_id"] = .string(JSONString(key.id))
    return answer(200, save(document, key), key.kind)
  }

  private func patched(_ old: JSONObject, _ operations: JSONValue) -> JSONObject? {
    var document = old
    for operation in operations.array ?? [] {
      let key = JSONString(String(operation["path"]?.text?.dropFirst() ?? ""))
      guard ["name", "disabled", "schedule"].contains(key) else { return nil }
      document[key] = operation["op"]?.text == "remove" ? nil : operation["value"]
    }
    return document
  }

  private mutating func restore(_ key: RESTAccount.Key) -> ServedAnswer {
    guard behaviour.hasBin, let document = bin.removeValue(forKey: key) else {
      return .failure(404, "not_found", "nothing in the recycle bin")
    }
    return answer(200, save(document, key), key.kind)
  }

  private mutating func below(_ steps: [String], _ request: ServedRequest) -> ServedAnswer {
    guard steps[1] == "integrations",
      var document = documents[RESTAccount.Key(kind: steps[1], id: steps[2])]
    else { return .failure(404, "not_found", "nothing here") }
    if steps.count == 4, steps[3] == "revisions" {
      let list = JSONValue.array(revisions[steps[2]] ?? [])
      return .json(200, String(decoding: list.compactBytes(), as: UTF8.self))
    }
    guard steps[3] == "connections", steps.last == "register" else {
      return .failure(404, "not_found", "nothing here")
    }
    var ids = document["_registeredConnectionIds"]?.array ?? []
    if request.method == "PUT" {
      ids += ((try? JSONValue(parsing: request.body))?.array ?? []).filter { !ids.contains($0) }
    } else {
      ids.removeAll { $0.text == steps[4] }
    }
    document["_registeredConnectionIds"] = .array(ids)
    save(document, RESTAccount.Key(kind: steps[1], id: steps[2]))
    return ServedAnswer(204)
  }

  // MARK: Keeping

  @discardableResult
  mutating func save(_ document: JSONObject, _ key: RESTAccount.Key) -> JSONObject {
    now += 1
    var document = document
    let time = JSONValue.string(JSONString(ISOTime.text(now)))
    document["createdAt"] = documents[key]?["createdAt"] ?? document["createdAt"] ?? time
    document["lastModified"] = time
    documents[key] = document
    return document
  }

  private mutating func makeID() -> String {
    idCount += 1
    let digits = String(idCount, radix: 16)
    return "5f" + String(repeating: "0", count: 22 - digits.count) + digits
  }

  /// Gives groups without an id one.
  private mutating func minted(_ document: JSONObject, _ kind: String) -> JSONObject {
    guard kind == "integrations" else { return document }
    var document = document
    for list: JSONString in ["flowGroupings", "apiGroupings"] {
      guard let groups = document[list]?.array else { continue }
      document[list] = .array(
        groups.map { group in
          guard var object = group.object, object["_id"] == nil else { return group }
          object["_id"] = .string(JSONString(makeID()))
          return .object(object)
        })
    }
    return document
  }

  private func answer(_ status: Int, _ document: JSONObject, _ kind: String) -> ServedAnswer {
    let body = JSONValue.object(shown(document, kind)).compactBytes()
    var answer = ServedAnswer.json(status, String(decoding: body, as: UTF8.self))
    if behaviour.namesStates { answer.fields.append(("ETag", Self.tag(document))) }
    return answer
  }

  private static func tag(_ document: JSONObject) -> String {
    "\"\(document["lastModified"]?.text ?? "")\""
  }

  /// The document as the API shows it.
  private func shown(_ document: JSONObject, _ kind: String) -> JSONObject {
    guard behaviour.masks else { return document }
    let mask = JSONValue.string("******")
    var document = document
    for (block, member) in [("http", "auth"), ("webhook", "token"), ("ftp", "password")] {
      let (block, member) = (JSONString(block), JSONString(member))
      guard var object = document[block]?.object, object[member] != nil else { continue }
      object[member] = member == "auth" ? object[member].map(Self.masked) : mask
      document[block] = .object(object)
    }
    guard let mark = behaviour.secretMark else { return document }
    return Self.masked(.object(document), mark).object ?? document
  }

  private static func masked(_ value: JSONValue, _ mark: String) -> JSONValue {
    switch value {
    case .string(let text): text.text.hasPrefix(mark) ? .string("******") : value
    case .array(let elements): .array(elements.map { masked($0, mark) })
    case .object(let object):
      .object(
        JSONObject(
          object.map { JSONObject.Member(key: $0.key, value: masked($0.value, mark)) }))
    default: value
    }
  }

  private static func masked(_ value: JSONValue) -> JSONValue {
    switch value {
    case .object(let object):
      .object(
        JSONObject(
          object.map { member in
            let isSecret = ["token", "password", "clientSecret"].contains(member.key)
            let isText = member.value.string != nil
            return JSONObject.Member(
              key: member.key,
              value: isSecret && isText ? .string("******") : masked(member.value))
          }))
    default: value
    }
  }
}
