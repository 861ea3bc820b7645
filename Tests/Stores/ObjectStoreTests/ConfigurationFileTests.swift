import FileStorage
import RefStore
import TestKit
import Testing

@Suite struct ConfigurationFileTests {
  private let sample = """
    # a comment
    [core]
    \tbare = true ; more
    [Remote "Ori gin"] url = "a # \\"b\\"" \\
      c
    \tfetch = one
    \tfetch = two
    [x.Y]
    \tflag

    """

  @Test func `values are read as git reads them`() throws {
    let file = try ConfigurationFile(sample)
    #expect(file.text == sample)
    #expect(file.value("CORE", "Bare") == "true")
    #expect(file.value("remote", "Ori gin", "url") == "a # \"b\"   c")
    #expect(file.value("remote", "ori gin", "url") == nil)
    #expect(file.values("remote", "Ori gin", "fetch") == ["one", "two"])
    #expect(file.value("x", "y", "flag") == "true")
    #expect(file.subsections(of: "remote") == ["Ori gin"])
    #expect(file.keys(of: "remote", "Ori gin") == ["url", "fetch"])
    guard GitProgram.isAvailable else { return }
    let folder = TemporaryFolder()
    try LocalFileSystem().writeAtomically(folder.path("config"), Array(sample.utf8))
    let git = GitProgram(in: folder.path)
    #expect(
      try git.output("config", "-f", "config", "remote.Ori gin.url") == "a # \"b\"   c")
    #expect(try git.output("config", "-f", "config", "--bool", "x.y.flag") == "true")
  }

  @Test func `what editors of other systems write is read as git reads it`() throws {
    let text = "\u{feff}[core]\r\n\turl = one \\\r\n  two\r\n"
    let file = try ConfigurationFile(text)
    #expect(file.text.utf8.elementsEqual(text.utf8))
    #expect(file.value("core", "url") == "one   two")
    guard GitProgram.isAvailable else { return }
    let folder = TemporaryFolder()
    try LocalFileSystem().writeAtomically(folder.path("config"), Array(text.utf8))
    let git = GitProgram(in: folder.path)
    #expect(try git.output("config", "-f", "config", "core.url") == "one   two")
  }

  @Test func `edits keep all other lines`() throws {
    var file = try ConfigurationFile(sample)
    file.set("core", "bare", to: "false")
    file.set("remote", "Ori gin", "fetch", to: "three")
    file.remove("remote", "Ori gin", "url")
    file.set("ilm", "pro\"d\\", "url", to: " x;\t\"")
    file.removeSection("x", "y")
    let expected = """
      # a comment
      [core]
      \tbare = false
      [Remote "Ori gin"]
      \tfetch = three
      [ilm "pro\\"d\\\\"]
      \turl = " x;\\t\\""

      """
    #expect(file.text == expected)
    #expect(try ConfigurationFile(file.text).value("ilm", "pro\"d\\", "url") == " x;\t\"")
    file.set("core", "extra", to: "1")
    #expect(file.text.contains("\tbare = false\n\textra = 1\n[Remote"))
  }

  @Test func `random edits are read back by us and by git`() throws {
    var random = SeededRandom(seed: 31)
    var file = try ConfigurationFile()
    var reference: [String: String] = [:]
    let alphabet = Array(" a#;\"\\=[]\t\né")
    for round in 0..<60 {
      let text = String(
        (0..<Int.random(in: 0...6, using: &random)).map { _ in
          alphabet[Int.random(in: alphabet.indices, using: &random)]
        })
      let key = "k\(Int.random(in: 0..<10, using: &random))"
      let subsection = "s\(Int.random(in: 0..<3, using: &random))"
      if round % 7 == 6 {
        file.remove("ilm", subsection, key)
        reference["\(subsection).\(key)"] = nil
      } else {
        file.set("ilm", subsection, key, to: text)
        reference["\(subsection).\(key)"] = text
      }
    }
    let read = try ConfigurationFile(file.text)
    let folder = TemporaryFolder()
    try LocalFileSystem().writeAtomically(folder.path("config"), Array(file.text.utf8))
    for (name, value) in reference {
      let parts = name.split(separator: ".").map(String.init)
      #expect(read.value("ilm", parts[0], parts[1]) == value)
      guard GitProgram.isAvailable else { continue }
      let outcome = try GitProgram(in: folder.path).run(["config", "-f", "config", "ilm.\(name)"])
      #expect(outcome.output == value + "\n")
    }
  }

  @Test(arguments: [
    "[", "[a", "[a] b = \"", "a = b", "[a]\nb c", "[a]\nb = \\x", "[a \"\n\"]", "]",
  ])
  func `damage is refused with the line`(text: String) {
    let error = #expect(throws: RefError.self) { try ConfigurationFile(text) }
    #expect(error?.code == .corrupt)
    #expect(error?.message.contains("line \(text.contains("[a]\n") ? 2 : 1)") == true)
  }

  @Test(arguments: [
    ("[core]\nrepositoryformatversion = 2\n", "version"),
    ("[core]\nrepositoryformatversion = 1\n[extensions]\nfuture = true\n", "future"),
    ("[core]\nrepositoryformatversion = 1\n[extensions]\nrefstorage = reftable\n", "refstorage"),
    ("[core]\nrepositoryformatversion = 1\n[extensions]\nobjectformat = sha512\n", "sha512"),
    ("[core]\nrepositoryformatversion = 0\n[extensions]\nobjectformat = sha256\n", "version 1"),
  ])
  func `repositories of a newer kind are refused with a sentence`(
    text: String, word: String
  ) throws {
    let repository = try TestRepository(isForGit: false)
    try repository.files.writeAtomically(repository.path + "/config", Array(text.utf8))
    let error = #expect(throws: RefError.self) {
      try BareRepository.format(of: repository.path, fileSystem: repository.files)
    }
    #expect(error?.code == .unsupported)
    #expect(error?.message.contains(word) == true)
  }
}
