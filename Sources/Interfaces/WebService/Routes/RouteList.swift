extension WebApplication {
  /// Everything that can be asked for.
  static let routes = DocumentRoutes.all + MetaRoutes.all
}
