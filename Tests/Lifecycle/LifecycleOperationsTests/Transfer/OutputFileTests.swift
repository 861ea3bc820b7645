import FileStorage
import LifecycleOperations
import TestKit
import Testing

/// Files that a person asks for, on disks that do not take them.
@Suite struct OutputFileTests {
  private func failure(_ fault: FaultyFileSystem.Fault, at call: Int) throws -> LifecycleError? {
    let files = MemoryFileSystem()
    try files.createDirectories("/home")
    try files.writeAtomically("/home/orders.zip", [1, 2, 3])
    let disk = FaultyFileSystem(files, fault: fault, failingCall: call)
    var failure: LifecycleError?
    do {
      try OutputFile.write(
        Array(repeating: 7, count: 100), to: "/home/orders.zip", option: "-o FILE.zip", disk)
    } catch { failure = error }
    guard disk.hasFailed else { return nil }
    // The file is the old one, or the new one where only its name was not made durable.
    let bytes = try files.read("/home/orders.zip")
    let isLast = disk.calls.last?.hasPrefix("sync") == true && bytes.count == 100
    #expect(bytes == [1, 2, 3] || isLast, "\(disk.calls)")
    #expect(try files.entries(ofDirectory: "/home").count == 1, "\(disk.calls)")
    return failure
  }

  @Test(arguments: [
    (FaultyFileSystem.Fault.noSpace, "disk_full"), (.failure, "cannot_write_file"),
  ]) func `a disk that fails is not the fault of the request, and leaves what was there`(
    fault: FaultyFileSystem.Fault, code: String
  ) throws {
    var count = 0
    while let error = try failure(fault, at: count + 1) {
      #expect(error.category == .environment && error.code == code, "\(count): \(error)")
      #expect(error.hint?.hasSuffix("give another path with -o FILE.zip") == true)
      count += 1
    }
    #expect(count >= 4, "create, write, synchronise, rename")
  }
}
