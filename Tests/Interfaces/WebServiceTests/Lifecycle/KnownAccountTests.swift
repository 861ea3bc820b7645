import Foundation
import HostedAccounts
import IntegrationModel
import LosslessJSON
import TestKit
import Testing

@testable import WebService

/// What is kept of the last look at an account.
@Suite struct KnownAccountTests {
  @Test func `it changes no answer, whatever happened since and whoever asks`() throws {
    let lifecycle = try LifecycleAccounts(naming: "Production")
    let accounts = lifecycle.accounts
    let store = try lifecycle.integrationID("Store API")
    let part = try lifecycle.invite(AccessGrants(account: nil, integrations: [store: .manage]))
    let seed: UInt64 = 11
    print("changes from seed \(seed)")
    var random = SeededRandom(seed: seed)
    var made: [ResourceKey] = []
    let owner = try accounts.store.session(token: accounts.token)
    let flows = try owner.list(.flows).documents.map(\.key)
    for step in 0..<14 {
      switch Int.random(in: 0..<5, using: &random) {
      case 0:
        made.append(
          try owner.create(
            .flows, ["name": .string(JSONString("New \(step)")), "_integrationId": string(store)]
          ).key)
      case 1:
        if let key = made.popLast() { try owner.delete(key) }
      case 2:
        let name = LifecycleTests.production
        _ = try lifecycle.post(LifecycleAccounts.path(name, "/revisions"))
      default:
        let key = try #require(flows.randomElement(using: &random))
        var document = try owner.document(key).value()
        document["description"] = string("edit \(step)")
        _ = try owner.replace(key, with: document)
      }
      for token in [accounts.token, part, accounts.token] {
        for path in ["/ilm/v1/status", "/ilm/v1/integrations"] {
          let known = try lifecycle.get(path, token: token)
          #expect(known.status == 200)
          let kept = try? FileManager.default.contentsOfDirectory(atPath: accounts.cachePath)
          if token == accounts.token { #expect(kept?.contains("production") == true) }
          let aside = accounts.cachePath + ".aside"
          let isKept = kept != nil
          if isKept { try FileManager.default.moveItem(atPath: accounts.cachePath, toPath: aside) }
          let anew = try lifecycle.get(path, token: token)
          #expect(known.json == anew.json, "\(step) \(path)")
          if isKept {
            try? FileManager.default.removeItem(atPath: accounts.cachePath)
            try FileManager.default.moveItem(atPath: aside, toPath: accounts.cachePath)
          }
        }
      }
    }
    #expect(accounts.failures.all == [])
  }
}
