import ByteCoding
public import LosslessJSON

// Members are written in the order of their keys; see Docs/formats/facts.md.

extension IntegrationFacts {
  /// The facts in canonical form, as they are recorded.
  public func canonicalBytes() -> [UInt8] {
    var writer = CanonicalWriter()
    writer.beginObject()
    writer.writeForm()
    writer.key("integration")
    writer.beginObject()
    writer.key("id")
    if let integrationID { writer.string(integrationID) } else { writer.null() }
    writer.key("name")
    writer.string(name)
    writer.endObject()
    writer.key("resources")
    writer.writeMembers(resources) { $1.write(into: &$0) }
    if !retired.isEmpty {
      writer.key("retired")
      writer.writeTexts(retired.sorted().map(\.description))
    }
    let former = retiredIDs.filter { retired.contains($0.key) }
    if !former.isEmpty {
      writer.key("retiredIds")
      writer.writeMembers(former) { $0.string($1) }
    }
    writer.endObject()
    return writer.bytes
  }
}

extension ResourceFacts {
  /// The facts of one resource as JSON.
  public var json: JSONValue { JSONValue(write) }

  func write(into writer: inout CanonicalWriter) {
    writer.beginObject()
    writer.writeTexts(groups.names[.apiGroupings], as: GroupKind.apiGroupings.rawValue)
    if !bindings.isEmpty {
      writer.key("bindings")
      writer.writeMembers(bindings) { $1.write(into: &$0) }
    }
    if let containerID {
      writer.key("container")
      writer.string(containerID)
    }
    if !environment.isEmpty {
      writer.key("environment")
      writer.writeMembers(environment) { $0.value($1) }
    }
    writer.writeTexts(externals, as: "externals")
    writer.writeTexts(groups.names[.flowGroupings], as: GroupKind.flowGroupings.rawValue)
    writer.key("id")
    writer.string(id)
    if !masked.isEmpty {
      writer.key("masked")
      writer.writeTexts(masked)
    }
    writer.writeTexts(missing, as: "missing")
    writer.key("name")
    writer.string(name)
    if !payloads.isEmpty {
      writer.key("payloads")
      writer.writeTexts(payloads)
    }
    writer.endObject()
  }
}

extension SlotBinding {
  fileprivate func write(into writer: inout CanonicalWriter) {
    writer.beginObject()
    writer.key("id")
    writer.string(id)
    writer.key("slot")
    writer.string(slot.description)
    writer.endObject()
  }
}

extension IntegrationObservation {
  /// The observations in canonical form, as they are recorded.
  public func canonicalBytes() -> [UInt8] {
    var writer = CanonicalWriter()
    writer.beginObject()
    writer.writeForm()
    writer.key("resources")
    writer.writeMembers(resources) { $1.write(into: &$0) }
    writer.endObject()
    return writer.bytes
  }
}

extension ResourceObservation {
  /// The observations of one resource as JSON.
  public var json: JSONValue { JSONValue(write) }

  func write(into writer: inout CanonicalWriter) {
    writer.beginObject()
    if !mirrored.isEmpty {
      writer.key("mirrored")
      writer.beginArray()
      for pair in mirrored { pair.write(into: &writer) }
      writer.endArray()
    }
    if !orders.isEmpty {
      writer.key("orders")
      writer.writeMembers(orders) { writer, order in
        writer.beginArray()
        for place in order { writer.number(JSONNumber(place)) }
        writer.endArray()
      }
    }
    if !server.isEmpty {
      writer.key("server")
      writer.writeMembers(server) { $0.value($1) }
    }
    writer.endObject()
  }
}

extension ResourceObservation.Mirrored {
  fileprivate func write(into writer: inout CanonicalWriter) {
    writer.beginObject()
    writer.key("copy")
    writer.string(copy)
    writer.key("original")
    writer.string(original)
    writer.endObject()
  }
}

extension CanonicalWriter {
  fileprivate mutating func writeForm() {
    key("form")
    number(JSONNumber(NeutralForm.version))
  }

  fileprivate mutating func writeMembers<Value>(
    _ members: [String: Value], _ write: (inout CanonicalWriter, Value) -> Void
  ) {
    beginObject()
    for (name, value) in members.sorted(byBytesOf: { $0.key }) {
      key(name)
      write(&self, value)
    }
    endObject()
  }

  // Kinds are in the order of their names, so the names are in the order of their descriptions. Only
  // they are sorted: values are large.
  fileprivate mutating func writeMembers<Value>(
    _ members: [LogicalName: Value], _ write: (inout CanonicalWriter, Value) -> Void
  ) {
    beginObject()
    for name in LogicalName.sorted(Array(members.keys), by: { $0 }) {
      guard let value = members[name] else { continue }
      key(name.kind.rawValue, slash: name.slug)
      write(&self, value)
    }
    endObject()
  }

  fileprivate mutating func writeTexts(_ texts: [String: String]?, as name: String) {
    guard let texts, !texts.isEmpty else { return }
    key(name)
    writeMembers(texts) { $0.string($1) }
  }

  fileprivate mutating func writeTexts(_ texts: [String]) {
    beginArray()
    for text in texts { string(text) }
    endArray()
  }
}
