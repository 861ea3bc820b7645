import Bundles
import Testing

/// Archives that no friendly program writes.
@Suite struct HostileArchiveTests {
  @Test func `a plain archive built by hand is read`() throws {
    var odd = RawZip.Entry("flows/Sync_é-1.json")
    odd.content = Array("x".utf8)
    let entries = try BundleArchive.read(RawZip(odd, .init("integration.json")).bytes())
    #expect(
      entries == [
        BundleEntry(path: "flows/Sync_é-1.json", bytes: Array("x".utf8)),
        BundleEntry(path: "integration.json", bytes: Array("{}".utf8)),
      ])
  }

  @Test(arguments: [
    "../a.json", "flows/../../a.json", "flows/..", "..", "/etc/passwd", "//a", "flows\\a.json",
    "..\\a", "C:/a.json", "c:a.json", "a\0b.json",
  ])
  func `a path that leads out is refused`(path: String) {
    #expect(code(of: RawZip(.init(path)).bytes()) == .pathEscape)
  }

  @Test(arguments: ["", "flows//a.json", "./a.json", "flows/./a", "a\u{1b}[2J", "a\nb"])
  func `a path that is not plain is refused`(path: String) {
    #expect(code(of: RawZip(.init(path)).bytes()) == .invalidPath)
  }

  @Test func `a path longer than the limit is refused`() {
    let long = String(repeating: "a", count: 1025)
    #expect(code(of: RawZip(.init(long)).bytes()) == .invalidPath)
    #expect(code(of: RawZip(.init(String(long.dropLast()))).bytes()) == nil)
  }

  @Test(arguments: [[0xff, 0x41], [0xc3, 0x28], [0xc0, 0xae], [0xed, 0xa0, 0x80]] as [[UInt8]])
  func `a path that is not UTF-8 is refused`(name: [UInt8]) {
    #expect(code(of: RawZip(.init(bytes: name)).bytes()) == .pathNotText)
    var legacy = RawZip.Entry(bytes: name)
    legacy.flags = 0
    #expect(code(of: RawZip(legacy).bytes()) == .pathNotText)
  }

  @Test func `nesting deeper than the limit is refused`() {
    let deep = String(repeating: "a/", count: 16)
    #expect(code(of: RawZip(.init(deep + "b")).bytes()) == .tooDeep)
    #expect(code(of: RawZip(.init(deep.dropFirst(2) + "b")).bytes()) == nil)
  }

  @Test(
    arguments: [0o120777, 0o020644, 0o060644, 0o010644, 0o140644, 0o104755, 0o040755] as [UInt32])
  func `a link, device, pipe, socket or set-id mode is refused`(mode: UInt32) {
    for system in [0, 3, 19] as [UInt8] {
      var entry = RawZip.Entry("scripts/a.js")
      (entry.mode, entry.system) = (mode, system)
      #expect(code(of: RawZip(entry).bytes()) == .specialFile)
    }
  }

  @Test func `the same path twice is refused`() {
    #expect(code(of: RawZip(.init("a.json"), .init("a.json")).bytes()) == .duplicatePath)
    #expect(code(of: RawZip(.init("a.json"), .init("A.json")).bytes()) == nil)
  }

  @Test func `canonically equivalent paths are two paths`() throws {
    let archive = RawZip(.init("\u{e9}.json"), .init("e\u{301}.json")).bytes()
    #expect(try BundleArchive.read(archive).count == 2)
  }

  @Test func `a path that is file and folder is refused`() {
    #expect(code(of: RawZip(.init("flows"), .init("flows/a")).bytes()) == .fileAsFolder)
    var folder = RawZip.Entry("flows/")
    (folder.content, folder.mode) = ([], 0o040755)
    #expect(code(of: RawZip(folder, .init("flows")).bytes()) == .fileAsFolder)
    #expect(code(of: RawZip(folder, .init("flows/a")).bytes()) == nil)
  }

  @Test func `a folder with content is refused`() {
    var folder = RawZip.Entry("flows/")
    folder.mode = 0o040755
    #expect(code(of: RawZip(folder).bytes()) == .folderWithContent)
  }

  @Test func `encrypted entries and foreign methods are refused`() {
    var encrypted = RawZip.Entry("a.json")
    encrypted.flags = 0x801
    #expect(code(of: RawZip(encrypted).bytes()) == .encrypted)
    for method in [1, 12, 14, 93, 95] as [UInt16] {
      var foreign = RawZip.Entry("a.json")
      foreign.method = method
      #expect(code(of: RawZip(foreign).bytes()) == .unsupportedCompression)
    }
  }

  @Test func `an extra field cannot bring in another path`() {
    var entry = RawZip.Entry("a.json")
    let payload = [1].little(1) + [Int(crc32(entry.name))].little(4) + Array("../b".utf8)
    entry.extra = [0x7075, payload.count].little(2) + payload
    #expect(code(of: RawZip(entry).bytes()) != nil)
  }

  @Test func `headers that contradict the directory are refused`() {
    var entry = RawZip.Entry("a.json")
    entry.localName = Array("b.json".utf8)
    #expect(code(of: RawZip(entry).bytes()) == .damaged)
    for claimed in [0, 1, 3, 2000] {
      var zip = RawZip(.init("a.json"), .init("b.json"))
      zip.countClaimed = claimed
      #expect(code(of: zip.bytes()) == .damaged)
    }
  }

  @Test func `two end records that both fit are refused`() {
    var zip = RawZip(.init("a.json"))
    zip.comment = RawZip().bytes()
    #expect(code(of: zip.bytes()) == .damaged)
    zip.comment = Array("made by hand".utf8)
    #expect(code(of: zip.bytes()) == nil)
  }

  @Test func `a message carries nothing a terminal acts on`() {
    let error = #expect(throws: BundleError.self) {
      try BundleArchive.read(RawZip(.init("../\u{1b}[31m\u{9b}0m")).bytes())
    }
    #expect(error?.message.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0 != "\u{9b}" } == true)
  }
}

/// The code with which reading refuses the archive, `nil` if it does not.
func code(of archive: [UInt8], limits: BundleLimits = BundleLimits()) -> BundleError.Code? {
  do throws(BundleError) {
    _ = try BundleArchive.read(archive, limits: limits)
    return nil
  } catch {
    return error.code
  }
}
