public import LosslessJSON

/// What a runner is to try again.
public struct Retry: Sendable, Equatable {
  /// The key, by which the runner tells how it went.
  public let key: String
  /// The flow, and the export or import in it.
  public let flowID: String
  /// See ``flowID``.
  public let stepID: String
  /// Where in the step it is put in again.
  public let stage: String
  /// The record, as it was or as somebody corrected it.
  public let content: JSONValue
  /// The job that this is a part of.
  public let jobID: String?

  /// The answer to a runner.
  public var json: JSONValue {
    var object: JSONObject = [
      "retryDataKey": .string(JSONString(key)), "_flowId": .string(JSONString(flowID)),
      "_stepId": .string(JSONString(stepID)), "stage": .string(JSONString(stage)),
      "data": content,
    ]
    if let jobID { object["_jobId"] = .string(JSONString(jobID)) }
    return .object(object)
  }
}

/// What can be corrected before it is tried again.
public struct RetryContent: Sendable, Equatable {
  /// The record.
  public let content: JSONValue
  /// Names this state of it.
  public let version: String
  /// Where in the step it is put in again.
  public let stage: String
}
