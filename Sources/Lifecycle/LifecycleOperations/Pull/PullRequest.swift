import LosslessJSON

/// What a pull is asked to do.
public struct PullRequest: Sendable, Equatable {
  /// The integration pulled into, as written.
  public var current: String
  /// The state pulled from, as written.
  public var remote: String
  /// What the revision says of itself; `nil` for a sentence of its own.
  public var description: String?
  /// Only these resources and what they need; all if empty.
  public var only: [String] = []
  /// Changes of these fields are not taken, as `[KIND:]PATH`.
  public var ignored: [String] = []
  /// What slots that the remote brings are bound to.
  public var bindings = BindingRequests()
  /// Whether slots without a binding get an offline placeholder.
  public var makesPlaceholders = false
  /// The state that both sides come from, where history does not tell.
  public var base: String?
  /// Whether the integration's name is taken too.
  public var withName = false
  /// Whether schedules are taken too.
  public var withSchedules = false
  /// Whether sample and mock data are taken too.
  public var withPayloads = false
  /// Whether resources may be changed that other integrations use.
  public var allowsShared = false
  /// Whether ids inside texts are a reason to refuse.
  public var isStrict = false
  /// Whether conflicts are resolved as they were before.
  public var usesRemembered = true
  /// Whether whatever the merge comes to is agreed to, before anybody has seen it.
  public var isAgreed = false

  public init(current: String, remote: String) {
    self.current = current
    self.remote = remote
  }
}

extension PullRequest {
  /// The request as the journal of a waiting pull keeps it.
  var json: JSONValue {
    var object = JSONObject()
    object["current"] = .text(current)
    object["remote"] = .text(remote)
    object["description"] = .text(description)
    object["only"] = .array(only.map { .text($0) })
    object["ignored"] = .array(ignored.map { .text($0) })
    object["bindings"] = .array(bindings.pairs.map { .array([.text($0.from), .text($0.to)]) })
    object["base"] = .text(base)
    for (key, path) in Self.flags { object[key] = .bool(self[keyPath: path]) }
    return .object(object)
  }

  init(json: JSONValue) {
    self.init(current: json["current"]?.text ?? "", remote: json["remote"]?.text ?? "")
    description = json["description"]?.text
    only = (json["only"]?.array ?? []).compactMap(\.text)
    ignored = (json["ignored"]?.array ?? []).compactMap(\.text)
    bindings = BindingRequests(
      (json["bindings"]?.array ?? []).compactMap { pair in
        guard let from = pair[0]?.text, let to = pair[1]?.text else { return nil }
        return (from, to)
      })
    base = json["base"]?.text
    for (key, path) in Self.flags { self[keyPath: path] = json[key]?.bool ?? false }
  }

  private static var flags: [(JSONString, WritableKeyPath<PullRequest, Bool>)] {
    [
      ("placeholders", \.makesPlaceholders), ("withName", \.withName),
      ("withSchedules", \.withSchedules), ("withPayloads", \.withPayloads),
      ("allowsShared", \.allowsShared), ("strict", \.isStrict), ("remembered", \.usesRemembered),
      ("agreed", \.isAgreed),
    ]
  }
}
