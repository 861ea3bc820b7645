import EnvironmentAdapters
import IntegrationModel
import ParallelWork
import RepositoryCore

/// Answers questions about an account: from a glance where the last command knew everything, else
/// from a survey.
final class AccountKnowledge {
  private let source: Source
  private let survey: () throws -> StateCapture
  private var shared: (target: TargetName, resources: SharedResources)?

  private enum Source {
    case glance(AccountGlance)
    case surveyed(StateCapture)
  }

  /// Takes an account that was surveyed.
  init(_ capture: StateCapture) {
    source = .surveyed(capture)
    survey = { capture }
  }

  /// Looks at an environment, unless that was done before.
  init(of environment: String, _ resolver: StateResolver) throws {
    let survey = { try resolver.capture(of: environment) }
    self.survey = survey
    source =
      if let glance = try resolver.glance(of: environment), glance.concerned == nil {
        .glance(glance)
      } else {
        .surveyed(try survey())
      }
  }

  /// The account itself, surveyed now if it was not.
  func surveyed() throws -> StateCapture { try survey() }

  /// Whether credentials that are taken out of a document can come back to it.
  var keepsFormerCredentials: Bool {
    switch source {
    case .glance(let glance): glance.connected.adapter.keepsFormerCredentials
    case .surveyed(let capture): capture.account.environment.adapter.keepsFormerCredentials
    }
  }

  /// The name for people of a resource, or `nil` if it is not there.
  func name(of key: ResourceKey) throws -> String? {
    switch source {
    case .glance(let glance):
      try glance.position(of: key).map { try glance.cache.documents.summary(at: $0).name }
    case .surveyed(let capture): capture.account.index.resources[key]?.name
    }
  }

  /// The other integrations that use a resource.
  func users(of key: ResourceKey, besides target: TargetName) throws -> [String] {
    switch source {
    case .glance(let glance):
      guard let position = try glance.position(of: key) else { return [] }
      return glance.cache.targets.filter {
        $0.integration != target.integration && $0.members.contains(position)
      }.map { TargetName(environment: target.environment, integration: $0.integration).description }
    case .surveyed(let capture):
      if shared?.target != target {
        shared = (target, SharedResources(capture, except: target))
      }
      return shared?.resources.users(of: key) ?? []
    }
  }

  /// The references of all that an integration consists of, fields of the environment left out.
  func references(in target: TargetName) throws -> [ResourceReferences] {
    switch source {
    case .glance(let glance): try glance.references(in: target)
    case .surveyed(let capture):
      capture.directory.entries.first { $0.target == target }.map { entry in
        let index = capture.account.index
        return IntegrationClosure(of: entry.id, in: index).members.map { key in
          ResourceReferences(index.resources[key]?.references ?? [], of: key, index.resolve)
        }
      } ?? []
    }
  }
}

/// What a resource refers to in its content.
struct ResourceReferences: Sendable {
  let key: ResourceKey
  let targets: Set<ResourceKey>

  init(
    _ sites: [ReferenceSite], of key: ResourceKey, _ resolve: (ReferenceSite) -> ResourceKey?
  ) {
    self.key = key
    targets = Set(sites.filter { !$0.isEnvironment }.compactMap(resolve))
  }
}

extension AccountGlance {
  /// Where the cache has a resource, or `nil` if it is not there.
  func position(of key: ResourceKey) throws -> Int? {
    for position in try cache.documents.positions(of: key.id) {
      if try cache.documents.summary(at: position).key == key { return position }
    }
    return nil
  }

  /// What the resources of an integration refer to; no edit changes that.
  fileprivate func references(in target: TargetName) throws -> [ResourceReferences] {
    let members = cache.targets.first { $0.integration == target.integration }?.members ?? []
    let summaries = try parallelMap(members, makeWorker: {}) { [cache] _, position in
      try cache.documents.summary(at: position)
    }
    // What is named outside the integration is none of its resources.
    let own = AccountIndex(summaries)
    return summaries.filter { !$0.key.kind.isBound }.map {
      ResourceReferences($0.references, of: $0.key, own.resolve)
    }
  }
}
