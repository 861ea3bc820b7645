import CivilTime
import FileStorage
public import IntegrationModel
import ObjectModel
public import RepositoryCore

/// What every operation needs: the repository, who asks, and the outside world as arguments.
public struct OperationContext: Sendable {
  /// Where everything is recorded.
  public let repository: Repository
  /// What users have set.
  public let configuration: RepositoryConfiguration
  /// The catalog, with the users' own fields.
  public let catalog: FieldCatalog
  /// Connects to an environment by its name.
  public let connect: @Sendable (String) throws -> ConnectedEnvironment
  /// Whether what is recorded of an environment may be used for whoever asks; see
  /// ``recordedTargets()``.
  public let sees: @Sendable (String) -> Bool
  /// The user's name, as revisions show it.
  public let user: String
  /// The current time.
  public let now: @Sendable () -> Timestamp
  /// Whether the user wants to stop.
  public let isInterrupted: @Sendable () -> Bool
  /// Told about progress: what is done, how far, of how much.
  public let progress: @Sendable (String, Int, Int) -> Void

  public init(
    repository: Repository, configuration: RepositoryConfiguration, catalog: FieldCatalog,
    user: String, connect: @escaping @Sendable (String) throws -> ConnectedEnvironment,
    sees: @escaping @Sendable (String) -> Bool = { _ in true },
    now: @escaping @Sendable () -> Timestamp,
    isInterrupted: @escaping @Sendable () -> Bool = { false },
    progress: @escaping @Sendable (String, Int, Int) -> Void = { _, _, _ in }
  ) {
    self.repository = repository
    self.configuration = configuration
    self.catalog = catalog
    self.user = user
    self.connect = connect
    self.sees = sees
    self.now = now
    self.isInterrupted = isInterrupted
    self.progress = progress
  }

  /// All targets that were ever recorded and may be used for whoever asks.
  func recordedTargets() throws -> [TargetName] {
    try repository.recordedTargets().filter { sees($0.environment) }
  }

  /// The user as commits name them.
  func identity() -> Identity {
    let address = configuration.userEmail ?? "\(Slug.of(user, fallback: "user"))@localhost"
    return Identity(name: user, email: address, seconds: now().seconds)
  }

  /// The same, for what all happens now.
  func atOneTime() -> OperationContext {
    let time = now()
    return OperationContext(
      repository: repository, configuration: configuration, catalog: catalog, user: user,
      connect: connect, sees: sees, now: { time }, isInterrupted: isInterrupted,
      progress: progress)
  }

  /// Stops here if the user wants to.
  func checkInterrupt() throws {
    if isInterrupted() { throw LifecycleError.interrupted }
  }
}

/// A point in time with milliseconds, as the platform counts it.
public struct Timestamp: Sendable, Hashable {
  /// Seconds since 1970 in UTC.
  public let seconds: Int64
  /// 0 to 999.
  public let milliseconds: Int

  public init(seconds: Int64, milliseconds: Int = 0) {
    self.seconds = seconds
    self.milliseconds = milliseconds
  }

  /// ISO 8601 in UTC with milliseconds: `2026-03-01T09:30:00.000Z`.
  public var text: String {
    let (days, second) = seconds.quotientAndRemainder(dividingBy: 86_400)
    func pad(_ number: Int64) -> String { CivilDate.padded(number, 2) }
    return "\(CivilDate(dayNumber: days).text)T\(pad(second / 3600)):\(pad(second / 60 % 60)):"
      + "\(pad(second % 60)).\(CivilDate.padded(Int64(milliseconds), 3))Z"
  }

  /// Reads the form of ``text``; the fraction and everything behind the day may be missing.
  public init?(_ text: String) {
    let digits = text.split { !("0"..."9").contains($0) }.compactMap { Int64($0) }
    guard digits.count >= 3,
      let date = CivilDate(year: digits[0], month: digits[1], day: digits[2])
    else { return nil }
    let time = digits + [0, 0, 0, 0]
    seconds =
      date.dayNumber * 86_400
      + (digits.count > 3 ? time[3] * 3600 : 0) + (digits.count > 4 ? time[4] * 60 : 0)
      + (digits.count > 5 ? time[5] : 0)
    milliseconds = digits.count > 6 ? Int(time[6] % 1000) : 0
  }
}
