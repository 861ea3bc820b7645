import EnvironmentAdapters
import IntegrationModel
import LosslessJSON

/// An account of middle size: flow groups, aliases, a cycle of an import and a tool, and resources
/// that two integrations share.
enum OrdersAccount {
  /// A credential that must never be found anywhere but in the environment.
  static let canary = "canary-7f3e-secret"

  static let documents = [
    #"c1 {"name": "NetSuite", "type": "netsuite", "netsuite": {"account": "TST1", "tokenSecret": "\#(canary)"}}"#,
    #"c2 {"name": "Shop", "type": "http", "http": {"baseURI": "https://shop.example.com", "auth": {"type": "token", "token": {"token": "\#(canary)"}}}}"#,
    #"s1 {"name": "Hooks", "content": "function preSavePage(options) { return options }\n"}"#,
    #"s2 {"name": "Order hooks", "content": "function postMap(options) { return options }\n"}"#,
    #"e1 {"name": "Get orders", "_connectionId": "@c2", "adaptorType": "HTTPExport", "http": {"relativeURI": "/orders", "method": "GET"}, "hooks": {"preSavePage": {"function": "preSavePage", "_scriptId": "@s1"}}}"#,
    #"e2 {"name": "Refund listener", "adaptorType": "WebhookExport", "webhook": {"verify": "token", "token": "\#(canary)"}}"#,
    #"i1 {"name": "Post order", "_connectionId": "@c1", "adaptorType": "NetSuiteDistributedImport", "netsuite_da": {"operation": "add", "recordType": "salesorder"}, "hooks": {"postMap": {"function": "postMap", "_scriptId": "@s2"}}}"#,
    #"i2 {"name": "Call enrich", "adaptorType": "ToolImport", "tool": {"_toolId": "@t1"}}"#,
    #"i3 {"name": "Log row", "_connectionId": "@c2", "adaptorType": "HTTPImport", "http": {"relativeURI": ["/log"], "method": ["POST"]}}"#,
    #"t1 {"name": "Enrich", "_integrationId": "@n1", "routers": [{"id": "r1", "branches": [{"name": "all", "pageProcessors": [{"type": "import", "_importId": "@i2"}]}]}]}"#,
    #"l1 {"name": "Locations", "data": [{"key": "a", "value": "b"}]}"#,
    #"f1 {"name": "Order to cash", "_integrationId": "@n1", "_flowGroupingId": "@g2", "disabled": false, "schedule": "? 0 6 * * *", "timezone": "UTC", "pageGenerators": [{"_exportId": "@e1"}], "pageProcessors": [{"type": "import", "_importId": "@i1"}, {"type": "import", "_importId": "@i2"}], "_runNextFlowIds": ["@f2"]}"#,
    #"f2 {"name": "Refunds", "_integrationId": "@n1", "_flowGroupingId": "@g1", "disabled": false, "pageGenerators": [{"_exportId": "@e2"}], "pageProcessors": [{"type": "import", "_importId": "@i3"}]}"#,
    #"f3 {"name": "Old orders", "_integrationId": "@n1", "disabled": true, "pageGenerators": [{"_exportId": "@e1"}], "pageProcessors": [{"type": "import", "_importId": "@i3"}], "_runNextFlowIds": ["@f3"]}"#,
    #"n1 {"name": "Orders", "description": "From the shop to the books.", "mode": "settings", "install": [], "_registeredConnectionIds": ["@c1", "@c2"], "flowGroupings": [{"name": "Sales", "_id": "@g2"}, {"name": "Customers", "_id": "@g1"}], "aliases": [{"alias": "main", "_flowId": "@f1"}, {"alias": "store", "_connectionId": "@c2"}, {"alias": "poster", "_importId": "@i1"}, {"alias": "places", "_lookupCacheId": "@l1"}]}"#,
    #"e8 {"name": "Get invoices", "_connectionId": "@c1", "adaptorType": "NetSuiteExport", "netsuite": {"type": "search"}, "hooks": {"preSavePage": {"function": "preSavePage", "_scriptId": "@s1"}}}"#,
    #"f8 {"name": "Billing", "_integrationId": "@n2", "disabled": false, "pageGenerators": [{"_exportId": "@e8"}], "pageProcessors": [{"type": "import", "_importId": "@i3"}]}"#,
    #"n2 {"name": "Invoices", "mode": "settings", "flowGroupings": []}"#,
  ]

  /// Changes almost everything that a revert has to bring back.
  static func edit(_ account: MemoryAccount) throws {
    try account.delete(key("f2"))
    try account.delete(key("t1"))
    try account.delete(key("i2"))
    try account.delete(key("s2"))
    try account.edit("e1", "/http/relativeURI", to: #""/orders?page=2""#)
    try account.edit("f1", "/pageProcessors", to: #"[{"type": "import", "_importId": "@i1"}]"#)
    try account.edit("f1", "/_runNextFlowIds", to: "[]")
    try account.edit("f1", "/schedule", to: #""? 0 7 * * *""#)
    try account.edit(key("i1")) { $0.removeValue(at: "/hooks") }
    try account.edit("s1", "/content", to: #""function preSavePage(options) { return [] }\n""#)
    try account.add(
      #"e9 {"name": "Get carts", "_connectionId": "@c2", "adaptorType": "HTTPExport", "http": {"relativeURI": "/carts", "method": "GET"}}"#
    )
    try account.add(
      #"f9 {"name": "Carts", "_integrationId": "@n1", "_flowGroupingId": "@g3", "disabled": false, "pageGenerators": [{"_exportId": "@e9"}], "pageProcessors": [{"type": "import", "_importId": "@i3"}]}"#
    )
    try account.edit(
      "n1", "/flowGroupings",
      to:
        #"[{"name": "Carts", "_id": "@g3"}, {"name": "Sales", "_id": "@g2"}, {"name": "Customers", "_id": "@g1"}]"#
    )
    try account.edit("n1", "/aliases", to: #"[{"alias": "main", "_flowId": "@f9"}]"#)
  }
}
