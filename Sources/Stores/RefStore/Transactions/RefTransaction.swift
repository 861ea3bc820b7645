public import ObjectModel

/// Changes of many refs that happen all or not at all.
///
/// A change is a value until ``commit(by:message:)``; an uncommitted transaction leaves no trace.
public struct RefTransaction {
  /// What a ref must point to before it is changed.
  public enum Expectation: Sendable, Hashable {
    /// There must be no ref of that name.
    case absent
    /// It must point to exactly this object.
    case exactly(ObjectID)
    /// Whatever it points to, if it exists at all.
    case any
  }

  struct Change {
    let target: ObjectID?
    let expected: Expectation
  }

  private let database: RefDatabase
  private var changes: [RefName: Change] = [:]

  init(_ database: RefDatabase) {
    self.database = database
  }

  /// Points a ref to an object when the transaction commits; a later call for the name replaces it.
  public mutating func update(
    _ name: RefName, to target: ObjectID, expecting expected: Expectation
  ) {
    precondition(target.format == database.format, "an id of another object format")
    changes[name] = Change(target: target, expected: expected)
  }

  /// Makes a ref that must not exist yet.
  public mutating func create(_ name: RefName, at target: ObjectID) {
    update(name, to: target, expecting: .absent)
  }

  /// Removes a ref and its reflog; fine if it does not exist and `expected` allows that.
  public mutating func delete(_ name: RefName, expecting expected: Expectation) {
    changes[name] = Change(target: nil, expected: expected)
  }

  /// Makes all changes durable and visible in one step.
  ///
  /// The objects must be durable already. If only the last step fails, making the new state
  /// durable, an error is thrown although the new state can be seen; else nothing has changed.
  ///
  /// - Parameters:
  ///   - identity: who and when, for the reflogs.
  ///   - message: why, for the reflogs; line feeds become spaces.
  /// - Throws: `.conflict` naming the ref if one does not have its expected value, `.locked` if
  ///   another program is changing refs, `.nameCollision` if one name is a folder of another.
  public func commit(by identity: Identity, message: String) throws(RefError) {
    guard !changes.isEmpty else { return }
    let commit = RefCommit(database, changes, identity: identity, message: message)
    try commit.run()
  }
}
