import Terminal
import Testing

/// A command line and what it should be read as, in the short form of `describe`.
struct LineCase: CustomTestStringConvertible {
  let line: [String]
  let expected: String

  init(_ line: String, _ expected: String) {
    self.init(line.split(separator: " ").map(String.init), expected)
  }

  init(_ line: [String], _ expected: String) {
    self.line = line
    self.expected = expected
  }

  var testDescription: String { line.joined(separator: " ") }
}

@Suite struct CommandLineParserTests {
  private let parser = CommandLineParser(SampleProgram.program)

  private static let readable: [LineCase] = [
    .init("", "help"),
    .init("--help", "help"),
    .init("-h", "help"),
    .init("help", "help"),
    .init("help pull", "help pull"),
    .init("help env add", "help env add"),
    .init("help env ls", "help env list"),
    .init("--version", "version"),
    .init("pull --help", "help pull"),
    .init("env add --help", "help env add"),
    .init("env --help", "help env"),
    .init("--help pull", "help pull"),
    .init("pull -fh", "help pull"),
    .init("pull --frm x --help", "help pull"),
    .init("pull --from --help", "help pull"),
    .init("init", "init"),
    .init("init folder", "init DIR=folder"),
    .init("init --object-format sha1", "init object-format=sha1"),
    .init("init --object-format=sha1 folder", "init DIR=folder object-format=sha1"),
    .init("--json init", "init +json"),
    .init("init --json", "init +json"),
    .init("--repo /srv init -q", "init repo=/srv +quiet"),
    .init("--repo=/srv -q init", "init repo=/srv +quiet"),
    .init("-q --json -q init", "init +json +quiet"),
    .init("env list", "env list"),
    .init("env ls", "env list"),
    .init("env --json ls", "env list +json"),
    .init("snap a b c", "snapshot TARGET=a,b,c"),
    .init("snapshot", "snapshot"),
    .init("snapshot -m text a", "snapshot TARGET=a message=text"),
    .init("snapshot -mtext a", "snapshot TARGET=a message=text"),
    .init("snapshot -m=text a", "snapshot TARGET=a message=text"),
    .init("snapshot -m==text a", "snapshot TARGET=a message==text"),
    .init("snapshot a --message text b", "snapshot TARGET=a,b message=text"),
    .init("snapshot a --message=-text b", "snapshot TARGET=a,b message=-text"),
    .init("snapshot a --message= b", "snapshot TARGET=a,b message="),
    .init("snapshot a --message=a=b", "snapshot TARGET=a message=a=b"),
    .init("snapshot -m - a", "snapshot TARGET=a message=-"),
    .init("snapshot -", "snapshot TARGET=-"),
    .init("snapshot -- -m --json", "snapshot TARGET=-m,--json"),
    .init("snapshot -m x -- --", "snapshot TARGET=-- message=x"),
    .init(["snapshot", "", "-m", ""], "snapshot TARGET= message="),
    .init(
      ["snapshot", "prod/Order desk", "-m", "two words"],
      "snapshot TARGET=prod/Order desk message=two words"),
    .init("pull a --from b -nf", "pull CURRENT=a from=b +dry-run +force"),
    .init("pull a --from b -fmtext", "pull CURRENT=a from=b message=text +force"),
    .init("pull a --from b -qfm text", "pull CURRENT=a from=b message=text +force +quiet"),
    .init(
      "pull a --from b --resolve c1=remote --resolve c2={}",
      "pull CURRENT=a from=b resolve=c1=remote,c2={}"),
    .init("pull --on-conflict cancel a --from=b", "pull CURRENT=a from=b on-conflict=cancel"),
    .init("diff a", "diff LEFT=a"),
    .init("diff a b", "diff LEFT=a RIGHT=b"),
    .init("move a b", "move RESOURCE=a TARGET=b"),
    .init("move a b c", "move RESOURCE=a,b TARGET=c"),
    .init("completions bash", "completions SHELL=bash"),
    .init("__complete target prod/", "__complete KIND=target WORD=prod/"),
  ]

  @Test(arguments: readable)
  func `a sound command line is read`(_ sample: LineCase) throws {
    #expect(describe(try parser.parse(sample.line)) == sample.expected)
  }

  private static let mistaken: [LineCase] = [
    .init("pul", "unknownCommand: unknown command 'pul' (did you mean 'pull'?)"),
    .init("plul --help", "unknownCommand: unknown command 'plul' (did you mean 'pull'?)"),
    .init("xyzzy", "unknownCommand: unknown command 'xyzzy' (see 'ilm --help')"),
    .init(
      "snaps",
      "unknownCommand: unknown command 'snaps' (did you mean 'snapshot' or 'snap'?)"),
    .init("comp", "unknownCommand: unknown command 'comp' (did you mean 'completions'?)"),
    .init("_complete", "unknownCommand: unknown command '_complete' (see 'ilm --help')"),
    .init("env lisst", "unknownCommand: unknown command 'env lisst' (did you mean 'list'?)"),
    .init("help pul", "unknownCommand: unknown command 'pul' (did you mean 'pull'?)"),
    .init(
      "help init x",
      "unknownCommand: unknown command 'init x' ('ilm help init' explains the command)"),
    .init("--json", "missingCommand: no command given (see 'ilm help' for the commands)"),
    .init(
      "env",
      "missingCommand: 'ilm env' needs to know what to do: add or list (see 'ilm env --help')"),
    .init("init --jsn", "unknownOption: unknown option '--jsn' (did you mean '--json'?)"),
    .init("init --rep=x", "unknownOption: unknown option '--rep' (did you mean '--repo'?)"),
    .init("init -z", "unknownOption: unknown option '-z' (see 'ilm init --help')"),
    .init("init -qz", "unknownOption: unknown option '-z' (see 'ilm init --help')"),
    .init(
      "-m text snapshot",
      "unknownOption: unknown option '-m' (options of a command come after its name)"),
    .init("init --repo", "missingValue: no value for option '--repo' (see 'ilm init --help')"),
    .init(
      "snapshot -m -q",
      "missingValue: no value for option '-m'"
        + " (write '--message=TEXT' if the value starts with a dash)"),
    .init(
      "init --json=yes",
      "unexpectedValue: option '--json' takes no value (leave out '=' and what follows)"),
    .init(
      "init -q=yes",
      "unexpectedValue: option '--quiet' takes no value (leave out '=' and what follows)"),
    .init(
      "init --object-format md5",
      "valueNotAllowed: 'md5' is not a value of option"
        + " '--object-format' (use 'sha256' or 'sha1')"),
    .init(
      "init --object-format sha2",
      "valueNotAllowed: 'sha2' is not a value of option"
        + " '--object-format' (did you mean 'sha256' or 'sha1'?)"),
    .init(
      "completions tcsh",
      "valueNotAllowed: 'tcsh' is not a value of 'SHELL'"
        + " (use 'bash', 'zsh' or 'fish')"),
    .init(
      "snapshot -m a -m b",
      "repeatedOption: option '--message' given more than once (give one value only)"),
    .init(
      "pull a",
      "missingOption: missing option '--from REMOTE'"
        + " (usage: ilm pull CURRENT --from REMOTE [options])"),
    .init(
      "pull --from b",
      "missingOperand: missing operand 'CURRENT'"
        + " (usage: ilm pull CURRENT --from REMOTE [options])"),
    .init("tag", "missingOperand: missing operand 'REVISION' (usage: ilm tag REVISION NAME)"),
    .init("tag a", "missingOperand: missing operand 'NAME' (usage: ilm tag REVISION NAME)"),
    .init(
      "move a",
      "missingOperand: missing operand 'TARGET'"
        + " (usage: ilm move RESOURCE… TARGET)"),
    .init(
      "tag a b c",
      "tooManyOperands: unexpected operand 'c'"
        + " (usage: ilm tag REVISION NAME; quote a name that contains spaces)"),
    .init(
      "env list x",
      "tooManyOperands: unexpected operand 'x'"
        + " (usage: ilm env list; quote a name that contains spaces)"),
    .init(
      "pull a --from b --dry-run --plan f",
      "exclusiveOptions: '--dry-run' and '--plan'"
        + " exclude each other (give one of them only)"),
    .init(
      "snapshot a --all prod",
      "exclusiveOptions: 'TARGET' and '--all'"
        + " exclude each other (give one of them only)"),
  ]

  @Test(arguments: mistaken)
  func `a mistake is explained with a way out`(_ sample: LineCase) {
    let error = #expect(throws: UsageError.self) { try parser.parse(sample.line) }
    let shown = error.map { "\($0.code): \($0.message)\($0.hint.map { " (\($0))" } ?? "")" }
    #expect(shown == sample.expected)
  }

  @Test func `an error knows the command it happened in`() {
    let error = #expect(throws: UsageError.self) { try parser.parse(["env", "ls", "-z"]) }
    #expect(error?.commandPath == ["env", "list"])
  }

  @Test func `values can be asked for by name`() throws {
    let line = ["pull", "a", "--from", "b", "--resolve", "x", "--resolve", "y", "-f"]
    guard case .run(let command) = try parser.parse(line) else {
      Issue.record("not a command to run")
      return
    }
    #expect(command.required("CURRENT") == "a")
    #expect(command.required("from") == "b")
    #expect(command.values("resolve") == ["x", "y"])
    #expect(command.value("message") == nil)
    #expect(command.flag("force"))
    #expect(!command.flag("dry-run"))
  }

  @Test func `a flag is seen in a command line that cannot be read`() {
    #expect(ProgramDeclaration.mentions("json", in: ["--zzz", "--json"]))
    #expect(!ProgramDeclaration.mentions("json", in: ["snapshot", "--", "--json"]))
  }

  /// Every declared thing once, in a fixed order: path, operands, values, flags.
  private func describe(_ request: CommandRequest) -> String {
    switch request {
    case .version: return "version"
    case .help(let path): return (["help"] + path).joined(separator: " ")
    case .run(let command):
      let chain = SampleProgram.program.chain(command.path) ?? []
      let options = chain.flatMap(\.options) + SampleProgram.program.globalOptions
      let operands = chain.last?.positionals.map(\.name) ?? []
      return
        (command.path
        + operands.filter { command.operand($0) != nil }
        .map { "\($0)=\(command.operands($0).joined(separator: ","))" }
        + options.filter { command.value($0.name) != nil }.map(\.name).sorted(by: fromFirst)
        .map { "\($0)=\(command.values($0).joined(separator: ","))" }
        + options.map(\.name).filter(command.flag).sorted().map { "+\($0)" })
        .joined(separator: " ")
    }
  }

  private func fromFirst(_ left: String, _ right: String) -> Bool {
    left == "from" && right != "from" || left < right && right != "from"
  }
}
