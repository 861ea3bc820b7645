import HTTPServer
import HostedAccounts
import LifecycleContracts
import LosslessJSON

/// How far an operation is.
struct OperationProgress: Sendable {
  private(set) var record: OperationRecord
  /// Whether it goes on in this process.
  private let isRunning: Bool
  private var label = ""
  private var done = 0
  private var total = 0
  private var reportCount = 0

  init(_ record: OperationRecord, isRunning: Bool) {
    self.record = record
    self.isRunning = isRunning
  }

  mutating func report(_ label: String, _ done: Int, _ total: Int) {
    (self.label, self.done, self.total) = (label, done, total)
    reportCount += 1
  }

  /// The same after its end.
  func ended(_ response: HTTPResponse, at time: Int64) -> OperationProgress {
    var answer: [UInt8] = []
    if case .bytes(let bytes) = response.body { answer = bytes }
    let ending = OperationRecord.Ending(time: time, status: response.status, answer: answer)
    return OperationProgress(
      OperationRecord(
        id: record.id, userID: record.userID, summary: record.summary, target: record.target,
        startedAt: record.startedAt, ending: ending), isRunning: false)
  }

  /// The word for how it stands.
  ///
  /// One that does not run and has no end was interrupted by the end of the service, as is one that
  /// stopped because the service did.
  var status: String {
    guard let ending = record.ending else { return isRunning ? "running" : "interrupted" }
    if ending.status < 400 { return "completed" }
    return Self.error(of: ending)["code"] == "interrupted" ? "interrupted" : "failed"
  }

  private static func error(of ending: OperationRecord.Ending) -> JSONValue {
    (try? JSONValue(parsing: ending.answer))?["errors"]?[0] ?? .null
  }

  /// The operation as clients see it.
  var json: JSONValue {
    var object: JSONObject = [
      "schemaVersion": JSONShapes.schemaVersion, "id": JSONShapes.text(record.id),
      "summary": JSONShapes.text(record.summary), "status": JSONShapes.text(status),
      "target": record.target.isEmpty ? .null : JSONShapes.text(record.target),
      "startedAt": JSONShapes.text(APITime.text(record.startedAt)),
      "endedAt": JSONShapes.text(record.ending.map { APITime.text($0.time) }),
      "progress": [
        "label": JSONShapes.text(label), "done": JSONShapes.number(done),
        "total": JSONShapes.number(total),
      ],
      "result": .null, "error": .null,
    ]
    if let ending = record.ending { Self.add(ending, to: &object) }
    if status == "interrupted", record.target.contains("/") { addWaysOut(to: &object) }
    return .object(object)
  }

  private static func add(_ ending: OperationRecord.Ending, to object: inout JSONObject) {
    object["httpStatus"] = JSONShapes.number(ending.status)
    if ending.status < 400 {
      object["result"] = (try? JSONValue(parsing: ending.answer)) ?? .null
    } else {
      object["error"] = error(of: ending)
    }
  }

  /// Where what was begun is ended: a change that was under way is in the journal.
  private func addWaysOut(to object: inout JSONObject) {
    let target = record.target.split(separator: "/").map { PercentEncoding.encode(String($0)) }
      .joined(separator: "/")
    object["continue"] = JSONShapes.text("/ilm/v1/targets/\(target)/continue")
    object["cancel"] = JSONShapes.text("/ilm/v1/targets/\(target)/cancel")
  }

  /// Names the event that tells it as it stands.
  var eventID: String { isRunning && record.ending == nil ? String(reportCount) : "end" }

  /// The operation as a server-sent event.
  var event: [UInt8] {
    let name = eventID == "end" ? "done" : "progress"
    return Array("id: \(eventID)\nevent: \(name)\ndata: ".utf8) + json.compactBytes()
      + Array("\n\n".utf8)
  }
}
