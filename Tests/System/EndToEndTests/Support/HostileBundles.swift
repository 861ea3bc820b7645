import Foundation
import Testing

/// Archives that no tool of ours makes, written by Python.
enum HostileBundles {
  private static let python = ["/usr/bin/python3", "/usr/local/bin/python3"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  /// Whether archives can be made here.
  static let isAvailable: Bool = {
    if python == nil { print("notice: python3 is not installed, hostile archives are skipped") }
    return python != nil
  }()

  /// The names of the archives, without their ending, and what the refusal has to mention.
  static let names = [
    "escape": "contains '..'", "absolute": "is absolute", "link": "neither a plain file",
    "bomb": "inflates more than", "truncated": "truncated", "text": "no zip archive",
    "empty": "too short", "encrypted": "is encrypted", "encoding": "is not UTF-8",
    "nested": "holds no integration.json",
    "twice": "is there twice", "json": "line 3, column 11", "two": "two.zip", "none": "none.zip",
  ]

  /// Writes all archives into a folder.
  static func make(in folder: String) throws {
    let run = try ChildProcess(
      try #require(python), ["-c", script, folder], in: "/", variables: ["LANG": "C.UTF-8"]
    ).finish()
    try #require(run.status == 0, "\(run.story)")
  }

  private static let script = #"""
    import io, sys, warnings, zipfile
    warnings.simplefilter("ignore")
    folder = sys.argv[1]
    whole = [("integration.json", b'{"_id": "6f0000000000000000000001", "name": "Hostile"}'),
             ("flows/a.json", b'{"_id": "6f0000000000000000000002", "name": "A"}')]

    def archive(extra=(), entries=whole):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
            for name, data in list(entries) + list(extra):
                z.writestr(name, data)
        return out.getvalue()

    def save(name, data):
        open(f"{folder}/{name}.zip", "wb").write(data)

    save("escape", archive([("../outside.json", b"{}")]))
    save("absolute", archive([("/tmp/outside.json", b"{}")]))
    link = zipfile.ZipInfo("flows/link.json")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    save("link", archive([(link, b"/etc/passwd")]))
    save("bomb", archive([("flows/b.json", b" " * (64 << 20))]))
    save("truncated", archive()[:-40])
    save("text", b"this is no archive, whatever its name says")
    save("empty", b"")
    plain = bytearray(archive())
    for at in range(len(plain)):
        if plain[at:at + 4] == b"PK\x01\x02": plain[at + 8] |= 1
        if plain[at:at + 4] == b"PK\x03\x04": plain[at + 6] |= 1
    save("encrypted", bytes(plain))
    save("encoding", archive([("flows/QQQ.json", b"{}")]).replace(b"QQQ", b"\xe9\xe8\xff"))
    save("nested", archive(entries=[("orders.zip", archive())]))
    save("twice", archive([whole[1]]))
    broken = b'{\n  "_id": "6f0000000000000000000003",\n  "name": nope}'
    save("json", archive([("flows/b.json", broken)]))
    save("two", archive([("other/integration.json", whole[0][1])]))
    save("none", archive(entries=whole[1:]))
    """#
}
