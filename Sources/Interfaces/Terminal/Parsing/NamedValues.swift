/// Values by name, in the order given.
///
/// A list to look through: there are a handful, and to make the type of a dictionary takes longer than
/// to read a command line.
struct NamedValues: Sendable, Equatable {
  private var names: [String] = []
  private var values: [String] = []

  mutating func append(_ value: String, named name: String) {
    names.append(name)
    values.append(value)
  }

  func contains(_ name: String) -> Bool { names.contains(name) }

  /// All values of a name; none if there is no such name.
  subscript(_ name: String) -> [String] {
    names.indices.filter { names[$0] == name }.map { values[$0] }
  }
}
