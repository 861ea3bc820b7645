/// Lays out rows in aligned columns.
///
/// Cells hold untrusted text: control characters are made visible. Styles are applied after
/// everything has been measured.
public struct Table: Sendable {
  /// How a column stands.
  public enum Alignment: Sendable { case left, right }

  /// Describes one column.
  public struct Column: Sendable {
    /// The heading; a table whose headings are all empty has no heading line.
    public var title: String
    /// How cells and heading stand.
    public var alignment: Alignment
    /// The width above which cells are cut with an ellipsis, on a terminal.
    public var widthMax: Int?
    /// Whether the column gives way when the table is wider than the terminal.
    public var isFlexible: Bool

    /// Creates a column.
    public init(
      _ title: String, _ alignment: Alignment = .left, widthMax: Int? = nil,
      isFlexible: Bool = false
    ) {
      self.title = title
      self.alignment = alignment
      self.widthMax = widthMax
      self.isFlexible = isFlexible
    }
  }

  /// One value in a row.
  public struct Cell: Sendable, ExpressibleByStringInterpolation {
    /// The text, trusted or not.
    public var text: String
    /// How the text is set off.
    public var style: Style

    /// Creates a cell.
    public init(_ text: String, _ style: Style = .plain) {
      self.text = text
      self.style = style
    }

    /// Creates a plain cell.
    public init(stringLiteral text: String) { self.init(text) }
  }

  /// The columns.
  public let columns: [Column]
  /// The rows without the heading.
  public private(set) var rows: [[Cell]] = []

  /// Creates a table without rows.
  public init(_ columns: [Column]) { self.columns = columns }

  /// Adds a row; missing cells are empty.
  public mutating func append(_ cells: [Cell]) {
    precondition(cells.count <= columns.count, "a row has more cells than the table has columns")
    rows.append(cells)
  }

  /// Returns the lines of the table, each ending in a line feed.
  ///
  /// Off a terminal nothing is cut and nothing styled.
  public func render(_ capabilities: TerminalCapabilities, indent: Int = 0) -> String {
    let layout = TableLayout(self, capabilities, indent: indent)
    var lines = rows.map { layout.line($0) }
    if columns.contains(where: { !$0.title.isEmpty }) {
      lines.insert(layout.line(columns.map { Cell($0.title, .bold) }), at: 0)
    }
    return lines.map { $0 + "\n" }.joined()
  }
}
