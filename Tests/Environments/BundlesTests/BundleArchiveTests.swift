import Bundles
import Foundation
import Testing

/// Writing, and reading back what was written, by us and by other programs.
@Suite struct BundleArchiveTests {
  private let entries = [
    BundleEntry(path: "integration.json", bytes: Array(#"{"_id": "1"}"#.utf8)),
    BundleEntry(path: "flows/Übersicht-1.json", bytes: Array("{}".utf8)),
    BundleEntry(path: "flows/B-2.json", bytes: Array(String(repeating: "flow ", count: 900).utf8)),
    BundleEntry(path: "exports/empty.json"),
    BundleEntry(path: "scripts/"),
  ]

  @Test func `entries come back sorted by bytes with an entry for every folder`() throws {
    let read = try BundleArchive.read(BundleArchive.write(entries: entries))
    #expect(
      read.map(\.path) == [
        "exports/", "exports/empty.json", "flows/", "flows/B-2.json", "flows/Übersicht-1.json",
        "integration.json", "scripts/",
      ])
    #expect(read.filter { !$0.isFolder }.count == 4)
    #expect(read.first { $0.path == "flows/B-2.json" }?.bytes == entries[2].bytes)
  }

  @Test func `neither order nor clock changes a byte`() throws {
    let archive = try BundleArchive.write(entries: entries)
    sleep(2)  // The times of zip archives have a resolution of two seconds.
    #expect(try BundleArchive.write(entries: entries.reversed()) == archive)
    let times = archive.indices.filter { archive[$0...].starts(with: [0, 0, 0x21, 0]) }
    #expect(times.count >= 14)
  }

  @Test func `the time zone does not change a byte`() async {
    // The time zone belongs to the whole process, so the test has one of its own.
    await #expect(processExitsWith: .success) {
      let entries = [BundleEntry(path: "flows/a.json", bytes: [1, 2, 3])]
      let zones = ["UTC", "Asia/Tokyo", "America/Los_Angeles", "Pacific/Chatham"]
      let archives = try zones.map { zone in
        setenv("TZ", zone, 1)
        tzset()
        return try BundleArchive.write(entries: entries)
      }
      #expect(Set(archives).count == 1)
      if Set(archives).count != 1 { exit(1) }
    }
  }

  @Test func `an archive without entries is written and read`() throws {
    let archive = try BundleArchive.write(entries: [])
    #expect(archive.count == 22)
    #expect(try BundleArchive.read(archive).isEmpty)
  }

  @Test(
    arguments: [
      (["../a"], .pathEscape), (["/a"], .pathEscape), (["a\\b"], .pathEscape),
      (["a\0"], .pathEscape),
      ([""], .invalidPath), (["a//b"], .invalidPath), (["a", "a"], .duplicatePath),
      (["a", "a/b"], .fileAsFolder), (["a", "a/"], .fileAsFolder),
    ] as [([String], BundleError.Code)])
  func `what reading refuses is not written`(paths: [String], code: BundleError.Code) {
    let error = #expect(throws: BundleError.self) {
      try BundleArchive.write(entries: paths.map { BundleEntry(path: $0) })
    }
    #expect(error?.code == code)
  }

  @Test func `a folder with bytes is not written`() {
    let error = #expect(throws: BundleError.self) {
      try BundleArchive.write(entries: [BundleEntry(path: "a/", bytes: [1])])
    }
    #expect(error?.code == .folderWithContent)
  }

  @Test(arguments: 1...40 as ClosedRange<UInt64>)
  func `any entries come back as they were`(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let written = randomEntries(&random)
    let read = try BundleArchive.read(BundleArchive.write(entries: written))
    let files = read.filter { !$0.isFolder }
    #expect(Set(files) == Set(written) && files.count == written.count, "seed \(seed)")
    let shuffled = try BundleArchive.write(entries: written.reversed())
    #expect(try BundleArchive.write(entries: written) == shuffled, "seed \(seed)")
  }

  @Test func `python and unzip agree on what was written`() throws {
    let archive = try BundleArchive.write(entries: entries)
    let file = try TemporaryFile(bytes: archive)
    let script = """
      import sys, zipfile
      z = zipfile.ZipFile(sys.argv[1])
      assert z.testzip() is None
      for i in z.infolist():
        mode = oct(i.external_attr >> 16)
        print(i.filename, i.date_time[:3], mode, i.compress_type, len(z.read(i)))
      """
    guard let listing = try run(["python3", "-X", "utf8", "-c", script, file.path]) else { return }
    #expect(
      listing == """
        exports/ (1980, 1, 1) 0o40755 0 0
        exports/empty.json (1980, 1, 1) 0o100644 8 0
        flows/ (1980, 1, 1) 0o40755 0 0
        flows/B-2.json (1980, 1, 1) 0o100644 8 4500
        flows/Übersicht-1.json (1980, 1, 1) 0o100644 8 2
        integration.json (1980, 1, 1) 0o100644 8 12
        scripts/ (1980, 1, 1) 0o40755 0 0

        """)
    if let verdict = try run(["unzip", "-tqq", file.path]) { #expect(verdict == "") }
  }

  @Test func `what python streams is read`() throws {
    let file = try TemporaryFile(bytes: [])
    let script = """
      import sys, zipfile
      class Stream:
        def __init__(self, file): self.file = file
        def write(self, bytes): return self.file.write(bytes)
        def flush(self): self.file.flush()
      with open(sys.argv[1], "wb") as f, zipfile.ZipFile(Stream(f), "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("flows/", "")
        z.writestr("flows/a.json", "x" * 500)
      """
    guard try run(["python3", "-c", script, file.path]) != nil else { return }
    let read = try BundleArchive.read([UInt8](Data(contentsOf: URL(fileURLWithPath: file.path))))
    #expect(read.map(\.path) == ["flows/", "flows/a.json"])
    #expect(read.map(\.bytes.count) == [0, 500])
  }

  @Test func `what python writes is read`() throws {
    let file = try TemporaryFile(bytes: [])
    let script = """
      import sys, zipfile
      with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("flows/", "")
        z.writestr("flows/é.json", "x" * 500)
        with z.open("streamed.json", "w", force_zip64=True) as f: f.write(b"y" * 70000)
      """
    guard try run(["python3", "-X", "utf8", "-c", script, file.path]) != nil else { return }
    let read = try BundleArchive.read([UInt8](Data(contentsOf: URL(fileURLWithPath: file.path))))
    #expect(read.map(\.path) == ["flows/", "flows/é.json", "streamed.json"])
    #expect(read.map(\.bytes.count) == [0, 500, 70000])
  }
}

/// Entries with random names and contents, none the same, none below another.
private func randomEntries(_ random: inout SplitMix) -> [BundleEntry] {
  let folders = ["", "flows/", "exports/a/", "scripts/é/", "x y/"]
  let letters = ["a", "B", "é", "日", "-", "_", ".", " ", "😀", "e\u{301}"]
  return (0..<random.below(30)).map { number in
    let name = (0..<random.below(12)).map { _ in letters[random.below(letters.count)] }.joined()
    let size = random.below(12) == 0 ? random.below(200_000) : random.below(300)
    let bytes = (0..<size).map { _ in UInt8(random.below(8)) }
    let folder = folders[random.below(folders.count)]
    return BundleEntry(path: folder + name + "\(number)", bytes: bytes)
  }
}

/// A file that is gone when the test is over.
private final class TemporaryFile {
  let path: String

  init(bytes: [UInt8]) throws {
    path = NSTemporaryDirectory() + UUID().uuidString + ".zip"
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  deinit { unlink(path) }
}

/// Runs a program and returns what it prints; `nil` with a notice if it is not installed.
private func run(_ arguments: [String]) throws -> String? {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = arguments
  let output = Pipe()
  process.standardOutput = output
  try process.run()
  let bytes = output.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  if process.terminationStatus == 127 {
    print("notice: '\(arguments[0])' is not installed; its part of the test is skipped")
    return nil
  }
  #expect(process.terminationStatus == 0)
  return String(decoding: bytes, as: UTF8.self)
}
