import FileStorage
import LosslessJSON
import RepositoryCore
import TestKit
import Testing

@Suite struct OperationLogTests {
  private let path = "/home/.ilm/ilm/operations/prod,orders.jsonl"

  private func begun(_ count: Int) throws -> Sample {
    let sample = try Sample(revisionCount: 1)
    let log = try OperationLog.begin(
      orders, header: ["version": 1], in: try sample.repository())
    for number in 0..<count { try log.append(["step": .number(JSONNumber(number))]) }
    return sample
  }

  @Test func `what was added is read again, and goes on`() throws {
    let sample = try begun(3)
    let log = try #require(try OperationLog.open(orders, in: try sample.repository()))
    #expect(log.header == ["version": 1])
    #expect(log.events == [["step": 0], ["step": 1], ["step": 2]])
    try log.append(["step": 3])
    let again = try #require(try OperationLog.open(orders, in: try sample.repository()))
    #expect(again.events.count == 4)
    try again.end()
    #expect(try OperationLog.open(orders, in: try sample.repository()) == nil)
  }

  @Test func `only one can be begun`() throws {
    let sample = try begun(0)
    #expect(throws: FileSystemError.self) {
      _ = try OperationLog.begin(orders, header: [:], in: try sample.repository())
    }
    _ = try OperationLog.begin(billing, header: [:], in: try sample.repository())
  }

  @Test func `a journal cut anywhere holds the whole lines before the cut`() throws {
    let sample = try begun(3)
    let whole = try sample.files.read(path)
    for end in 0...whole.count {
      let files = sample.files.copy()
      files.damage(path) { $0 = Array(whole[..<end]) }
      let repository = try Repository(directory: "/home/.ilm", fileSystem: files)
      let lines = whole[..<end].count { $0 == UInt8(ascii: "\n") }
      let log = try OperationLog.open(orders, in: repository)
      #expect((log?.events.count ?? -1) == lines - 1, "cut at \(end)")
      // What comes next stands on a line of its own.
      try log?.append(["step": "next"])
      #expect(try OperationLog.open(orders, in: repository)?.events.count == log?.events.count)
      #expect(log != nil || !files.paths.contains(path))
    }
  }

  @Test func `a damaged line is reported`() throws {
    let sample = try begun(3)
    sample.files.damage(path) { $0[$0.count / 2] = UInt8(ascii: "\n") }
    #expect {
      _ = try OperationLog.open(orders, in: try sample.repository())
    } throws: { ($0 as? RepositoryError)?.code == .damaged }
  }

  @Test func `an append that fails is not there, or is the last`() throws {
    let sample = try begun(1)
    for fault in FaultyFileSystem.Fault.allCases {
      for call in 1...5 {
        let files = sample.files.copy()
        let faulty = FaultyFileSystem(files, fault: fault, failingCall: call)
        let done: Void? = try? {
          let repository = try Repository(directory: "/home/.ilm", fileSystem: faulty)
          try OperationLog.open(orders, in: repository)?.append(["step": 1])
        }()
        let repository = try Repository(directory: "/home/.ilm", fileSystem: files)
        let count = try #require(try OperationLog.open(orders, in: repository)).events.count
        #expect(count == 2 || done == nil && count == 1, "\(fault) at call \(call)")
      }
    }
  }
}
