import Synchronization

/// One state of a database for several reads, whatever is written meanwhile.
///
/// While a view is held the log keeps what it needs, and grows: a view is for one request or
/// operation, not for keeping.
public final class DatabaseView: Sendable {
  private let connection: DatabaseConnection
  private let end: @Sendable (DatabaseConnection) -> Void
  private let reading = Mutex<Void>(())

  /// Takes a connection on which a transaction has read already; `end` takes it back.
  init(_ connection: DatabaseConnection, end: @escaping @Sendable (DatabaseConnection) -> Void) {
    self.connection = connection
    self.end = end
  }

  deinit { end(connection) }

  /// Reads from the state; reads on several threads come one at a time.
  public func read<Result>(_ body: (DatabaseConnection) throws -> Result) throws -> Result {
    var result: Result?
    try reading.withLock { _ in result = try body(connection) }
    guard let result else { preconditionFailure("what did not throw has a result") }
    return result
  }
}
