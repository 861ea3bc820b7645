import Foundation

/// Runs `git`, the referee of our formats, without any configuration of the machine.
public struct GitProgram: Sendable {
  /// What a run gave.
  public struct Outcome: Sendable {
    /// The exit status.
    public let status: Int32
    /// Standard output.
    public let output: String
    /// Standard error.
    public let errors: String
  }

  /// Where it runs.
  public let directory: String

  /// Runs in a folder.
  public init(in directory: String) { self.directory = directory }

  /// Whether there is a git to ask; tests print a notice and skip if not.
  public static let isAvailable: Bool = {
    do {
      let status = try GitProgram(in: "/").run(["--version"]).status
      // What `env` ends with where it finds no program of that name.
      let isThere = status != 127
      if !isThere { print("notice: git is not installed, its judgement is skipped") }
      return isThere
    } catch {
      // A start that fails says nothing of git, and nothing must be skipped because of it.
      fatalError("cannot find out whether git is installed: \(error)")
    }
  }()

  /// Runs git and returns what it did, whatever it was.
  public func run(_ arguments: [String], input: String = "") throws -> Outcome {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["git"] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: directory)
    process.environment = environment
    let files = (0..<3).map { _ in NSTemporaryDirectory() + "ilm-git-" + UUID().uuidString }
    defer { for file in files { try? FileManager.default.removeItem(atPath: file) } }
    // Files instead of pipes: nothing can block, however much is written.
    for file in files { _ = FileManager.default.createFile(atPath: file, contents: nil) }
    try Data(input.utf8).write(to: URL(fileURLWithPath: files[0]))
    process.standardInput = FileHandle(forReadingAtPath: files[0])
    process.standardOutput = FileHandle(forWritingAtPath: files[1])
    process.standardError = FileHandle(forWritingAtPath: files[2])
    try process.run()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus, output: try text(files[1]), errors: try text(files[2]))
  }

  /// Runs git and returns its output without the last line feed; fails if git fails.
  @discardableResult
  public func output(_ arguments: String..., input: String = "") throws -> String {
    let outcome = try run(arguments, input: input)
    guard outcome.status == 0 else {
      throw GitFailure(message: "git \(arguments.joined(separator: " ")): \(outcome.errors)")
    }
    return outcome.output.hasSuffix("\n") ? String(outcome.output.dropLast()) : outcome.output
  }

  private var environment: [String: String] {
    [
      "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
      "HOME": directory, "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null",
      "GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.com",
      "GIT_COMMITTER_NAME": "Ada", "GIT_COMMITTER_EMAIL": "ada@example.com",
      "GIT_AUTHOR_DATE": "1700000000 +0100", "GIT_COMMITTER_DATE": "1700000000 +0100",
      "LC_ALL": "C.UTF-8",
    ]
  }

  private func text(_ file: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: file)), as: UTF8.self)
  }
}

/// Says that git refused.
public struct GitFailure: Error, CustomStringConvertible {
  /// What git said.
  public let message: String
  /// What git said.
  public var description: String { message }
}
