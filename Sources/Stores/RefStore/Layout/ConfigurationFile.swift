/// A git configuration file: sections with keys and values; edits keep all other lines.
///
/// Section names and keys are compared without regard to case, subsections exactly.
public struct ConfigurationFile: Sendable {
  /// The file as text, with all edits.
  public var text: String { preconditionFailure("not written yet") }

  /// Reads a configuration; an empty text is a configuration without sections.
  ///
  /// - Throws: `.corrupt` with the number of the line that cannot be understood.
  public init(_ text: String = "", path: String = "config") throws(RefError) {
    preconditionFailure("not written yet")
  }

  /// Returns the last value of a key, or `nil`; a key without `=` has the value `true`.
  public func value(_ section: String, _ subsection: String? = nil, _ key: String) -> String? {
    preconditionFailure("not written yet")
  }

  /// Returns all values of a key in their order.
  public func values(_ section: String, _ subsection: String? = nil, _ key: String) -> [String] {
    preconditionFailure("not written yet")
  }

  /// Returns the subsections of a section in order of their first appearance.
  public func subsections(of section: String) -> [String] {
    preconditionFailure("not written yet")
  }

  /// Returns the keys of a section in lower case, in order of their first appearance.
  public func keys(of section: String, _ subsection: String? = nil) -> [String] {
    preconditionFailure("not written yet")
  }

  /// Gives a key one value, in place if it is there, else at the end of its section.
  public mutating func set(
    _ section: String, _ subsection: String? = nil, _ key: String, to value: String
  ) {
    preconditionFailure("not written yet")
  }

  /// Removes a key.
  public mutating func remove(_ section: String, _ subsection: String? = nil, _ key: String) {
    preconditionFailure("not written yet")
  }

  /// Removes a section with all its keys.
  public mutating func removeSection(_ section: String, _ subsection: String? = nil) {
    preconditionFailure("not written yet")
  }
}
