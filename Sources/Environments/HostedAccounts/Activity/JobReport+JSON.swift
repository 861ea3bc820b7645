public import LosslessJSON

extension JobReport {
  /// Reads a report with the members of ``Job/json``.
  public init(json: JSONValue) throws(AccountError) {
    let fields = ReportFields(json)
    self.init(
      id: try fields.text("_id"),
      kind: try fields.word("type", Job.Kind.self) ?? .flow,
      status: try fields.required("status", fields.word("status", Job.Status.self)),
      flowID: try fields.required("_flowId", fields.text("_flowId")))
    parentID = try fields.text("_parentJobId")
    stepID = try fields.text("_stepId")
    startedAt = try fields.time("startedAt")
    endedAt = try fields.time("endedAt")
    counts.successes = try fields.count("numSuccess")
    counts.errors = try fields.count("numError")
    counts.ignored = try fields.count("numIgnore")
    counts.resolved = try fields.count("numResolved")
  }
}

/// The members of a report that comes from outside.
struct ReportFields {
  let json: JSONValue

  init(_ json: JSONValue) { self.json = json }

  func value(_ key: JSONString) -> JSONValue? {
    json[key].flatMap { $0.isNull ? nil : $0 }
  }

  func text(_ key: JSONString, byteCountMax: Int = 1000) throws(AccountError) -> String? {
    guard let value = value(key) else { return nil }
    guard let text = value.text, text.utf8.count <= byteCountMax else {
      throw wrong(key, "a text of at most \(byteCountMax) bytes")
    }
    return text
  }

  func word<Word: RawRepresentable & CaseIterable>(
    _ key: JSONString, _ type: Word.Type
  ) throws(AccountError) -> Word? where Word.RawValue == String {
    guard let text = try text(key) else { return nil }
    guard let word = Word(rawValue: text) else {
      throw wrong(key, "one of " + Word.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return word
  }

  func time(_ key: JSONString) throws(AccountError) -> Int64? {
    guard let text = try text(key) else { return nil }
    guard let time = Timestamp.milliseconds(text) else {
      throw wrong(key, "a time such as 2026-03-01T09:30:00.000Z")
    }
    return time
  }

  func count(_ key: JSONString) throws(AccountError) -> Int {
    guard let value = value(key) else { return 0 }
    guard let count = value.int, (0...1_000_000_000_000).contains(count) else {
      throw wrong(key, "a whole number from 0")
    }
    return count
  }

  func required<Value>(_ key: JSONString, _ value: Value?) throws(AccountError) -> Value {
    guard let value else {
      throw .invalid("missing_required_field", "'\(key)' is required", field: key.text)
    }
    return value
  }

  private func wrong(_ key: JSONString, _ expected: String) -> AccountError {
    .invalid("invalid_field", "'\(key)' is not \(expected)", field: key.text)
  }
}
