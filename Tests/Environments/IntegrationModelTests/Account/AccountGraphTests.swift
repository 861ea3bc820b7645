import TestKit
import Testing

@testable import IntegrationModel

/// What integrations consist of in random accounts, compared with following references again and
/// again until nothing new comes.
@Suite struct AccountGraphTests {
  private static let kinds: [ResourceKind] = [
    .integrations, .flows, .apis, .exports, .scripts, .connections, .iclients,
  ]

  private func account(_ random: inout SeededRandom) -> [ResourceSummary] {
    (0..<random.number(below: 40)).map { number in
      // Few ids, so that several kinds share one.
      let key = ResourceKey(Self.kinds[random.number(below: 7)], "\(number % 25)")
      return ResourceSummary(
        key: key, name: "", containerID: random.happens(onceIn: 3) ? nil : id(&random),
        sourceID: nil, application: "", isManaged: false, mode: nil, createdAt: "",
        lastModified: nil, references: (0..<random.number(below: 4)).map { _ in site(&random) },
        version: "")
    }
  }

  private func id(_ random: inout SeededRandom) -> String { "\(random.number(below: 30))" }

  private func site(_ random: inout SeededRandom) -> ReferenceSite {
    ReferenceSite(
      pointer: "/a", id: id(&random),
      kinds: (0..<random.number(below: 3)).map { _ in Self.kinds[random.number(below: 7)] },
      isEnvironment: random.happens(onceIn: 5))
  }

  /// The account as a list that is searched from end to end.
  private struct Naive {
    let summaries: [ResourceSummary]

    func summary(_ kind: ResourceKind, _ id: String?) -> ResourceSummary? {
      summaries.last { $0.key.kind == kind && $0.key.id == id }
    }

    func target(_ site: ReferenceSite) -> ResourceSummary? {
      if !site.kinds.isEmpty { return site.kinds.compactMap { summary($0, site.id) }.first }
      let found = ResourceKind.allCases.compactMap { summary($0, site.id) }
      return found.count == 1 ? found[0] : nil
    }

    func container(_ summary: ResourceSummary) -> String? {
      self.summary(.integrations, summary.containerID)?.key.id
    }

    /// Adds what those that are there refer to and `follows` lets in, until there is no more.
    func reach(
      _ start: [ResourceSummary],
      _ follows: (ResourceSummary, ReferenceSite, ResourceSummary) -> Bool
    ) -> Set<ResourceKey> {
      var reached = Set(start.map(\.key))
      while true {
        var next = reached
        for key in reached {
          guard let one = summary(key.kind, key.id) else { continue }
          for site in one.references {
            if let target = target(site), follows(one, site, target) { next.insert(target.key) }
          }
        }
        if next == reached { return reached }
        reached = next
      }
    }

    func closure(of id: String?) -> Set<ResourceKey> {
      let start = summaries.filter {
        $0.key.kind.isContained
          ? container($0) == id : $0.key.kind == .integrations && $0.key.id == id
      }
      return reach(start) { one, site, target in
        guard !site.isEnvironment && !one.key.kind.isBound || target.key.kind.isBound else {
          return false
        }
        if target.key.kind == .integrations { return target.key.id == id }
        return !target.key.kind.isContained || container(target) == id
      }
    }

    var unused: Set<ResourceKey> {
      let used = reach(summaries.filter(\.key.kind.isRoot)) { _, site, _ in
        site.kinds.isEmpty || site.kinds.contains { !$0.isRoot }
      }
      return Set(summaries.map(\.key)).subtracting(used).filter { !$0.kind.isBound }
    }
  }

  @Test(arguments: UInt64(1)...200)
  func `integrations consist of all that references lead to, and nothing else`(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var known: Set<ResourceKey> = []
    let summaries = account(&random).filter { known.insert($0.key).inserted }
    let index = AccountIndex(summaries)
    let naive = Naive(summaries: summaries)
    #expect(index.unused() == naive.unused.sorted(), "seed \(seed)")
    for id in index.integrations.map({ Optional($0.key.id) }) + [nil] {
      let closure = IntegrationClosure(of: id, in: index)
      let whole = naive.closure(of: id)
      #expect(closure.members == whole.filter { !$0.kind.isBound }, "seed \(seed), \(id ?? "none")")
      #expect(closure.bound == whole.filter(\.kind.isBound), "seed \(seed), \(id ?? "none")")
      #expect(closure.outside.allSatisfy { !whole.contains($0.target) }, "seed \(seed)")
    }
  }
}
