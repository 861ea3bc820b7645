/// Renders help from declarations.
public struct HelpRenderer: Sendable {
  let program: ProgramDeclaration
  let width: Int
  let palette: Palette

  /// Creates a renderer for an output; 80 columns if its width is not known.
  public init(_ program: ProgramDeclaration, _ capabilities: TerminalCapabilities) {
    self.program = program
    width = max(40, min(capabilities.width ?? 80, 100))
    palette = Palette(capabilities)
  }

  /// Returns the list of commands under their headings.
  public func overview() -> String { "" }

  /// Returns the help of one command; the empty path gives the overview.
  public func help(_ path: [String]) throws(UsageError) -> String { "" }
}
