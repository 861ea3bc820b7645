import HostedAccounts
import LosslessJSON

/// What a letter of the service says.
struct Letter {
  let subject: String
  let text: String

  /// How many events a letter tells one by one.
  private static let eventCountMax = 50

  init(_ letter: OutgoingLetter) {
    let account = letter.accountName
    let lines = letter.events.prefix(Self.eventCountMax).map { Self.line(letter.topic, $0) }
    let more = letter.events.count - lines.count
    subject = Self.subject(letter.topic, account, letter.events.count)
    text =
      ([Self.opening(letter.topic, account), ""] + lines + (more > 0 ? ["… and \(more) more"] : [])
      + ["", Self.ending(letter.topic)]).joined(separator: "\n") + "\n"
  }

  private static func subject(_ topic: NotificationTopic, _ account: String, _ count: Int) -> String
  {
    switch topic {
    case .jobErrors: "[\(account)] flows have errors"
    case .connectionStatus: "[\(account)] \(count == 1 ? "a connection" : "connections") changed"
    case .pull: "[\(account)] \(count == 1 ? "a pull has" : "pulls have") ended"
    case .invitation: "You are invited to \(account)"
    }
  }

  private static func opening(_ topic: NotificationTopic, _ account: String) -> String {
    switch topic {
    case .jobErrors: "Runs in '\(account)' reported errors:"
    case .connectionStatus: "Connections of '\(account)' changed:"
    case .pull: "Pulls in '\(account)' have ended:"
    case .invitation: "You are invited to work in '\(account)'."
    }
  }

  private static func ending(_ topic: NotificationTopic) -> String {
    switch topic {
    case .invitation:
      "The code works once, within thirty days, on the page /invitation of the service."
    default: "You get this because you asked for it; DELETE /v1/notifications/ID ends it."
    }
  }

  private static func line(_ topic: NotificationTopic, _ event: JSONValue) -> String {
    func text(_ member: JSONString) -> String { event[member]?.text ?? "" }
    switch topic {
    case .jobErrors:
      let count = event["numError"]?.int ?? 1
      return "- \(text("flow")): \(count) \(count == 1 ? "error" : "errors"), \(text("time"))"
    case .connectionStatus:
      let isOffline = event["offline"]?.bool ?? false
      return "- \(text("connection")) is \(isOffline ? "offline" : "online again"), \(text("time"))"
    case .pull:
      let isCompleted = event["completed"]?.bool ?? false
      return "- '\(text("integration"))' by \(text("byUser")), revision \(text("_revisionId")): "
        + (isCompleted ? "completed" : "canceled")
    case .invitation: return "\(text("invitedBy")) invites you. Your code: \(text("code"))"
    }
  }
}
