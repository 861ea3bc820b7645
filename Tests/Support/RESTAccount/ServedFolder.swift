import EnvironmentAdapters
import FileStorage
import IntegrationModel
import LosslessJSON
import ScriptedServer
import Synchronization

/// An account folder behind a REST API on loopback: what tests do to its files shows there, and what
/// is written by the API is in the files.
///
/// Documents are as the folder has them, but for `lastModified`: a test that edits a file does not
/// keep that, so it is the time of the file.
public final class ServedFolder: Sendable {
  private let folder: FolderEnvironment<LocalFileSystem>
  private let now: @Sendable () -> Int64
  private let state = Mutex(State())
  private let started = Mutex<ScriptedServer?>(nil)
  /// Writes come one at a time.
  private let writing = Mutex(())

  private struct State {
    var places: [ResourceKey: DocumentPlace] = [:]
    var bin: [ResourceKey: JSONValue] = [:]
    var cache: SurveyCache<JSONValue?>?
  }

  /// How many documents a page of a list has.
  private static let pageSize = 500

  /// Serves a folder.
  ///
  /// - Parameters:
  ///   - makeID: Returns a fresh id of 24 hexadecimal digits.
  ///   - now: Returns the time in milliseconds since 1970.
  public init(
    _ path: String, makeID: @escaping @Sendable () -> String, now: @escaping @Sendable () -> Int64
  ) throws {
    self.now = now
    folder = FolderEnvironment(
      path: path, fileSystem: LocalFileSystem(), makeID: makeID, now: { ISOTime.text(now()) })
    let server = try ScriptedServer { [weak self] request in
      var answer = self?.answer(request) ?? .cut
      answer.fields.append(("Date", ISOTime.httpText(now())))
      return answer
    }
    started.withLock { $0 = server }
  }

  deinit { started.withLock { $0?.stop() } }

  /// The address without a slash at its end.
  public var url: String { started.withLock { $0?.url ?? "" } }

  // MARK: Answers

  private func answer(_ request: ServedRequest) -> ServedAnswer {
    guard request.fields["authorization"] == "Bearer \(RESTAccount.token)" else {
      return .failure(401, "unauthorized", "the token is not valid")
    }
    let steps = request.path.split(separator: "/").map(String.init)
    do {
      switch (request.method, steps.count) {
      case ("GET", 2) where steps[1] == "tokenInfo": return .json(200, "{\"scope\":\"fullaccess\"}")
      case ("GET", 2): return try list(try kind(steps[1]), request)
      case ("POST", 2):
        let made = try writing.withLock { _ in
          try folder.create(try kind(steps[1]), try JSONValue(parsing: request.body))
        }
        return try shown(made, 201)
      case ("POST", 4) where steps[1] == "recycleBinTTL":
        return try restore(ResourceKey(try kind(steps[2]), steps[3]))
      case (_, 3): return try document(ResourceKey(try kind(steps[1]), steps[2]), request)
      default: return .failure(404, "not_found", "there is nothing here")
      }
    } catch let error as EnvironmentError {
      return .failure(Self.status(error.code), error.code.rawValue, Self.plain(error.message))
    } catch {
      return .failure(404, "not_found", "there is nothing here")
    }
  }

  private struct NoKind: Error {}

  private func kind(_ name: String) throws -> ResourceKind {
    guard let kind = ResourceKind(rawValue: name.lowercased()) else { throw NoKind() }
    return kind
  }

  private static func status(_ code: EnvironmentError.Code) -> Int {
    switch code {
    case .notFound: 404
    case .exists, .changed: 409
    case .malformedDocument, .duplicateID: 422
    default: 422
    }
  }

  private static func plain(_ text: String) -> String {
    text.replacing("\\", with: "/").replacing("\"", with: "'")
  }

  // MARK: Lists

  private func list(_ kind: ResourceKind, _ request: ServedRequest) throws -> ServedAnswer {
    let rows = try survey().filter { $0.key.kind == kind }.sorted { $0.key < $1.key }.map {
      entry -> JSONValue in
      var row: JSONObject = [
        "_id": .string(JSONString(entry.key.id)),
        "lastModified": .string(JSONString(Self.time(of: entry.stamp))),
      ]
      row["name"] = entry.summary
      return .object(row)
    }
    if rows.isEmpty { return ServedAnswer(204) }
    let page = request.query["page"].flatMap { Int($0) } ?? 1
    let part = rows.dropFirst((page - 1) * Self.pageSize).prefix(Self.pageSize)
    var answer = ServedAnswer.json(200, Self.text(.array(Array(part))))
    if page * Self.pageSize < rows.count {
      answer.fields.append(
        ("Link", "<https://elsewhere.example\(request.path)?page=\(page + 1)>; rel=\"next\""))
    }
    return answer
  }

  /// Looks at the folder; reads only what has changed.
  private func survey() throws -> [SurveyCache<JSONValue?>.Entry] {
    let now = now()
    let survey = try folder.survey(reusing: state.withLock { $0.cache }, makeWorker: {}) {
      _, document in document.json.value["name"]
    }
    state.withLock { state in
      state.places = Dictionary(survey.entries.map { ($0.key, $0.place) }) { first, _ in first }
      state.cache = SurveyCache(
        entries: survey.entries,
        writtenAt: FileTimestamp(seconds: now / 1000, nanoseconds: now % 1000 * 1_000_000))
    }
    return survey.entries
  }

  private static func time(of stamp: DocumentStamp) -> String {
    guard case .files(let document, let text) = stamp else { return "" }
    return time(of: document, text)
  }

  private static func time(of document: FileStatus, _ text: FileStatus?) -> String {
    let times = [document, text].compactMap { $0 }.map { status in
      max(status.modificationTime, status.changeTime)
    }
    let newest = times.max() ?? document.modificationTime
    return ISOTime.text(newest.seconds * 1000 + newest.nanoseconds / 1_000_000)
  }

  // MARK: Documents

  private func document(_ key: ResourceKey, _ request: ServedRequest) throws -> ServedAnswer {
    guard let old = try folder.document(key) else {
      return .failure(404, "not_found", "there is no such document")
    }
    switch request.method {
    case "GET": return try shown(old, 200)
    case "PUT":
      let new = try JSONValue(parsing: request.body)
      let written = try writing.withLock { _ in
        try folder.update(key, to: new, expecting: old.version)
      }
      return try shown(written, 200)
    case "DELETE":
      try writing.withLock { _ in try folder.delete(key, expecting: old.version) }
      state.withLock { $0.bin[key] = old.value }
      return ServedAnswer(204)
    default: return .failure(405, "method_not_allowed", "this is not taken here")
    }
  }

  private func restore(_ key: ResourceKey) throws -> ServedAnswer {
    guard let value = state.withLock({ $0.bin.removeValue(forKey: key) }),
      let restored = try writing.withLock({ _ in try folder.restore(key, value) })
    else { return .failure(404, "not_found", "nothing in the recycle bin") }
    return try shown(restored, 200)
  }

  private func shown(_ document: EnvironmentDocument, _ status: Int) throws -> ServedAnswer {
    var value = document.value
    if let time = try time(of: document.key) {
      value["lastModified"] = .string(JSONString(time))
    }
    return .json(status, Self.text(value))
  }

  /// When the files of a document changed.
  private func time(of key: ResourceKey) throws -> String? {
    if state.withLock({ $0.places[key] == nil }) { _ = try survey() }
    guard let path = state.withLock({ $0.places[key]?.path }),
      let status = try? LocalFileSystem().status(of: path)
    else { return nil }
    let body = key.kind == .scripts ? String(path.dropLast(5)) + ".js" : nil
    return Self.time(of: status, body.flatMap { try? LocalFileSystem().status(of: $0) })
  }

  private static func text(_ value: JSONValue) -> String {
    String(decoding: value.compactBytes(), as: UTF8.self)
  }
}
