import Foundation
import TestKit
import Testing

/// The program on a pseudo terminal, with somebody who types.
final class TerminalRun {
  private let terminal: PseudoTerminal
  private let process = Process()
  /// Everything shown so far.
  private(set) var shown = ""
  private var unanswered = ""
  private let accounts: FolderServers

  /// Starts the program in a workspace.
  init(_ workspace: Workspace, _ arguments: [String], variables: [String: String] = [:]) throws {
    terminal = try #require(PseudoTerminal())
    accounts = workspace.accounts
    try accounts.takeFiles()
    let end = FileHandle(fileDescriptor: terminal.program, closeOnDealloc: false)
    process.executableURL = URL(fileURLWithPath: IlmProgramFile.path)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: workspace.root)
    process.environment = [
      "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TERM": "dumb", "NO_COLOR": "1",
      "ILM_USER": "ada", "HOME": workspace.root, "TMPDIR": workspace.root, "PAGER": "cat",
    ].merging(variables) { $1 }
    process.standardInput = end
    process.standardOutput = end
    process.standardError = end
    try process.run()
  }

  /// Waits until something is shown that was not shown before the last answer, then answers.
  func answer(_ question: String, _ text: String) {
    let roundsMax = 600
    for _ in 0..<roundsMax where !unanswered.contains(question) && process.isRunning { look() }
    look()
    #expect(unanswered.contains(question), "'\(question)' was not asked; shown:\n\(shown)")
    unanswered = ""
    // What a test did to the files while the question was open is there before it goes on.
    do { try accounts.takeFiles() } catch { Issue.record(error) }
    terminal.type(text + "\n")
  }

  /// Waits until something is asked, and does something before it is answered.
  func whenAsked(_ question: String, _ act: () throws -> Void) rethrows {
    for _ in 0..<600 where !unanswered.contains(question) && process.isRunning { look() }
    try act()
  }

  private func look() {
    let text = terminal.shown()
    shown += text
    unanswered += text
  }

  /// Waits for the end and returns the exit code.
  func finish() throws -> Int32 {
    while process.isRunning { look() }
    process.waitUntilExit()
    look()
    try accounts.giveFiles()
    return process.terminationStatus
  }
}
