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
    let (year, month, day) = Self.date(days)
    func pad(_ number: Int64, _ width: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return "\(pad(year, 4))-\(pad(month, 2))-\(pad(day, 2))T\(pad(second / 3600, 2)):"
      + "\(pad(second / 60 % 60, 2)):\(pad(second % 60, 2)).\(pad(Int64(milliseconds), 3))Z"
  }

  /// Reads the form of ``text``; the fraction and everything behind the day may be missing.
  public init?(_ text: String) {
    let digits = text.split { !("0"..."9").contains($0) }.compactMap { Int64($0) }
    guard digits.count >= 3, (1...12).contains(digits[1]), (1...31).contains(digits[2]) else {
      return nil
    }
    let time = digits + [0, 0, 0, 0]
    seconds =
      Self.days(digits[0], digits[1], digits[2]) * 86_400
      + (digits.count > 3 ? time[3] * 3600 : 0) + (digits.count > 4 ? time[4] * 60 : 0)
      + (digits.count > 5 ? time[5] : 0)
    milliseconds = digits.count > 6 ? Int(time[6] % 1000) : 0
  }

  /// The civil date of a number of days since 1970 (proleptic Gregorian calendar).
  private static func date(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let index = (5 * dayOfYear + 2) / 153
    let month = index < 10 ? index + 3 : index - 9
    return (
      yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * index + 2) / 5 + 1
    )
  }

  private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}
