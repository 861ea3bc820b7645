/// A git configuration file: sections with keys and values; edits keep all other lines.
///
/// Section names and keys are compared without regard to case, subsections exactly.
public struct ConfigurationFile: Sendable {
  var items: [ConfigurationItem]

  /// Reads a configuration; an empty text is a configuration without sections.
  ///
  /// - Throws: `.corrupt` with the number of the line that cannot be understood.
  public init(_ text: String = "", path: String = "config") throws(RefError) {
    var parser = ConfigurationParser(text, path: path)
    items = try parser.parse()
  }

  /// The file as text, with all edits.
  public var text: String { items.map(\.text).joined() }

  /// Returns the last value of a key, or `nil`; a key without `=` has the value `true`.
  public func value(_ section: String, _ subsection: String?, _ key: String) -> String? {
    values(section, subsection, key).last
  }

  /// Returns the last value of a key in a section without subsections, or `nil`.
  public func value(_ section: String, _ key: String) -> String? { value(section, nil, key) }

  /// Returns all values of a key in their order.
  public func values(_ section: String, _ subsection: String?, _ key: String) -> [String] {
    places(of: ConfigurationSection(section, subsection), key).compactMap { items[$0].value }
  }

  /// Returns the subsections of a section in order of their first appearance.
  public func subsections(of section: String) -> [String] {
    unique(
      items.compactMap { $0.section.name == section.lowercased() ? $0.section.subsection : nil })
  }

  /// Returns the keys of a section in lower case, in order of their first appearance.
  public func keys(of section: String, _ subsection: String? = nil) -> [String] {
    let wanted = ConfigurationSection(section, subsection)
    return unique(items.compactMap { $0.section == wanted ? $0.key : nil })
  }

  func places(of section: ConfigurationSection, _ key: String) -> [Int] {
    let key = key.lowercased()
    return items.indices.filter { items[$0].section == section && items[$0].key == key }
  }

  private func unique(_ texts: [String]) -> [String] {
    // Every command reads a configuration, and making the type of a set takes longer than this.
    if texts.count <= 16 {
      return texts.enumerated().filter { position, text in
        !texts[..<position].contains { $0.utf8.elementsEqual(text.utf8) }
      }.map(\.element)
    }
    var seen: Set<[UInt8]> = []
    return texts.filter { seen.insert(Array($0.utf8)).inserted }
  }
}

/// The part of a configuration that a line belongs to.
struct ConfigurationSection: Sendable, Equatable {
  let name: String
  let subsection: String?

  init(_ name: String, _ subsection: String?) {
    self.name = name.lowercased()
    self.subsection = subsection
  }

  static func == (one: ConfigurationSection, other: ConfigurationSection) -> Bool {
    one.name == other.name
      && one.subsection.map { Array($0.utf8) } == other.subsection.map { Array($0.utf8) }
  }
}

/// A piece of a configuration's text: a header, a key with its value, or what lies between.
struct ConfigurationItem: Sendable {
  var section: ConfigurationSection
  var isHeader = false
  var key: String?
  var value: String?
  var text: String
}
