import EnvironmentAdapters
import FileStorage
import IntegrationModel
import ObjectModel
import RepositoryCore

/// Holds the cache of one environment during a command, and writes it at the end if it changed.
final class CacheKeeper {
  private let repository: Repository
  private let environment: String
  private let digest: [UInt8]
  private let known: AccountCache?
  private var targets: [String: AccountCache.Target]

  /// Reads the cache of an environment.
  init(_ environment: String, _ context: OperationContext) {
    repository = context.repository
    self.environment = environment
    digest = AccountCache.digest(of: context, environment: environment)
    known = AccountCache.load(environment, digest: digest, from: context.repository)
    targets = known?.targets ?? [:]
  }

  /// What the documents were, for the next survey.
  var survey: SurveyCache<ResourceSummary>? { known?.survey }

  /// Tells whether an integration is as recorded in a facts commit.
  func isUnchanged(
    _ target: TargetName, facts: CommitID?, fingerprint: [UInt8]?
  ) -> Bool {
    guard let facts, let fingerprint else { return false }
    return targets[target.integration]
      == AccountCache.Target(facts: facts, fingerprint: fingerprint)
  }

  /// Notes that an integration with this fingerprint is what a facts commit records.
  func note(_ target: TargetName, facts: CommitID, fingerprint: [UInt8]?) {
    targets[target.integration] = fingerprint.map {
      AccountCache.Target(facts: facts, fingerprint: $0)
    }
  }

  /// Writes the cache if a survey or the targets brought something new.
  func save(_ account: Account) {
    let isKnown =
      known != nil && account.readCount == 0
      && account.entries.count == known?.survey.entries.count && targets == known?.targets
    guard !isKnown, !account.entries.isEmpty else { return }
    let survey = SurveyCache(
      entries: account.entries, writtenAt: .init(seconds: 0, nanoseconds: 0))
    AccountCache(survey: survey, targets: targets).save(environment, digest: digest, to: repository)
  }
}
