/// The widths of a table on a certain output, and its lines.
struct TableLayout {
  private let columns: [Table.Column]
  private let palette: Palette
  private let margin: String
  private var widths: [Int]
  private let gap = 2
  /// What a flexible column keeps when there is too little room.
  private let flexibleWidthMin = 8

  init(_ table: Table, _ capabilities: TerminalCapabilities, indent: Int) {
    columns = table.columns
    palette = Palette(capabilities)
    margin = String(repeating: " ", count: indent)
    widths = table.columns.indices.map { Self.naturalWidth(table, column: $0) }
    if capabilities.isTerminal {
      limitWidths()
      if let width = capabilities.width { shrink(to: width - indent) }
    }
  }

  func line(_ cells: [Table.Cell]) -> String {
    var line = margin
    var blank = 0
    for (index, column) in columns.enumerated() {
      let cell = index < cells.count ? cells[index] : Table.Cell("")
      let text = DisplayWidth.truncate(VisibleText.line(cell.text), to: widths[index])
      let padding = widths[index] - DisplayWidth.of(text)
      // Blanks are held back until something follows, so that no line ends in them.
      if column.alignment == .right { blank += padding }
      if !text.isEmpty {
        line += String(decoding: repeatElement(0x20, count: blank), as: UTF8.self)
        line += palette.apply(cell.style, text)
        blank = 0
      }
      blank += (column.alignment == .left ? (text.isEmpty ? widths[index] : padding) : 0) + gap
    }
    return line.allSatisfy { $0 == " " } ? "" : line
  }

  private static func naturalWidth(_ table: Table, column: Int) -> Int {
    let cells = table.rows.lazy.map { column < $0.count ? $0[column].text : "" }
    let widest = cells.map { DisplayWidth.of(VisibleText.line($0)) }.max() ?? 0
    return max(widest, DisplayWidth.of(table.columns[column].title))
  }

  private mutating func limitWidths() {
    for (index, column) in columns.enumerated() {
      if let limit = column.widthMax { widths[index] = min(widths[index], limit) }
    }
  }

  /// Takes from the widest flexible column until the table fits or nothing can give way.
  private mutating func shrink(to width: Int) {
    var excess = widths.reduce(0, +) + gap * (widths.count - 1) - width
    while excess > 0 {
      let candidates = columns.indices.filter {
        columns[$0].isFlexible && widths[$0] > flexibleWidthMin
      }
      guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { return }
      widths[widest] -= 1
      excess -= 1
    }
  }
}
