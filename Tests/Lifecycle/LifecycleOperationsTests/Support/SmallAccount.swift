/// The smallest account in which everything happens that an operation writes.
enum SmallAccount {
  static let documents = [
    #"c2 {"name": "Shop", "type": "http", "http": {"baseURI": "https://shop.example.com", "auth": {"type": "token", "token": {"token": "\#(OrdersAccount.canary)"}}}}"#,
    #"e1 {"name": "Get orders", "_connectionId": "@c2", "adaptorType": "HTTPExport", "http": {"relativeURI": "/orders", "method": "GET"}}"#,
    #"f1 {"name": "Orders", "_integrationId": "@n1", "disabled": false, "schedule": "? 0 6 * * *", "pageGenerators": [{"_exportId": "@e1"}]}"#,
    #"n1 {"name": "Orders", "mode": "settings", "_registeredConnectionIds": ["@c2"]}"#,
  ]

  static func edit(_ account: MemoryAccount) throws {
    try account.edit("e1", "/http/relativeURI", to: #""/orders?page=2""#)
    try account.add(
      #"f9 {"name": "Carts", "_integrationId": "@n1", "disabled": true, "pageGenerators": [{"_exportId": "@e1"}]}"#
    )
  }
}
