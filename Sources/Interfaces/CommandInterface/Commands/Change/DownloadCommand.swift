import LifecycleContracts
import LifecycleOperations
import LosslessJSON
import Terminal

/// `ilm download`
enum DownloadCommand: Command {
  static let name = "download"
  static let declaration = CommandDeclaration(
    name, group: "Change", summary: "Writes an integration as a bundle",
    discussion: "The zip has the platform's own layout and holds no credentials. The same state "
      + "gives the same bytes. An integration with APIs is refused unless the environment is "
      + "declared to support it.",
    examples: [
      UsageExample("ilm download production/orders -o orders.zip", "as it is now"),
      UsageExample("ilm download production/orders@r3 -o orders-r3.zip", "a revision"),
    ],
    positionals: [
      PositionalDeclaration("STATE", kind: .dynamic("state"), help: "A target or TARGET@rN")
    ],
    options: [
      .value("output", short: "o", "FILE", kind: .file, isRequired: true, help: "The zip file")
    ])

  private static let option = "-o FILE.zip"

  static func run(_ session: Session) throws -> ExitCode {
    let path = try session.outputPath(session.arguments.required("output"), option: option)
    let (report, bytes) = try DownloadOperation(try session.resolver()).bundle(
      of: session.arguments.required("STATE"))
    try session.write(bytes, to: path, option: option)
    if session.isJSON {
      session.emit([
        "schemaVersion": JSONShapes.schemaVersion, "state": JSONShapes.text(report.label),
        "file": JSONShapes.text(path), "entries": JSONShapes.number(report.entryCount),
        "bytes": JSONShapes.number(report.byteCount),
      ])
    }
    session.tell(
      "Wrote \(report.label) to \(VisibleText.line(path)): "
        + "\(Wording.count(report.entryCount, "file")), \(Wording.byteSize(report.byteCount))")
    return .done
  }
}
