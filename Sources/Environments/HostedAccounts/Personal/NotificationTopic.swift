/// What somebody can be told of by mail.
public enum NotificationTopic: String, Sendable, CaseIterable {
  /// Errors of a flow's jobs; the subject is a flow, or an integration for all its flows.
  case jobErrors
  /// A connection went offline or came back; the subject is a connection.
  case connectionStatus
  /// A pull into an integration ended; the subject is an integration.
  case pull
  /// Somebody was invited; nobody subscribes to that.
  case invitation
}
