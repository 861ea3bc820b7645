import LosslessJSON
import ObjectModel
import RepositoryCore
import StructuralMerge

/// What a pull that waits for its conflicts to be resolved has to know; see
/// Docs/formats/operation-journal.md.
struct PullLog {
  private static let version = 1

  /// The revision that the pull is.
  let revision: String
  private(set) var request: PullRequest
  /// The remote's state, which stays what it was when the pull began.
  let remote: Revision.Remote
  /// The facts commit of the remote's state, if it is recorded with one.
  let remoteFacts: CommitID?
  private(set) var table: ConflictTable
  private(set) var resolutions: [MergePlace: Resolution]
  private(set) var remembered: Set<MergePlace>

  init(
    revision: String, request: PullRequest, remote: Revision.Remote, remoteFacts: CommitID?,
    _ merge: PullMerge
  ) {
    self.revision = revision
    self.request = request
    self.remote = remote
    self.remoteFacts = remoteFacts
    table = merge.table
    resolutions = merge.resolutions
    remembered = merge.remembered
  }

  /// Adds bindings that were given later.
  mutating func add(_ bindings: BindingRequests) {
    request.bindings.pairs += bindings.pairs
  }

  /// Tells whether an open operation is a pull that has not begun to write.
  static func isWaiting(_ log: OperationLog?, _ revision: Revision) -> Bool {
    log.map { isWaiting($0.header) } ?? revision.isWaiting
  }

  /// Tells whether a journal with a header is that of a pull that has not begun to write.
  static func isWaiting(_ header: JSONValue) -> Bool { header["pull"] != nil }

  var json: JSONValue {
    [
      "version": .number(JSONNumber(Self.version)), "revision": .text(revision),
      "pull": [
        "request": request.json,
        "remote": ["target": .text(remote.target), "commit": .text(remote.commit.hex)],
        "remoteFacts": .text(remoteFacts?.hex),
        "conflicts": .array(table.places.map(\.json)),
        "resolutions": .array(
          resolutions.sorted {
            ($0.key.name, $0.key.path.description) < ($1.key.name, $1.key.path.description)
          }
          .map { place, resolution in
            [
              "place": place.json, "resolution": resolution.json,
              "remembered": .bool(remembered.contains(place)),
            ]
          }),
      ],
    ]
  }

  /// Reads the header of the journal of a waiting pull.
  init(json: JSONValue) throws {
    guard json["version"]?.int == Self.version, let pull = json["pull"],
      let target = pull["remote"]?["target"]?.text,
      let commit = pull["remote"]?["commit"]?.text.flatMap({ CommitID(hex: $0) })
    else { throw RepositoryError(.damaged, "the journal of a waiting pull cannot be read") }
    revision = json["revision"]?.text ?? ""
    request = PullRequest(json: pull["request"] ?? .null)
    remote = Revision.Remote(target: target, commit: commit)
    remoteFacts = pull["remoteFacts"]?.text.flatMap { CommitID(hex: $0) }
    table = ConflictTable((pull["conflicts"]?.array ?? []).compactMap { MergePlace(json: $0) })
    (resolutions, remembered) = ([:], [])
    for entry in pull["resolutions"]?.array ?? [] {
      guard let place = entry["place"].flatMap({ MergePlace(json: $0) }),
        let resolution = entry["resolution"].flatMap({ Resolution(json: $0) })
      else { continue }
      resolutions[place] = resolution
      if entry["remembered"]?.bool == true { remembered.insert(place) }
    }
  }
}

extension MergePlace {
  fileprivate var json: JSONValue {
    ["name": .string(name), "path": .text(path.description)]
  }

  fileprivate init?(json: JSONValue) {
    guard let name = json["name"]?.string,
      let path = json["path"]?.text.flatMap({ try? JSONPointer(parsing: $0) })
    else { return nil }
    self.init(name: name, path: path)
  }
}
