import FileStorage
import Foundation
import TestKit
import Testing

@Suite struct FileSystemTests {
  private let folder = TemporaryFolder()
  private let files = LocalFileSystem()

  @Test func `what is written can be read, mapped and looked at`() throws {
    let path = folder.path("a")
    let file = try files.createFile(path, permissions: 0o600)
    try file.write([1, 2, 3])
    try file.write([4])
    #expect(file.offset == 4)
    try file.synchronize()
    try file.close()
    #expect(try files.read(path) == [1, 2, 3, 4])
    #expect(try files.map(path).withUnsafeBytes { Array($0) } == [1, 2, 3, 4])
    let status = try files.status(of: path)
    #expect(status.kind == .regular)
    #expect(status.byteCount == 4)
    #expect(status.permissions == 0o600)
    #expect(status.modificationTime.seconds > 1_600_000_000)
  }

  @Test func `many entries are looked at as single ones are`() throws {
    var paths = ["/", "/dev", "/dev/null", "relative-\(UInt64.max)"]
    for place in ["a", "b", "b/c"] {
      try files.createDirectory(folder.path(place))
      for name in ["1", "2", "3"] {
        paths.append(folder.path("\(place)/\(name)"))
        if name != "2" { try files.createFile(paths[paths.count - 1], permissions: 0o600).close() }
      }
    }
    paths += [folder.path("a"), folder.path("a/1/below")]
    paths += ["missing/1", "missing/2", "a/1", "missing/1", "a/1/below", "b/1"].map(folder.path)
    for paths in [paths, paths.reversed(), []] {
      let statuses = try files.statuses(of: PathList(paths))
      #expect(statuses == (try paths.map { try files.statusIfPresent(of: $0) }))
    }
    #expect(throws: FileSystemError.self) { try files.statuses(of: PathList(["a\0b"])) }
  }

  @Test func `files read one after another are what they are alone`() throws {
    for name in ["a", "a/below", "b"] { try files.createDirectory(folder.path(name)) }
    var paths: [String] = []
    for (number, place) in ["a", "b", "a", "a/below", "b", "."].enumerated() {
      paths.append(folder.path("\(place)/\(number)"))
      try files.writeAtomically(paths[number], Array(repeating: UInt8(number), count: number))
    }
    let reader = files.reader()
    for path in paths {
      let (bytes, status) = try reader.read(path, byteCountMax: 5)
      #expect(bytes == (try files.read(path)))
      #expect(status == (try files.status(of: path)))
    }
    for (path, code) in [
      (folder.path("a/missing"), FileSystemError.Code.notFound),
      (folder.path("missing/1"), .notFound), (folder.path("a/0/below"), .notDirectory),
      ("", .invalidName), ("a\0b", .invalidName),
    ] {
      let error = #expect(throws: FileSystemError.self) {
        try reader.read(path, byteCountMax: 5)
      }
      #expect(error?.code == code && error?.path == path, "\(path)")
    }
    let error = #expect(throws: FileSystemError.self) {
      try reader.read(paths[5], byteCountMax: 4)
    }
    #expect(error?.code == .tooLarge)
    // What is read after an error is read from its own folder.
    #expect(try reader.read(paths[1], byteCountMax: 5).bytes == [1])
  }

  @Test func `appending goes on at the end and can be cut back`() throws {
    let path = folder.path("log")
    for round in 0..<3 {
      let file = try files.openForAppending(path)
      #expect(file.offset == Int64(round * 2))
      try file.write([UInt8(round), 9])
      try file.close()
    }
    #expect(try files.read(path) == [0, 9, 1, 9, 2, 9])
    let file = try files.openForAppending(path)
    try file.truncate(to: 2)
    try file.write([7])
    try file.close()
    #expect(try files.read(path) == [0, 9, 7])
  }

  @Test func `entries are sorted by bytes and have their kinds`() throws {
    try files.writeAtomically(folder.path("b"), [])
    try files.writeAtomically(folder.path("B"), [])
    try files.createDirectory(folder.path("a"))
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("é"), withDestinationPath: "nowhere")
    let entries = try files.entries(ofDirectory: folder.path)
    #expect(entries.map(\.name) == ["B", "a", "b", "é"])
    #expect(entries.map(\.kind) == [.regular, .directory, .regular, .symbolicLink])
    #expect(try files.kind(of: folder.path("é")) == .symbolicLink)
    #expect(try files.kind(of: folder.path("z")) == nil)
  }

  @Test func `failures have codes and sentences`() throws {
    try files.writeAtomically(folder.path("file"), [1, 2, 3])
    try files.createDirectories(folder.path("x/y/z"))
    try files.createDirectories(folder.path("x/y/z"))
    let cases: [(FileSystemError.Code, () throws -> Void)] = [
      (.notFound, { _ = try files.read(folder.path("none")) }),
      (.exists, { _ = try files.createFile(folder.path("file"), permissions: 0o600) }),
      (.exists, { try files.createDirectories(folder.path("file")) }),
      (.notDirectory, { _ = try files.read(folder.path("file/below")) }),
      (.isDirectory, { _ = try files.read(folder.path("x")) }),
      (.notEmpty, { try files.removeDirectory(folder.path("x")) }),
      (.invalidName, { _ = try files.read("a\0b") }),
      (.invalidName, { _ = try files.read(String(repeating: "a", count: 5000)) }),
      (.tooLarge, { _ = try files.read(folder.path("file"), byteCountMax: 2) }),
    ]
    for (code, body) in cases {
      let error = #expect(throws: FileSystemError.self) { try body() }
      #expect(error?.code == code)
    }
    let error = #expect(throws: FileSystemError.self) { try files.read(folder.path("none")) }
    #expect(error?.message == "cannot read '\(folder.path("none"))': no such file or directory")
    try files.removeTree(folder.path("x"))
    #expect(try files.kind(of: folder.path("x")) == nil)
  }

  @Test func `an atomic write that fails names the file that was to be written`() throws {
    try files.createDirectories(folder.path("full"))
    try files.writeAtomically(folder.path("full/below"), [1])
    for (path, action) in [("none/file", "create"), ("full", "rename")] {
      let error = #expect(throws: FileSystemError.self) {
        try files.writeAtomically(folder.path(path), [1])
      }
      #expect(error?.path == folder.path(path))
      #expect(error?.message.hasPrefix("cannot \(action) '\(folder.path(path))': ") == true)
    }
  }

  @Test func `a name that is not UTF-8 is refused with a sentence`() throws {
    let path = folder.path.utf8CString.dropLast() + [0x2f, -1, 0]
    #expect(mkdir(Array(path), 0o700) == 0)
    let error = #expect(throws: FileSystemError.self) {
      try files.entries(ofDirectory: folder.path)
    }
    #expect(error?.code == .invalidName)
  }

  @Test func `a lock is held by one at a time`() throws {
    let lock = try files.lock(folder.path("lock"))
    let error = #expect(throws: FileSystemError.self) { try files.lock(folder.path("lock")) }
    #expect(error?.code == .locked)
    lock.release()
    lock.release()
    try files.lock(folder.path("lock")).release()
  }

  @Test func `a lock is given back although somebody has a copy of the descriptor`() throws {
    let path = folder.path("lock")
    let lock = try files.lock(path)
    // As a child has one between fork and exec.
    let number = try #require(
      (0..<1024).first { number in
        var name = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/fd/\(number)", &name, name.count - 1)
        return count > 0 && name.prefix(count).elementsEqual(path.utf8.map(CChar.init(bitPattern:)))
      })
    let copy = dup(Int32(number))
    defer { close(copy) }
    lock.release()
    try files.lock(path).release()
  }

  @Test(arguments: FaultyFileSystem.Fault.allCases)
  func `an atomic write that fails anywhere leaves the old or the new content`(
    fault: FaultyFileSystem.Fault
  ) throws {
    let path = folder.path("target")
    let old: [UInt8] = [1, 1, 1, 1]
    let new: [UInt8] = [2, 2, 2, 2, 2, 2]
    var call = 0
    var isDone = false
    while !isDone {
      call += 1
      try files.writeAtomically(path, old)
      let faulty = FaultyFileSystem(files, fault: fault, failingCall: call)
      isDone = (try? faulty.writeAtomically(path, new)) != nil
      let content = try files.read(path)
      #expect(content == old || content == new)
      #expect(!isDone || content == new)
      if fault != .crash && fault != .crashAfterwards {
        #expect(try files.entries(ofDirectory: folder.path).map(\.name) == ["target"])
      }
      // A leftover would make the next round count one more attempt to find a free name.
      for entry in try files.entries(ofDirectory: folder.path) where entry.name != "target" {
        try files.removeFile(folder.path(entry.name))
      }
    }
    #expect(call > 4)
  }
}
