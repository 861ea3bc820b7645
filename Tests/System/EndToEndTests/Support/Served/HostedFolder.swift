import EnvironmentAdapters
import FileStorage
import Foundation
import HTTPServer
import HostedAccounts
import IntegrationModel
import LosslessJSON
import RESTAccount
import Synchronization
import TestKit
import WebService

/// An account folder as an account of the service, reached on loopback.
///
/// What a test does to the files is brought into the account before each command, whatever the
/// service would think of it; what a command did to the account is brought into the files after it,
/// with the credentials that the account has and never shows. Files keep their times, which the
/// account changes by itself.
final class HostedFolder {
  /// Where the service listens, without a slash at the end.
  let url: String
  /// The file that holds the owner's token.
  var tokenFile: String { data.path("token") }

  private let path: String
  private let data = TemporaryFolder()
  private let application: Application
  private let server: HTTPServer
  private let session: AccountSession
  private let account: HostedEnvironment
  /// What files and account say of each document when both say the same.
  private var agreed: [ResourceKey: Versions] = [:]

  private struct Versions {
    let file: String
    let account: String
  }

  /// Serves what a folder holds.
  init(_ path: String) throws {
    self.path = path
    let store = try AccountStore(
      folder: data.path, fileSystem: LocalFileSystem(),
      surroundings: AccountSurroundings(now: Self.now, randomBytes: Self.randomBytes))
    let (description, token) = try store.createAccount(
      name: "Hosted", owner: Person(email: "owner@localhost", name: "Owner"))
    session = try store.ownerSession(accountID: description.id)
    account = HostedEnvironment(session)
    application = Application(try Self.application(store, data.path("history")), of: path)
    server = try HTTPServer(
      HTTPServerConfiguration(address: ListenAddress(host: "127.0.0.1", port: 0)),
      refuse: { WebApplication.answer(to: $0) }, log: { _ in }, monotonicMilliseconds: Self.now
    ) { [application] in application.answer($0) }
    url = "http://127.0.0.1:\(server.port)"
    try data.write("token", Array(token.utf8))
    chmod(tokenFile, 0o600)
    try takeFiles()
  }

  deinit {
    server.stop(within: 10_000)
    application.close()
  }

  /// What answers; the server's library never lets go of what it was given.
  private final class Application: Sendable {
    private let opened: Mutex<WebApplication?>
    private let path: String

    init(_ application: WebApplication, of path: String) {
      opened = Mutex(application)
      self.path = path
    }

    func close() { opened.withLock { $0 = nil } }

    /// An account whose folder is gone opens to nobody.
    func answer(_ request: HTTPRequest) -> HTTPAnswer {
      guard let application = opened.withLock({ $0 }), HostedFolder.isThere(path) else {
        return .now(HTTPResponse(401))
      }
      return application.answer(request)
    }
  }

  private static func application(
    _ store: AccountStore, _ histories: String
  ) throws -> WebApplication {
    WebApplication(
      store,
      try Histories(folder: histories, fileSystem: LocalFileSystem(), now: now),
      WebApplication.Surroundings(
        version: "0", requestsPerSecond: 0, now: now, randomBytes: randomBytes,
        logFailure: { print("the service failed: \($0)") }))
  }

  private static func isThere(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: path)
  }

  @Sendable private static func now() -> Int64 { Int64(Date().timeIntervalSince1970 * 1000) }

  @Sendable private static func randomBytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: 0...255) }
  }

  private static func folder(_ path: String) -> FolderEnvironment<LocalFileSystem> {
    FolderEnvironment(
      path: path, fileSystem: LocalFileSystem(),
      makeID: { randomBytes(12).map { String(UInt16($0) | 0x100, radix: 16).suffix(2) }.joined() },
      now: { ISOTime.text(now()) })
  }

  // MARK: From the files

  /// Brings what was done to the files into the account.
  func takeFiles() throws {
    guard Self.isThere(path) else { return }
    let files = try Self.documents(in: Self.folder(path))
    for key in agreed.keys where files[key] == nil {
      try remove(key)
      agreed[key] = nil
    }
    let changed = files.values.filter { agreed[$0.key]?.file != $0.version }
    guard !changed.isEmpty else { return }
    let part = TemporaryFolder()
    for document in changed {
      let isKnown = agreed[document.key] != nil
      if isKnown { try remove(document.key) }
      try? session.purge(document.key)
      _ = try Self.folder(part.path).restore(
        document.key, Self.sent(document, isChanged: isKnown))
    }
    _ = try session.importDocuments(from: Self.folder(part.path))
    for document in changed {
      guard let taken = try account.document(document.key) else { continue }
      agreed[document.key] = Versions(file: document.version, account: taken.version)
    }
  }

  private static func documents(
    in environment: some Environment
  ) throws -> [ResourceKey: EnvironmentDocument] {
    let survey = try environment.survey(makeWorker: {}) { _, document in document }
    return Dictionary(survey.summaries.map { ($0.key, $0) }) { first, _ in first }
  }

  /// A document as an account has it: the integration stands in it, and an edit has a time.
  private static func sent(_ document: EnvironmentDocument, isChanged: Bool) -> JSONValue {
    var value = document.value
    if let container = document.containerID, value["_integrationId"] == nil {
      value.place(.string(JSONString(container)), at: "/_integrationId")
    }
    if isChanged { value.place(.string(JSONString(ISOTime.text(now()))), at: "/lastModified") }
    return value
  }

  private func remove(_ key: ResourceKey) throws {
    guard let document = try account.document(key) else { return }
    try account.delete(key, expecting: document.version)
  }

  // MARK: To the files

  /// Brings what was done to the account into the files.
  func giveFiles() throws {
    guard Self.isThere(path) else { return }
    let documents = try Self.documents(in: account)
    let folder = Self.folder(path)
    for key in agreed.keys where documents[key] == nil {
      if let file = try folder.document(key) { try folder.delete(key, expecting: file.version) }
      agreed[key] = nil
    }
    for document in documents.values.sorted(by: { $0.key < $1.key })
    where agreed[document.key]?.account != document.version {
      let value = try session.withCredentials(document.value, document.key)
      let written = try Self.write(value, document.key, to: folder)
      agreed[document.key] = written.map { Versions(file: $0.version, account: document.version) }
    }
  }

  private static func write(
    _ value: JSONValue, _ key: ResourceKey, to folder: FolderEnvironment<LocalFileSystem>
  ) throws -> EnvironmentDocument? {
    guard let old = try folder.document(key) else { return try folder.restore(key, value) }
    return try folder.update(key, to: kept(value, from: old.value), expecting: old.version)
  }

  /// The account's document with the times of the file.
  private static func kept(_ value: JSONValue, from file: JSONValue) -> JSONValue {
    guard case .object(var object) = value else { return value }
    for member: JSONString in ["lastModified", "createdAt"] { object[member] = file[member] }
    return .object(object)
  }
}
