import Terminal
import Testing

@Suite struct HelpRendererTests {
  private let program = SampleProgram.program

  @Test func `the overview groups commands under headings`() {
    let shown = HelpRenderer(program, .plain).overview()
    #expect(
      shown == """
        ilm: Git for integrations

        Examples
          ilm init
              Makes a repository in this folder.
          ilm snapshot prod/orders -m 'before the sale'
              Records a revision.

        Getting started
          env             Adds, lists and checks environments
          init            Makes a repository

        Moving changes
          pull            Merges a remote integration into the current one
          snapshot        Records revisions

        Looking
          diff            Shows structural differences
          tag             Names a revision
          show            Shows a revision
          move            Moves resources into a target

        Everything else
          completions     Writes a completion script
          help            Explains a command

        Options everywhere
              --json      Writes one JSON document to stdout
              --repo DIR  Uses the repository of this folder
          -q, --quiet     Leaves out what is only talk
              --no-color  Uses no colour
              --yes       Answers every question with yes
          -h, --help      Explains the command
              --version   Shows the version

        'ilm help COMMAND' explains a command.

        """)
  }

  @Test func `the help of a command begins with examples`() throws {
    let shown = try HelpRenderer(program, .plain).help(["pull"])
    #expect(
      shown.hasPrefix(
        """
        ilm pull: Merges a remote integration into the current one

        Examples
          ilm pull prod/orders --from sandbox/orders
              Brings the changes of sandbox to prod.
          ilm pull prod/orders --from sandbox/orders --resolve c1=remote
              Does the same and takes the remote side of the conflict c1.

        Usage
          ilm pull CURRENT --from REMOTE [options]

        The plan is shown before anything is changed. What both sides changed
        differently becomes a conflict; open conflicts are listed by 'ilm conflicts'.

        An interrupted pull is finished by 'ilm continue' or taken back by 'ilm cancel'.

        Operands
          CURRENT  The target pulled into

        Options
              --from REMOTE            The target pulled from; required
          -m, --message TEXT           Describes the revision
              --resolve CONFLICT=SIDE  Resolves a conflict with current, remote or a
                                       JSON value; may be repeated
              --on-conflict ACTION     What to do when there are conflicts; one of:
                                       stop, cancel; default: stop
          -n, --dry-run                Shows the plan and changes nothing
              --plan FILE              Writes the plan to a file, to be applied later
          -f, --force                  Goes on in spite of warnings

        Options everywhere

        """))
  }

  @Test func `a group of commands lists them`() throws {
    let shown = try HelpRenderer(program, .plain).help(["env"])
    #expect(
      shown.hasPrefix(
        """
        ilm env: Adds, lists and checks environments

        Usage
          ilm env COMMAND [options]

        Commands
          add   Adds an environment and checks it at once
          list  Lists the environments

        """))
    #expect(shown.hasSuffix("'ilm env COMMAND --help' explains a command.\n"))
  }

  @Test func `aliases are told in the help of the command`() throws {
    let shown = try HelpRenderer(program, .plain).help(["env", "ls"])
    #expect(shown.contains("  ilm env list\n  also: ls\n"))
  }

  @Test func `hidden commands are not shown but explained when asked for`() throws {
    let renderer = HelpRenderer(program, .plain)
    #expect(!renderer.overview().contains("__complete"))
    #expect(try renderer.help(["__complete"]).hasPrefix("ilm __complete: Lists candidates\n"))
  }

  @Test(arguments: [40, 50, 79, 80, 100, 200])
  func `help fits into the terminal`(_ width: Int) throws {
    let renderer = HelpRenderer(program, TerminalCapabilities(isTerminal: true, width: width))
    for path in [[], ["pull"], ["env", "add"], ["init"]] {
      for line in try renderer.help(path).split(separator: "\n") {
        // What people copy is never broken.
        if line.hasPrefix("  ilm ") || line.contains("'ilm ") { continue }
        #expect(line.count <= min(width, 100), "\(line)")
        #expect(!line.hasSuffix(" "))
      }
    }
  }

  @Test func `styles change nothing but the look`() throws {
    let colourful = TerminalCapabilities(isTerminal: true, width: 80, colourDepth: .sixteen)
    let styled = try HelpRenderer(program, colourful).help(["pull"])
    #expect(styled.contains("\u{1B}[1mUsage\u{1B}[0m\n"))
    #expect(styled.contains("  \u{1B}[36m-n, --dry-run\u{1B}[0m   "))
    let plain = try HelpRenderer(program, .plain).help(["pull"])
    #expect(styled.replacing(/\u{1B}\[[0-9;]*m/, with: "") == plain)
  }

  @Test func `an unknown path is a usage error`() {
    #expect(throws: UsageError.self) { try HelpRenderer(program, .plain).help(["env", "zzz"]) }
  }
}
