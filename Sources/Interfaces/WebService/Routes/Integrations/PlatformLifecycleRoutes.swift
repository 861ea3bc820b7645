import HTTPServer
import HostedAccounts
import IntegrationModel
import LifecycleOperations
import LosslessJSON
import ObjectModel
import RepositoryCore

/// What the platform's own API has of lifecycles: revisions, clones and archives of integrations.
enum PlatformLifecycleRoutes {
  private static let one = "/v1/integrations/{_id}"
  private static let revision = ValueShape.open(
    .required("_id", .text(minLength: 2)), .required("_integrationId", .id),
    .required("type", .choice(Revision.Kind.allCases.map(\.rawValue))),
    .required("status", .choice(["inprogress", "completed", "failed", "canceled"])),
    .required("createdAt", .time))

  static let all: [Route] = [
    Route(
      method: .get, pattern: RoutePattern(one + "/revisions"), rule: .action(.viewRevisions),
      summary: "Lists the revisions of an integration, the newest first",
      outcomes: [.json(200, .list(of: revision, maxCount: 1_000_000)), .nothing], isSlow: true
    ) { call in
      let subject = try Subject(call, for: .viewRevisions)
      return .list(try subject.revisions().map { json($0, subject.id) })
    },
    Route(
      method: .get, pattern: RoutePattern(one + "/revisions/{revision}"),
      rule: .action(.viewRevisions), summary: "Reads one revision",
      outcomes: [.json(200, revision)], isSlow: true
    ) { call in
      let subject = try Subject(call, for: .viewRevisions)
      let wanted = call.variable("revision")
      guard let found = try subject.revisions().first(where: { $0.id == wanted }) else {
        throw APIError(404, "not_found", "there is no revision '\(wanted)'")
      }
      return .json(200, json(found, subject.id))
    },
    Route(
      method: .post, pattern: RoutePattern(one + "/revisions/create"), rule: .action(.snapshot),
      summary: "Takes a snapshot",
      query: [
        QueryParameter(
          "ignoreIfNoChanges", .boolean, "Whether nothing is recorded where nothing changed")
      ],
      body: .optionalJSON(.open(.optional("description", .text(maxLength: 10_240)))),
      outcomes: [.json(201, revision), .nothing], isSlow: true, refusals: [409]
    ) { try snapshot($0) },
    Route(
      method: .post, pattern: RoutePattern(one + "/clone"), rule: .action(.cloneFrom),
      summary: "Makes a copy of an integration with new ids",
      body: .json(
        .open(
          .optional("name", .text(minLength: 1, maxLength: 100)),
          .optional("connectionMap", .map(to: .id)), .optional("_envId", .nullable(.id)))),
      outcomes: [
        .json(
          201,
          .list(of: .closed(.required("model", .text()), .required("_id", .id)), maxCount: 100_000))
      ], isSlow: true, refusals: [409]
    ) { try clone($0) },
    Route(
      method: .get, pattern: RoutePattern(one + "/template"), rule: .action(.download),
      summary: "Gives an address from which an integration comes as a zip archive",
      outcomes: [.json(200, DownloadRoutes.answer)], isSlow: true, refusals: [409]
    ) { try template($0) },
  ]

  /// The integration of a request, and what is known of its history.
  private struct Subject {
    let id: String
    let place: Workplace
    let entry: IntegrationDirectory.Entry

    init(_ call: Call, for action: AccountAction) throws {
      let session = try call.session
      id = try session.document(call.key(.integrations)).key.id
      try session.require(action, on: id)
      place = try Workplace(call)
      entry = try place.resolver.entry("\(try place.name(of: session.account.id))/\(id)")
    }

    func revisions() throws -> [Revision] {
      try RevisionJournal(entry.target, in: place.context.repository).revisions()
    }
  }

  private static func json(_ revision: Revision, _ integrationID: String) -> JSONValue {
    func text(_ text: String) -> JSONValue { .string(JSONString(text)) }
    let status = revision.status == .inProgress ? "inprogress" : revision.status.rawValue
    return [
      "_id": text(revision.id), "_integrationId": text(integrationID),
      "type": text(revision.kind.rawValue), "status": text(status),
      "description": text(revision.description), "createdAt": text(revision.createdAt),
      "lastModified": text(revision.finishedAt ?? revision.createdAt),
      "user": text(revision.user), "commit": revision.commit.map { text($0.description) } ?? .null,
    ]
  }

  private static func snapshot(_ call: Call) throws -> HTTPResponse {
    let subject = try Subject(call, for: .snapshot)
    let report = try SnapshotOperation(
      subject.place.context,
      SnapshotOperation.Options(
        description: call.body["description"]?.text ?? "snapshot",
        onlyIfChanged: call.query.flag("ignoreIfNoChanges"), isAtomic: true)
    ).run([subject.entry], of: subject.entry.target.environment, subject.place.resolver)
    if let (_, error) = report.skipped.first { throw error }
    guard let made = report.revisions.first else { return .nothing }
    subject.place.note(made)
    return .json(201, json(made, subject.id))
  }

  private static func clone(_ call: Call) throws -> HTTPResponse {
    let subject = try Subject(call, for: .cloneFrom)
    let resolver = subject.place.resolver
    let account = try call.body["_envId"]?.text ?? call.session.account.id
    let destination = try subject.place.place(subject.place.name(of: account))
    try destination.session.require(.installBundle)
    let operation = CloneOperation(
      resolver, CopyPlanning.Options(bindings: call.connectionMap))
    let source = subject.entry.target.description
    _ = try operation.recordSource(source)
    let plan = try operation.plan(source, to: destination.name, name: call.body["name"]?.text)
    return .made(try subject.place.apply(plan))
  }

  private static func template(_ call: Call) throws -> HTTPResponse {
    let subject = try Subject(call, for: .download)
    let (target, id) = (subject.entry.target.description, subject.id)
    // Made once to refuse what cannot be downloaded, and again when it is fetched.
    _ = try DownloadOperation(subject.place.resolver).bundle(of: target)
    return call.signedURL {
      let (_, bytes) = try DownloadOperation(try Workplace(call).resolver).bundle(of: target)
      return .archive(bytes, named: id)
    }
  }
}

extension Workplace {
  /// The name of an account as an environment.
  ///
  /// - Throws: ``APIError`` 404 where the caller has no share in it.
  fileprivate func name(of accountID: String) throws -> String {
    guard let place = places.first(where: { $0.session.account.id == accountID }) else {
      throw APIError(404, "not_found", "there is no environment '\(accountID)'")
    }
    return place.name
  }
}
