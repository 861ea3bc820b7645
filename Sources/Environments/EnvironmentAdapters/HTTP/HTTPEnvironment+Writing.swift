import HTTPTransport
public import IntegrationModel
public import LosslessJSON
import PlatformAPI

extension HTTPEnvironment {
  /// How often a write that the server may have carried out is looked after and sent again.
  private static let writeCountMax = 3

  public func create(
    _ kind: ResourceKind, _ document: JSONValue
  ) throws(EnvironmentError) -> EnvironmentDocument {
    var body = document.without(["_id", "createdAt", "lastModified"])
    // A flow that is on runs as soon as its schedule wants.
    if kind == .flows { body.place(.bool(true), at: "/disabled") }
    try refuseMasks(in: body, "a new \(kind.singular)")
    return try written(ResourceKey(kind, try post(body, kind)), body)
  }

  /// Creates a document and returns the id that the account gave it.
  private func post(_ body: JSONValue, _ kind: ResourceKind) throws(EnvironmentError) -> String {
    let call = APIRequest(.post, Self.path(of: kind), body: body)
    do throws(PlatformAPIError) {
      let answer = try client.send(call)
      if let id = try answer.document().text(of: "_id") { return id }
      throw PlatformAPIError(
        .unexpectedAnswer,
        "\(answer.request) was answered without the '_id' of what was created",
        request: answer.request, status: answer.status, mayHaveRun: true)
    } catch {
      throw EnvironmentError(error, isWhole: true)
    }
  }

  public func update(
    _ key: ResourceKey, to document: JSONValue, expecting version: String
  ) throws(EnvironmentError) -> EnvironmentDocument {
    let old = try expected(key, version)
    let body = whole(document, old.document.value, key)
    if body == old.document.value { return old.document }
    let call = try replacement(of: old, by: body)
    try carryOut(call, on: old) { now in now.value.holds(body) }
    return try written(key, body)
  }

  public func delete(_ key: ResourceKey, expecting version: String) throws(EnvironmentError) {
    let old = try expected(key, version)
    let call = APIRequest(.delete, Self.path(of: key), expecting: old.state)
    try carryOut(call, on: old) { _ in false }
  }

  public func restore(
    _ key: ResourceKey, _ document: JSONValue
  ) throws(EnvironmentError) -> EnvironmentDocument? {
    guard try fetch(key) == nil else {
      throw EnvironmentError(
        .exists, "\(key.kind.singular) '\(key.id)' is there already", places: [key.description])
    }
    let path = "/recycleBinTTL/\(key.kind.rawValue)/\(APIRequest.encoded(key.id))"
    do throws(PlatformAPIError) {
      _ = try client.send(APIRequest(.post, path))
    } catch {
      // Without a recycle bin, or without the document in it, it has to be created anew.
      if [.notFound, .forbidden, .rejected, .conflict].contains(error.code) { return nil }
      guard error.mayHaveRun, try fetch(key) != nil else { throw EnvironmentError(error) }
    }
    guard let restored = try fetch(key)?.document else { return nil }
    // The credentials came back with it.
    var whole = document
    for place in restored.value.maskedPlaces() where whole.value(at: place) == nil {
      if let mask = restored.value.value(at: place) { whole.place(mask, at: place) }
    }
    do throws(EnvironmentError) {
      return try update(key, to: whole, expecting: restored.version)
    } catch {
      guard error.code == .hiddenSecrets else { throw error }
      // It is back, and nothing but a person can change it further.
      return restored
    }
  }

  // MARK: Steps

  /// Reads a document afresh and sees to it that it is as expected.
  private func expected(_ key: ResourceKey, _ version: String) throws(EnvironmentError) -> Fetched {
    guard let fetched = try fetch(key) else { throw Self.missing(key) }
    guard fetched.document.version == version else { throw Self.changed(key) }
    return fetched
  }

  /// The document to write: a `PUT` erases what it leaves out, so what the account keeps stays.
  private func whole(_ document: JSONValue, _ old: JSONValue, _ key: ResourceKey) -> JSONValue {
    var body = document
    body.place(.string(JSONString(key.id)), at: "/_id")
    let kept = serverMembers[key.kind] ?? []
    let volatile = volatileMembers[key.kind] ?? []
    for member in old.object ?? JSONObject() where kept.contains(member.key) {
      if body[member.key] == nil || volatile.contains(member.key) {
        body[member.key] = member.value
      }
    }
    return body
  }

  /// Sends a write to a document and sees to it that it is carried out once.
  ///
  /// Where the answer is lost, or is not the account's, the document is read again: it tells whether
  /// the write took place.
  private func carryOut(
    _ call: APIRequest, on old: Fetched, _ isDone: (EnvironmentDocument) -> Bool
  ) throws(EnvironmentError) {
    let key = old.document.key
    for count in 1... {
      do throws(PlatformAPIError) {
        try confirm(try client.send(call), call.method, key)
        return
      } catch {
        guard error.mayHaveRun || error.code == .conflict || error.code == .notFound,
          error.code != .interrupted
        else { throw EnvironmentError(error) }
        let now = try fetch(key)
        guard let now else {
          if call.method == .delete, count > 1 || error.mayHaveRun { return }
          throw Self.missing(key)
        }
        if now.document.version != old.document.version {
          if error.mayHaveRun, isDone(now.document) { return }
          throw Self.changed(key)
        }
        guard error.mayHaveRun, count < Self.writeCountMax else { throw EnvironmentError(error) }
      }
    }
  }

  /// Sees to it that an answer is one that the account gives, and not some page before it.
  ///
  /// - Throws: `.unexpectedAnswer`, by which the write may have taken place or not.
  private func confirm(
    _ answer: APIAnswer, _ method: HTTPMethod, _ key: ResourceKey
  ) throws(PlatformAPIError) {
    if answer.status == 204 { return }
    let id = (try? answer.document())?.text(of: "_id")
    guard method != .delete, id == key.id else {
      throw PlatformAPIError(
        .unexpectedAnswer, "\(answer.request) was answered with something else than the document",
        request: answer.request, status: answer.status, mayHaveRun: true)
    }
  }

  /// Reads back what was written, and registers the connections of an integration.
  private func written(
    _ key: ResourceKey, _ body: JSONValue
  ) throws(EnvironmentError) -> EnvironmentDocument {
    guard let fetched = try fetch(key) else { throw Self.missing(key) }
    guard key.kind == .integrations, try registerConnections(body, fetched.document) else {
      return fetched.document
    }
    guard let again = try fetch(key) else { throw Self.missing(key) }
    guard Self.connections(of: again.document.value) == Self.connections(of: body) else {
      throw EnvironmentError(
        .unexpectedAnswer,
        "the account did not register the connections of the integration '\(key.id)'",
        places: [key.description])
    }
    return again.document
  }

  private static func connections(of integration: JSONValue) -> Set<String> {
    Set(integration["_registeredConnectionIds"]?.array?.compactMap(\.text) ?? [])
  }

  /// Registers the connections that an integration is to have, which a `PUT` of the integration may
  /// not do, and tells whether there was anything to do.
  private func registerConnections(
    _ body: JSONValue, _ now: EnvironmentDocument
  ) throws(EnvironmentError) -> Bool {
    guard body["_registeredConnectionIds"] != nil else { return false }
    let (wanted, present) = (Self.connections(of: body), Self.connections(of: now.value))
    let added = wanted.subtracting(present).sorted()
    let removed = present.subtracting(wanted).sorted()
    let path = "\(Self.path(of: now.key))/connections"
    do throws(PlatformAPIError) {
      if !added.isEmpty {
        let list = JSONValue.array(added.map { .string(JSONString($0)) })
        _ = try client.send(APIRequest(.put, "\(path)/register", body: list))
      }
      for id in removed {
        _ = try client.send(APIRequest(.delete, "\(path)/\(APIRequest.encoded(id))/register"))
      }
    } catch {
      throw EnvironmentError(error)
    }
    return !added.isEmpty || !removed.isEmpty
  }

  static func changed(_ key: ResourceKey) -> EnvironmentError {
    EnvironmentError(
      .changed, "\(key.kind.singular) '\(key.id)' was changed by somebody else in the meantime",
      places: [key.description])
  }
}
