import Terminal
import Testing

@Suite struct MarkdownReferenceTests {
  private let document = MarkdownReference(SampleProgram.program).render()

  @Test func `the document links every command and has the options everywhere once`() {
    #expect(
      document.hasPrefix(
        """
        # Commands

        `ilm`: Git for integrations. Generated from the declarations of the commands; do not edit.

        - Getting started: [env](#ilm-env) · [init](#ilm-init)
        - Moving changes: [pull](#ilm-pull) · [snapshot](#ilm-snapshot)
        - Looking: [diff](#ilm-diff) · [tag](#ilm-tag) · [show](#ilm-show) · [move](#ilm-move)
        - Everything else: [completions](#ilm-completions) · [help](#ilm-help)

        ## Options everywhere

        | Option | Meaning |
        | --- | --- |
        | `--json` | Writes one JSON document to stdout |

        """))
    #expect(document.components(of: "`--json`") == 1)
  }

  @Test func `a command has its shape, examples and tables`() {
    let section = """
      #### ilm env add

      Adds an environment and checks it at once.

      ```
      ilm env add NAME URL [options]
      ```

      ```sh
      # Adds the account folder /srv/prod.
      ilm env add prod dir:/srv/prod
      ```

      | Operand | Meaning |
      | --- | --- |
      | `NAME` | The name to give it |
      | `URL` | dir:PATH or https://HOST |

      | Option | Meaning |
      | --- | --- |
      | `--token-env VAR` | Takes the token from an environment variable |
      | `--token-file FILE` | Takes the token from a file |
      | `--production` | Asks for names to be typed before it is changed |

      #### ilm env list

      Lists the environments. Also: `ls`.

      """
    #expect(document.contains(section))
  }

  @Test func `bars do not break tables, hidden commands are left out`() {
    let program = ProgramDeclaration(
      name: "p", version: "1", summary: "S",
      commands: [
        .init("a", summary: "A", options: [.value("x", "B|C", help: "one | two")]),
        .init("secret", summary: "B", isHidden: true),
      ])
    let document = MarkdownReference(program).render()
    #expect(document.contains("| `--x B\\|C` | one \\| two |\n"))
    #expect(!document.contains("secret"))
  }
}

extension String {
  fileprivate func components(of part: String) -> Int { ranges(of: part).count }
}
