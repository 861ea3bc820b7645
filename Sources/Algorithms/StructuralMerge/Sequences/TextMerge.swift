public import StructuralDiff

/// The three-way merge of a text by line; what competes is data, never markers in the text.
public struct TextMerge: Hashable, Sendable {
  /// A run of lines; each line has its line feed, the last of a text may lack one.
  public enum Piece: Hashable, Sendable {
    /// Lines on which the sides agree, or that one of them changed.
    case merged([UInt8])
    /// Lines that both sides changed, differently.
    case competing(Region)
  }

  /// The lines of each side at one place.
  public struct Region: Hashable, Sendable {
    /// The lines of the base.
    public let base: [UInt8]
    /// The lines that ours has instead.
    public let ours: [UInt8]
    /// The lines that theirs has instead.
    public let theirs: [UInt8]
  }

  /// The pieces from first to last.
  public let pieces: [Piece]

  /// Merges three versions of a text; changes of neighbouring lines compete.
  public init(base: TextLines, ours: TextLines, theirs: TextLines) {
    let alignment = ThreeWayAlignment(
      ours: EditList(from: base, to: ours), theirs: EditList(from: base, to: theirs),
      joining: .touching)
    var builder = PieceBuilder()
    for run in alignment.runs {
      switch run.author {
      case .nobody, .theirs: builder.append(theirs.bytes(of: run.theirs))
      case .ours: builder.append(ours.bytes(of: run.ours))
      case .both:
        let (own, other) = (ours.bytes(of: run.ours), theirs.bytes(of: run.theirs))
        if own == other {
          builder.append(own)
        } else {
          builder.append(Region(base: base.bytes(of: run.base), ours: own, theirs: other))
        }
      }
    }
    pieces = builder.pieces
  }

  /// The regions where the sides compete.
  public var regions: [Region] {
    pieces.compactMap { piece in
      if case .competing(let region) = piece { region } else { nil }
    }
  }

  /// Tells whether nothing competes.
  public var isClean: Bool { regions.isEmpty }

  /// The merged text with ours at every region.
  public var takingOurs: [UInt8] { bytes(\.ours) }

  /// The merged text with theirs at every region.
  public var takingTheirs: [UInt8] { bytes(\.theirs) }

  private func bytes(_ side: KeyPath<Region, [UInt8]>) -> [UInt8] {
    pieces.flatMap { piece in
      switch piece {
      case .merged(let lines): lines
      case .competing(let region): region[keyPath: side]
      }
    }
  }
}

/// Collects pieces; merged runs that follow each other become one.
private struct PieceBuilder {
  private(set) var pieces: [TextMerge.Piece] = []

  mutating func append(_ lines: [UInt8]) {
    if case .merged(let before) = pieces.last {
      pieces[pieces.count - 1] = .merged(before + lines)
    } else if !lines.isEmpty {
      pieces.append(.merged(lines))
    }
  }

  mutating func append(_ region: TextMerge.Region) {
    pieces.append(.competing(region))
  }
}

extension TextLines {
  fileprivate func bytes(of lines: Range<Int>) -> [UInt8] {
    if lines.isEmpty { return [] }
    return Array(bytes[self[lines.lowerBound].startIndex..<self[lines.upperBound - 1].endIndex])
  }
}
