import FileStorage
import LosslessJSON

extension Repository {
  var relationsPath: String { directory + "/ilm/matches.json" }
  private static var relationsVersion: Int { 1 }

  /// Reads every declared relation, sorted by its integrations.
  public func relations() throws -> [DeclaredRelation] {
    guard let bytes = try fileSystem.readIfPresent(relationsPath) else { return [] }
    let json: JSONValue
    do throws(JSONParseError) { json = try JSONValue(parsing: bytes) } catch {
      throw damagedRelations("\(error.message) (line \(error.line), column \(error.column))")
    }
    guard json["schemaVersion"]?.int == Self.relationsVersion else {
      throw RepositoryError(
        .unsupported,
        "'\(relationsPath)' has a form that this program does not read; use a newer one")
    }
    return try (json["relations"]?.array ?? []).map { item in
      guard let relation = DeclaredRelation(json: item) else {
        throw damagedRelations("it holds something that is no relation")
      }
      return relation
    }
  }

  private func damagedRelations(_ reason: String) -> RepositoryError {
    RepositoryError(
      .damaged,
      "the declared matches in '\(relationsPath)' cannot be read: \(reason); "
        + "mend the file, or remove it and declare them again with 'ilm match'")
  }

  /// Returns what was declared of two integrations, seen from the left one, or `nil`.
  public func relation(
    of left: TargetName, and right: TargetName
  ) throws -> DeclaredRelation? {
    try relations().lazy.compactMap { $0.seen(from: left) }.first { $0.right == right }
  }

  /// Changes what is declared of two integrations, which makes them partners if they were not; one
  /// process at a time.
  public func changeRelation(
    of left: TargetName, and right: TargetName, _ change: (inout DeclaredRelation) throws -> Void
  ) throws {
    precondition(left != right, "an integration is no partner of itself")
    let lock = try lock(named: "matches")
    defer { lock.release() }
    var all = try relations()
    let known = all.firstIndex { $0.seen(from: left)?.right == right }
    var relation =
      known.flatMap { all[$0].seen(from: left) } ?? DeclaredRelation(left: left, right: right)
    try change(&relation)
    if let known { all.remove(at: known) }
    try write(all + [relation])
  }

  /// Forgets what was declared of two integrations and tells whether there was anything.
  public func removeRelation(of left: TargetName, and right: TargetName) throws -> Bool {
    let lock = try lock(named: "matches")
    defer { lock.release() }
    let all = try relations()
    let kept = all.filter { $0.seen(from: left)?.right != right }
    if kept.count < all.count { try write(kept) }
    return kept.count < all.count
  }

  private func write(_ relations: [DeclaredRelation]) throws {
    let ordered = relations.map { $0.left < $0.right ? $0 : $0.mirrored }
      .sorted { ($0.left, $0.right) < ($1.left, $1.right) }
    let json: JSONValue = [
      "schemaVersion": .number(JSONNumber(Self.relationsVersion)),
      "relations": .array(ordered.map(\.json)),
    ]
    try fileSystem.writeAtomically(relationsPath, json.canonicalBytes())
  }
}
