import LosslessJSON
import ObjectModel
import ObjectStore
import RefStore

/// Checks a whole repository and names the revisions that damage touches; changes nothing.
public struct RepositoryVerification {
  /// Something that is not as it must be.
  public struct Problem: Sendable {
    /// The object concerned; for what is no object the file or the ref.
    public let object: String
    /// What is wrong, in a sentence.
    public let message: String
    /// The revisions that need it, as `prod/orders@r2`.
    public let revisions: [String]
  }

  /// What a check found.
  public struct Report: Sendable {
    /// How many objects were read.
    public internal(set) var objectCount = 0
    /// How many revisions were followed.
    public internal(set) var revisionCount = 0
    /// Everything that is damaged.
    public internal(set) var problems: [Problem] = []
    /// What is odd and harms nothing, such as a reflog with a gap.
    public internal(set) var notices: [Problem] = []

    /// Whether nothing is damaged.
    public var isSound: Bool { problems.isEmpty }
  }

  /// What is checked beyond objects, links, refs and journals.
  public struct Options: Sendable {
    /// Whether indexes are compared with what they index, and every JSON document is parsed.
    public var isFull = false
    /// A commit that must be part of the history, to notice lost ends.
    public var expectedCommit: String?
    /// Looks into a recorded state and returns what is wrong with it; what it throws is wrong too.
    public var checkState: (@Sendable (RecordedState) throws -> [String])?

    /// Makes options for a usual check.
    public init() {}
  }

  let repository: Repository
  let options: Options
  var report = Report()
  var graph = ObjectGraph()
  /// What is wrong with damaged objects.
  var damage: [ObjectID: String] = [:]
  /// The revisions that need a damaged object.
  var needing: [ObjectID: Set<String>] = [:]
  /// Of numbered objects, whether everything below them is sound.
  var soundness: [Bool?] = []
  /// States that were met; one may be that of several revisions.
  var checkedStates: Set<RecordedState> = []
  /// Those that are still to be looked into, with the first revision that has each.
  var unseenStates: [(state: RecordedState, label: String)] = []
  /// Left behind by an interrupted operation; damage only where an object is missing.
  private var packsWithoutIndex: [Problem] = []

  /// Reads and hashes every object once, on all cores, then follows every ref and every revision.
  ///
  /// Others may record and collect garbage meanwhile: refs are read first, so that what they lead to
  /// was written before objects are read.
  public static func run(
    _ repository: Repository, _ options: Options = Options()
  ) -> Report {
    var verification = RepositoryVerification(repository: repository, options: options)
    let found = FoundRefs(repository)
    verification.verifyObjects(neededBy: found.targets)
    let refs = verification.verifyRefs(found)
    verification.verifyRevisions(refs)
    verification.verifyOperations()
    if let expected = options.expectedCommit { verification.verifyExpected(expected, refs) }
    verification.reportPacksWithoutIndex()
    return verification.report
  }

  private init(repository: Repository, options: Options) {
    self.repository = repository
    self.options = options
  }

  mutating func report(_ object: String, _ message: String, _ revisions: [String] = []) {
    report.problems.append(Problem(object: object, message: message, revisions: revisions))
  }

  mutating func notice(_ object: String, _ message: String) {
    report.notices.append(Problem(object: object, message: message, revisions: []))
  }

  // MARK: Objects

  private mutating func verifyObjects(neededBy roots: [ObjectID]) {
    let builder = ObjectGraphBuilder(repository.format, checksCanonicalForm: options.isFull)
    let found = repository.objects.verify(comparingIndexes: options.isFull) { builder.add($0, $1) }
    let commitGraph = repository.objects.verifyCommitGraph(comparingCommits: options.isFull)
    report.objectCount = found.objectCount
    readRest(
      of: builder, neededBy: roots, besides: found.problems.compactMap(\.objectID))
    (graph, damage) = builder.finish()
    soundness = Array(repeating: nil, count: graph.nodes.count)
    for problem in found.problems + commitGraph { take(problem) }
  }

  /// Reads what is needed and was not met: others may have put it elsewhere while objects were read.
  private func readRest(
    of builder: ObjectGraphBuilder, neededBy roots: [ObjectID], besides damaged: [ObjectID]
  ) {
    var tried = Set(damaged)
    while true {
      let rest = builder.unread(roots).filter { tried.insert($0).inserted }
      guard !rest.isEmpty else { return }
      for id in rest {
        if let object = try? repository.objects.object(id) { builder.add(id, object) }
      }
    }
  }

  private mutating func take(_ problem: VerificationReport.Problem) {
    if problem.code == .leftover {
      notice(problem.path, problem.message)
    } else if problem.code == .missingIndex {
      packsWithoutIndex.append(
        Problem(object: problem.path, message: problem.message, revisions: []))
    } else if let id = problem.objectID {
      damage[id] = problem.message
    } else {
      report(problem.path, problem.message)
    }
  }

  private mutating func reportPacksWithoutIndex() {
    if report.isSound {
      report.notices += packsWithoutIndex
    } else {
      report.problems += packsWithoutIndex
    }
  }

  private mutating func verifyExpected(_ text: String, _ refs: [Ref]) {
    guard let expected = ObjectID(hex: text) else {
      return report(text, "'\(text)' is no full commit id, so it cannot be looked for")
    }
    var queue = refs.compactMap { graph.number(of: $0.target) }
    var seen = Set(queue)
    while let number = queue.popLast() {
      if graph[number].id == expected { return }
      queue += graph.links(of: number).filter { $0.kind == .commit }.map { Int($0.target) }
        .filter { seen.insert($0).inserted }
    }
    report(text, "the commit '\(text)' is not part of the history any more")
  }
}
