public import LosslessJSON

/// One record that a step of a flow could not process.
public struct FlowError: Sendable, Equatable {
  /// The id.
  public let id: String
  /// The flow, and the export or import in it.
  public let flowID: String
  /// See ``flowID``.
  public let stepID: String
  /// The job in which it occurred.
  public let jobID: String?
  /// What failed: a word for programs, a sentence for people, and the place it came from.
  public let code: String
  /// See ``code``.
  public let message: String
  /// See ``code``.
  public let source: String
  /// Names the record in the application that it came from.
  public let traceKey: String?
  /// When it occurred, in milliseconds since 1970.
  public let occurredAt: Int64
  /// Names what can be corrected and tried again; see `retryContent`.
  public let retryKey: String?
  /// The address of the person who cares for it.
  public let assignedTo: String?
  /// The ids of the tags.
  public let tagIDs: [String]
  /// When and by whom it was settled.
  public let resolvedAt: Int64?
  /// See ``resolvedAt``.
  public let resolvedBy: String?

  /// The error as the platform writes it.
  public var json: JSONValue {
    var object: JSONObject = [
      "errorId": .string(JSONString(id)), "code": .string(JSONString(code)),
      "message": .string(JSONString(message)), "source": .string(JSONString(source)),
      "occurredAt": .string(JSONString(Timestamp.text(occurredAt))),
    ]
    let texts: [(JSONString, String?)] = [
      ("traceKey", traceKey), ("retryDataKey", retryKey), ("_flowJobId", jobID),
      ("assignedTo", assignedTo), ("resolvedAt", resolvedAt.map(Timestamp.text)),
      ("resolvedBy", resolvedBy),
    ]
    for (key, text) in texts where text != nil {
      object[key] = text.map { .string(JSONString($0)) }
    }
    if !tagIDs.isEmpty { object["tags"] = .array(tagIDs.map { .string(JSONString($0)) }) }
    return .object(object)
  }
}

/// What a runner reports of an error.
public struct ErrorReport: Sendable {
  /// The flow, and the export or import in it.
  public var flowID: String
  /// See ``flowID``.
  public var stepID: String
  /// The job in which it occurred.
  public var jobID: String?
  /// See ``FlowError/code``.
  public var code: String
  /// See ``FlowError/code``.
  public var message: String
  /// See ``FlowError/code``.
  public var source: String
  /// See ``FlowError/traceKey``.
  public var traceKey: String?
  /// When it occurred, in milliseconds since 1970; `nil` for now.
  public var occurredAt: Int64?
  /// What can be corrected and tried again.
  public var retryContent: JSONValue?
  /// Where in the step it is put in again, such as `import` or `response_map`.
  public var stage: String

  /// Reads a report with the members of ``FlowError/json``, `_flowId`, `_stepId`, `retryData` and
  /// `stage`.
  public init(json: JSONValue) throws(AccountError) {
    let fields = ReportFields(json)
    flowID = try fields.required("_flowId", fields.text("_flowId"))
    stepID = try fields.required("_stepId", fields.text("_stepId"))
    jobID = try fields.text("_flowJobId")
    code = try fields.text("code") ?? "unknown"
    message = try fields.required("message", fields.text("message", byteCountMax: 100_000))
    source = try fields.text("source") ?? "runner"
    traceKey = try fields.text("traceKey")
    occurredAt = try fields.time("occurredAt")
    retryContent = fields.value("retryData")
    stage = try fields.text("stage") ?? "step"
    guard (retryContent?.compactBytes().count ?? 0) <= Self.retryByteCountMax else {
      throw AccountError(
        .tooLarge, "too_large",
        "'retryData' has more than \(Self.retryByteCountMax) bytes; leave it out",
        field: "retryData")
    }
  }

  /// How large what can be tried again may be.
  public static let retryByteCountMax = 5_000_000
}

/// Which errors of a step are wanted.
public struct ErrorQuery: Sendable {
  /// Those that are settled instead of those that are open.
  public var isResolved = false
  /// When they occurred, in milliseconds since 1970, both included.
  public var occurredFrom: Int64?
  /// See ``occurredFrom``.
  public var occurredTo: Int64?
  /// How many at most, the latest first.
  public var limit = 1000
  /// Where to go on: ``ErrorPage/next`` of the page before.
  public var after: String?

  /// Asks for all that are open.
  public init() {}
}

/// Some errors of a step.
public struct ErrorPage: Sendable, Equatable {
  /// The errors, the latest first.
  public let errors: [FlowError]
  /// What to pass as ``ErrorQuery/after`` for the earlier ones; `nil` at the end.
  public let next: String?
}

/// How many errors of a flow, or of a step, are open.
public struct ErrorSummary: Sendable, Equatable {
  /// The flow or the step.
  public let id: String
  /// How many.
  public let count: Int
  /// When the latest occurred, in milliseconds since 1970.
  public let lastErrorAt: Int64
}
