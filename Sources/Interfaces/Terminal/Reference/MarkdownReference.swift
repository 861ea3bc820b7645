/// Renders the reference of all commands as Markdown.
public struct MarkdownReference: Sendable {
  let program: ProgramDeclaration

  /// Creates a renderer for a program.
  public init(_ program: ProgramDeclaration) { self.program = program }

  /// Returns the whole document.
  public func render() -> String { "" }
}
