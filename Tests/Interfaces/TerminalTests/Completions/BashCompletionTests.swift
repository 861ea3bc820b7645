import Foundation
import Terminal
import Testing

/// Runs the bash script in bash, with the pieces of words that readline was seen to pass.
@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: "/bin/bash"), "bash is absent"))
struct BashCompletionTests {
  /// A line up to the cursor, the piece of it that bash will replace, and what is offered.
  struct Case: CustomTestStringConvertible {
    let line: String
    let piece: String
    let expected: [String]
    var testDescription: String { line }

    /// The piece is the last word if nothing else is said.
    init(_ line: String, piece: String? = nil, _ expected: [String]) {
      self.line = line
      let words = line.split(separator: " ", omittingEmptySubsequences: false)
      self.piece = piece ?? words.last.map(String.init) ?? ""
      self.expected = expected
    }
  }

  private static let commands = [
    "env", "init", "pull", "snapshot", "diff", "tag", "show", "move", "completions", "help",
  ]

  private static let cases: [Case] = [
    .init("ilm ", commands),
    .init("ilm s", ["snapshot", "show"]),
    .init("ilm --json sn", ["snapshot"]),
    .init("ilm --repo x sn", ["snapshot"]),
    .init("ilm --repo=x sn", ["snapshot"]),
    .init("ilm --repo env sn", ["snapshot"]),
    .init("ilm xyz", []),
    .init("ilm env ", ["add", "list"]),
    .init("ilm env l", ["list"]),
    .init("ilm env add --tok", ["--token-env=", "--token-file="]),
    .init("ilm env ls --j", ["--json"]),
    .init("ilm env add --token-file RE", ["README.md"]),
    .init("ilm env add --token-file=RE", piece: "RE", ["README.md"]),
    .init("ilm env add --token-file tw", ["two\\ words.txt"]),
    .init("ilm env add --token-file 'tw", piece: "tw", ["two words.txt"]),
    .init("ilm init ", ["folder"]),
    .init("ilm init --object-format ", ["sha256", "sha1"]),
    .init("ilm init --object-format sha2", ["sha256"]),
    .init("ilm init --object-format=", piece: "", ["sha256", "sha1"]),
    .init("ilm init --object-format=sha1", piece: "sha1", ["sha1"]),
    .init("ilm pull --from prod/o", ["prod/orders"]),
    .init("ilm pull ", ["prod/orders", "prod/Order\\ desk", "sandbox/orders@r1"]),
    .init("ilm pull prod/Order\\ d", piece: "prod/Order\\ d", ["prod/Order\\ desk"]),
    .init("ilm pull 'prod/Order d", piece: "prod/Order d", ["prod/Order desk"]),
    .init("ilm pull sandbox/orders@", piece: "@", ["@r1"]),
    .init("ilm pull sandbox/orders@r", piece: "@r", ["@r1"]),
    .init("ilm pull --from=sandbox/orders@r", piece: "@r", ["@r1"]),
    .init("ilm pull --from=prod/Or", piece: "prod/Or", ["prod/Order\\ desk"]),
    .init("ilm pull prod/orders sand", []),
    .init("ilm snap prod/orders sand", ["sandbox/orders@r1"]),
    .init("ilm snapshot -m sand", []),
    .init("ilm snapshot -m x --all ", ["prod"]),
    .init("ilm snapshot -- --", []),
    .init("ilm pull --on-conflict c", ["cancel"]),
    .init("ilm completions ", ["bash", "zsh", "fish"]),
    .init("ilm help p", ["pull"]),
    .init("ilm pull --d", ["--dry-run"]),
  ]

  @Test(arguments: cases)
  func `bash offers what may follow`(_ sample: Case) throws {
    #expect(try complete(sample) == sample.expected)
  }

  private func complete(_ sample: Case) throws -> [String] {
    let script = Shell.bash.completionScript(SampleProgram.program)
    let driver = """
      ilm() {
        [[ $1 == __complete && $3 == -- && $# == 4 ]] || return 1
        case $2 in
          target) printf '%s\\n' prod/orders 'prod/Order desk' sandbox/orders@r1 ;;
          environment) echo prod ;;
          *) return 1 ;;
        esac
      }
      \(script)
      COMP_LINE=\(quoted(sample.line)) COMP_POINT=${#COMP_LINE}
      complete -p ilm >/dev/null || exit 1
      _ilm ilm \(quoted(sample.piece))
      ((${#COMPREPLY[@]})) && printf '%s\\n' "${COMPREPLY[@]}"
      exit 0
      """
    return try TemporaryFolder.with(files: ["README.md", "two words.txt", "folder/x"]) { folder in
      let output = try run("/bin/bash", ["--norc", "-c", driver], in: folder)
      return output.split(separator: "\n").map(String.init)
    }
  }

  private func quoted(_ text: String) -> String {
    "'" + text.replacingOccurrences(of: "'", with: #"'\''"#) + "'"
  }
}

/// A folder that lives as long as a closure.
enum TemporaryFolder {
  static func with<Result>(
    files: [String] = [], _ body: (URL) throws -> Result
  ) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for file in files {
      let url = folder.appending(path: file)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data().write(to: url)
    }
    return try body(folder)
  }
}

/// Runs a program and returns what it wrote to stdout; errors it writes become a failure.
func run(_ program: String, _ arguments: [String], in folder: URL) throws -> String {
  let process = Process()
  process.executableURL = URL(filePath: program)
  process.arguments = arguments
  process.currentDirectoryURL = folder
  let (output, errors) = (Pipe(), Pipe())
  (process.standardOutput, process.standardError) = (output, errors)
  process.standardInput = FileHandle.nullDevice
  try process.run()
  let text = output.fileHandleForReading.readDataToEndOfFile()
  let complaint = errors.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  #expect(String(decoding: complaint, as: UTF8.self) == "")
  #expect(process.terminationStatus == 0)
  return String(decoding: text, as: UTF8.self)
}
