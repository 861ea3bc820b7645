import Foundation
import LosslessJSON
import TestKit
import Testing

@testable import IntegrationModel

/// Names for paths and refs.
@Suite struct NamingTests {
  @Test(arguments: [
    ("Order to Cash", "order-to-cash"), ("  --A//b..c@{ ", "a-b-c"), ("ÄÖÜ straße", "äöü-straße"),
    ("Cafe\u{301}", "café"), ("注文を取得", "注文を取得"), ("ordre 2", "ordre-2"),
    ("हिन्दी में", "हिन्दी-में"), ("🚀🔥", "kind"), ("❤\u{FE0F}", "kind"), ("1\u{FE0F}\u{20E3}", "1"),
    ("a\u{200D}b", "ab"), ("می\u{200C}خواهم", "میخواهم"), ("\u{301}x", "x"),
    ("- \u{301} -", "kind"),
    ("", "kind"), ("..", "kind"), ("x.lock", "x-lock"), ("\u{3164}", "kind"), ("²③", "²③"),
  ])
  func `a slug keeps letters and digits of any script`(name: String, slug: String) {
    #expect(Array(Slug.of(name, fallback: "kind").utf8) == Array(slug.utf8))
  }

  @Test func `composed and decomposed names have one slug`() {
    for name in ["Zürich Málaga", "한국어 주문", "Ångström ṩ", "ệ"] {
      let composed = Slug.of(name, fallback: "x")
      let scalars = name.unicodeScalars.flatMap { String($0).decomposed.unicodeScalars }
      let decomposed = String(String.UnicodeScalarView(scalars))
      #expect(Array(Slug.of(decomposed, fallback: "x").utf8) == Array(composed.utf8))
    }
  }

  @Test func `a slug has at most 80 bytes and whole characters`() {
    for letter in ["a", "é", "注", "𝔊", "ab-"] {
      let name = String(repeating: letter, count: 200)
      let slug = Slug.of(name, fallback: "x")
      #expect((76...80).contains(slug.utf8.count))
      #expect(!slug.contains("\u{FFFD}") && !slug.hasSuffix("-"))
      let numbered = Slug.numbered(slug, 1234)
      #expect(numbered.utf8.count <= 80 && numbered.hasSuffix("-1234"))
    }
  }

  @Test func `any name makes part of a ref`() {
    for seed in UInt64(1)...300 {
      var random = SeededRandom(seed: seed)
      var name = String.UnicodeScalarView()
      for _ in 0..<Int.random(in: 0...40, using: &random) {
        let limit: UInt32 = [0x80, 0x3000, 0x20000].randomElement(using: &random) ?? 0x80
        if let scalar = Unicode.Scalar(UInt32.random(in: 0..<limit, using: &random)) {
          name.append(scalar)
        }
      }
      let slug = Slug.of(String(name), fallback: "kind")
      let isValid = slug.unicodeScalars.allSatisfy { scalar in
        scalar == "-" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
          || [.nonspacingMark, .spacingMark].contains(scalar.properties.generalCategory)
      }
      #expect(isValid && !slug.isEmpty, "seed \(seed): \(slug)")
      #expect(!slug.hasPrefix("-") && !slug.hasSuffix("-") && !slug.contains("--"), "seed \(seed)")
      #expect(Array(Slug.of(slug, fallback: "kind").utf8) == Array(slug.utf8), "seed \(seed)")
    }
  }

  private func names(_ texts: [String], taken: Set<String> = []) throws -> [String] {
    let candidates = texts.enumerated().map { number, text in
      NameAssignment.Candidate(
        ResourceSummary(
          key: ResourceKey(.flows, "\(number)"), name: text, containerID: nil, sourceID: nil,
          application: "", isManaged: false, mode: nil, createdAt: "", lastModified: nil,
          references: [], version: ""))
    }
    let names = NameAssignment.names(
      for: candidates.shuffled(), taken: Set(taken.map { LogicalName(.flows, $0) })
    ) { groups in
      var ranks: [ResourceKey: Int] = [:]
      for group in groups { for one in group { ranks[one.key] = Int(one.key.id) } }
      return ranks
    }
    return texts.indices.map { names[ResourceKey(.flows, "\($0)")]?.slug ?? "" }
  }

  @Test func `natural slugs win over numbered ones`() throws {
    #expect(try names(["Foo", "Foo", "Foo 2"]) == ["foo", "foo-3", "foo-2"])
    #expect(try names(["Foo", "Foo", "Foo", "Foo 3"]) == ["foo", "foo-2", "foo-4", "foo-3"])
    #expect(try names(["🚀", "Flows", "✨"]) == ["flows", "flows-2", "flows-3"])
  }

  @Test(arguments: UInt64(1)...100)
  func `names are given as by going through all groups of one slug in order`(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let texts = (0..<random.number(below: 12)).map { _ in
      ["A", "B", "A 2", "A 3", "B 2", "a"][random.number(below: 6)]
    }
    let taken = Set(["a", "a-2", "b-3"].filter { _ in random.number(below: 3) == 0 })
    var naive = texts.map { _ in "" }
    var used = taken
    var waiting: [Int] = []
    let slugs = texts.map { Slug.of($0, fallback: "x") }
    for slug in Set(slugs).sorted() {
      var group = slugs.indices.filter { slugs[$0] == slug }
      if !taken.contains(slug) { naive[group.removeFirst()] = slug }
      waiting += group
      used.insert(slug)
    }
    for position in waiting {
      let free = (2...).lazy.map { "\(slugs[position])-\($0)" }.first { !used.contains($0) }
      naive[position] = try #require(free)
      used.insert(naive[position])
    }
    #expect(try names(texts, taken: taken) == naive, "seed \(seed): \(texts), taken \(taken)")
  }

  @Test(arguments: UInt64(1)...100)
  func `a slug of ASCII has its words with one dash between them`(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let name = String(
      (0..<random.number(below: 120)).map { _ in
        Character(Unicode.Scalar(UInt8(random.number(below: 0x80))))
      })
    let words = name.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    var naive = String(words.joined(separator: "-").prefix(80))
    if naive.hasSuffix("-") { naive.removeLast() }
    #expect(Slug.of(name, fallback: "") == naive, "seed \(seed): '\(name)'")
  }

  @Test func `a used name is given to nobody else`() throws {
    #expect(try names(["Foo", "Foo"], taken: ["foo", "foo-2"]) == ["foo-3", "foo-4"])
  }

  @Test(arguments: ["flows", "flows/", "flow/x", "flows/a/b", "/x", ""])
  func `what is no logical name is refused`(text: String) {
    #expect(LogicalName(text) == nil)
  }

  @Test func `slots are named by application, and an unchanged place keeps its slot`() throws {
    func account(_ first: JSONValue, _ second: JSONValue) -> NeutralAccount {
      NeutralAccount([
        (.integrations, ["_id": "000000000000000000000001", "name": "I"]),
        (
          .flows,
          [
            "_id": "000000000000000000000002", "_integrationId": "000000000000000000000001",
            "name": "F", "a": ["_connectionId": first], "b": ["_connectionId": second],
          ]
        ),
        (
          .connections,
          [
            "_id": "00000000000000000000000a", "name": "Mine", "assistant": "", "type": "http",
          ]
        ),
        (.connections, ["_id": "00000000000000000000000b", "name": "Yours", "type": "http"]),
      ])
    }
    let id = "000000000000000000000001"
    let first = try account("00000000000000000000000a", "00000000000000000000000b").capture(id)
    #expect(first.text("flows/f").contains(#""$slot": "connections/http-2""#))
    let later = try account("00000000000000000000000c", "00000000000000000000000b")
      .capture(id, prior: first.facts)
    #expect(!later.text("flows/f").contains(#""$slot": "connections/http""#))
    #expect(later.text("flows/f").contains(#""$slot": "connections/http-2""#))
  }
}

extension String {
  /// The text with its composed characters taken apart, as far as these tests need it.
  fileprivate var decomposed: String { decomposedStringWithCanonicalMapping }
}
