import FileStorage
import ObjectModel
import RefStore
import RepositoryCore
import TestKit
import Testing

@Suite struct RepositoryConfigurationTests {
  @Test(arguments: [
    "[ilm]\n\tpayloads = dorp\n", "[ilm]\n\tpayloads\n",
    "[ilm-environment \"p\"]\n\turl = dir:x\n\tproduction = yse\n",
  ]) func `a mistyped setting is not taken for the default`(lines: String) throws {
    let sample = try Sample(revisionCount: 1)
    let path = "/home/.ilm/config"
    try sample.files.writeAtomically(path, try sample.files.read(path) + Array(lines.utf8))
    let error = #expect(throws: RepositoryError.self) {
      try sample.repository().configuration()
    }
    #expect(error?.code == .badConfiguration)
  }

  @Test func `what is set is there when it is opened again`() throws {
    let sample = try Sample(revisionCount: 1)
    let odd = "imports:/http/headers/*/\"value\" # ; \\ = [x]"
    let entries = [
      RepositoryConfiguration.EnvironmentEntry(name: "dev", url: "dir:../with space/and \"quote\""),
      RepositoryConfiguration.EnvironmentEntry(
        name: "prod", url: "https://example.com/", tokenVariable: "TOKEN", tokenFile: "/a b/c",
        isProduction: true, supportsAPIs: true),
    ]
    try sample.repository().changeConfiguration { configuration in
      for entry in entries.reversed() { configuration.set(entry) }
      configuration.add(odd, to: .ignore)
      configuration.add("second", to: .ignore)
      configuration.add("/a", to: .environmentFields)
      configuration.setPayloads(.hash)
    }
    let read = try sample.repository().configuration()
    #expect(read.environments == entries)
    #expect(read.patterns(.ignore) == [odd, "second"])
    #expect(read.patterns(.environmentFields) == ["/a"])
    #expect(read.payloads == .hash)
    try sample.repository().changeConfiguration { configuration in
      var plain = entries[1]
      plain.isProduction = false
      plain.tokenFile = nil
      configuration.set(plain)
      configuration.removeEnvironment("dev")
      let (known, unknown) = (
        configuration.remove(odd, from: .ignore), configuration.remove("third", from: .ignore)
      )
      #expect(known && !unknown)
    }
    let changed = try sample.repository().configuration()
    #expect(changed.environments.map(\.name) == ["prod"])
    #expect(changed.environments[0].isProduction == false)
    #expect(changed.environments[0].tokenFile == nil)
    #expect(changed.patterns(.ignore) == ["second"])
  }

  @Test(.enabled(if: GitProgram.isAvailable))
  func `git does not change it at the same time`() throws {
    let folder = TemporaryFolder()
    let files = LocalFileSystem()
    let repository = try Repository.initialize(
      in: folder.path("."), format: .sha256, fileSystem: files)
    let git = GitProgram(in: folder.path(".ilm"))
    try repository.changeConfiguration { configuration in
      let refused = try git.run(["config", "user.name", "Bob"])
      #expect(refused.status != 0)
      configuration.add("pattern", to: .ignore)
    }
    try git.output("config", "user.name", "Ada")
    #expect(try repository.configuration().userName == "Ada")
    #expect(try repository.configuration().patterns(.ignore) == ["pattern"])
    // Nor is what git has locked changed.
    try files.createFile(folder.path(".ilm/config.lock"), permissions: 0o666).close()
    let error = #expect(throws: RefError.self) {
      try repository.changeConfiguration { $0.add("second", to: .ignore) }
    }
    #expect(error?.code == .locked)
    #expect(try repository.configuration().patterns(.ignore) == ["pattern"])
    try files.removeFile(folder.path(".ilm/config.lock"))
    try repository.changeConfiguration { $0.add("second", to: .ignore) }
  }

  @Test func `a lock that a killed process left is removed`() throws {
    let sample = try Sample(revisionCount: 1)
    var (call, isOver, lockCount) = (0, false, 0)
    while !isOver {
      call += 1
      let files = sample.files.copy()
      let dying = FaultyFileSystem(files, fault: .crash, failingCall: call)
      try? Repository(directory: "/home/.ilm", fileSystem: dying).changeConfiguration {
        $0.add("pattern", to: .ignore)
      }
      isOver = !dying.hasFailed
      let after = files.copy()
      lockCount += after.paths.count { $0 == "/home/.ilm/config.lock" }
      let next = try Repository(directory: "/home/.ilm", fileSystem: after)
      try next.changeConfiguration { $0.add("second", to: .ignore) }
      #expect(try next.configuration().patterns(.ignore).contains("second"))
      #expect(!after.paths.contains { $0.hasSuffix("config.lock") || $0.hasSuffix(".pending") })
    }
    #expect(lockCount > 0)
  }

  @Test func `a change that fails leaves the configuration as it was`() throws {
    let sample = try Sample(revisionCount: 1)
    for call in 1...8 {
      for fault in FaultyFileSystem.Fault.allCases {
        let files = sample.files.copy()
        let faulty = FaultyFileSystem(files, fault: fault, failingCall: call)
        try? Repository(directory: "/home/.ilm", fileSystem: faulty).changeConfiguration {
          $0.add("pattern", to: .ignore)
        }
        let read = try Repository(directory: "/home/.ilm", fileSystem: files).configuration()
        #expect([[], ["pattern"]].contains(read.patterns(.ignore)), "\(fault) at call \(call)")
      }
    }
  }

  @Test(
    arguments: [
      ("prod", true), ("dev-2", true), ("", false), ("Prod", false), ("-x", false),
      ("standalone", false), ("a/b", false), ("ä", false),
    ])
  func `names of environments are checked`(_ name: String, _ isRight: Bool) {
    #expect(TargetName.isEnvironmentName(name) == isRight)
  }
}
