public import FileStorage
import HostedAccounts
import IntegrationModel
import LifecycleOperations
import ObjectModel
import RepositoryCore
import Synchronization

/// The revisions of all accounts of a data folder, in one repository beside them.
///
/// Every account is an environment of the repository, under a name that is made from the account's
/// and then kept.
public final class Histories: Sendable {
  private let repository: Repository
  private let now: @Sendable () -> Int64
  private let naming = Mutex<Void>(())

  /// Opens the repository below `folder`, which is made if it is missing.
  ///
  /// - Parameter now: The time, in milliseconds since 1970.
  public init(
    folder: String, fileSystem: any FileSystem, now: @escaping @Sendable () -> Int64
  ) throws {
    let directory = folder + "/" + Repository.folderName
    if try fileSystem.kind(of: directory) == nil {
      try fileSystem.createDirectories(folder, durable: true)
      repository = try Repository.initialize(in: folder, format: .sha256, fileSystem: fileSystem)
    } else {
      repository = try Repository(directory: directory, fileSystem: fileSystem)
    }
    self.now = now
  }

  /// An account that somebody may use, under its name as an environment.
  struct Place: Sendable {
    let name: String
    let session: AccountSession
    let isProduction: Bool
  }

  /// The accounts that the user of a session may use.
  func places(of session: AccountSession) throws -> [Place] {
    let sessions = try session.reachable()
    let entries = try named(sessions.map(\.account)).environments
    return sessions.compactMap { session in
      guard let entry = entries.first(where: { $0.url == Self.url(of: session.account) }) else {
        return nil
      }
      return Place(name: entry.name, session: session, isProduction: entry.isProduction)
    }
  }

  /// What operations need, for what the user of a session may use.
  ///
  /// - Parameters:
  ///   - isInterrupted: Whether the operation shall stop.
  ///   - progress: Told what is done, how far, of how much.
  func context(
    _ places: [Place], user: String, isInterrupted: @escaping @Sendable () -> Bool = { false },
    progress: @escaping @Sendable (String, Int, Int) -> Void = { _, _, _ in }
  ) throws -> OperationContext {
    let (configuration, now) = (try repository.configuration(), now)
    let fields = try configuration.patterns(.environmentFields).map { try UserFieldPattern($0) }
    return OperationContext(
      repository: repository, configuration: configuration,
      catalog: FieldCatalog.platform.adding(environmentFields: fields), user: user,
      connect: { name in try Self.connect(name, places, configuration) },
      sees: { name in places.contains { $0.name == name && $0.session.caller.grants.account != nil }
      },
      now: { LifecycleOperations.Timestamp(milliseconds: now()) }, isInterrupted: isInterrupted,
      progress: progress)
  }

  private static func connect(
    _ name: String, _ places: [Place], _ configuration: RepositoryConfiguration
  ) throws -> ConnectedEnvironment {
    guard let place = places.first(where: { $0.name == name }) else {
      throw LifecycleError(
        .usage, "unknown_environment", "there is no environment '\(name)'",
        hint: "it may not be shared with you")
    }
    let entry = configuration.environment(name)
    return ConnectedEnvironment(
      name: name, adapter: HostedEnvironment(place.session),
      support: LifecycleSupport(clonesAPIs: entry?.supportsAPIs ?? false),
      isProduction: place.isProduction)
  }
}

// MARK: Names of accounts

extension Histories {
  private static func url(of account: AccountDescription) -> String { "account:\(account.id)" }

  /// The configuration, in which every one of the accounts has a name.
  private func named(_ accounts: [AccountDescription]) throws -> RepositoryConfiguration {
    let configuration = try repository.configuration()
    let known = Set(configuration.environments.map(\.url))
    guard accounts.contains(where: { !known.contains(Self.url(of: $0)) }) else {
      return configuration
    }
    return try naming.withLock { _ in
      try repository.changeConfiguration { configuration in
        for account in accounts { Self.name(account, &configuration) }
      }
      return try repository.configuration()
    }
  }

  private static func name(
    _ account: AccountDescription, _ configuration: inout RepositoryConfiguration
  ) {
    let known = configuration.environments
    guard !known.contains(where: { $0.url == url(of: account) }) else { return }
    let word = plainWord(account.name)
    let taken = Set(known.map(\.name))
    let name =
      taken.contains(word)
      ? (2...).lazy.map { "\(word)-\($0)" }.first { !taken.contains($0) } ?? account.id : word
    // The platform calls the first environment of an account its production.
    configuration.set(
      RepositoryConfiguration.EnvironmentEntry(
        name: name, url: url(of: account), isProduction: known.isEmpty))
  }

  /// A name as environments may have it: small letters without accents, digits and hyphens.
  private static func plainWord(_ name: String) -> String {
    let word = Slug.of(name, fallback: "account").unicodeScalars
      .filter { ("a"..."z").contains($0) || ("0"..."9").contains($0) || $0 == "-" }
    let text = String(String.UnicodeScalarView(word))
    return text.contains { $0 != "-" } ? text : "account"
  }
}

extension LifecycleOperations.Timestamp {
  init(milliseconds: Int64) {
    let (seconds, rest) = milliseconds.quotientAndRemainder(dividingBy: 1000)
    self.init(seconds: seconds, milliseconds: Int(rest))
  }
}
