/// The lifecycle API: what the command line does, over HTTP.
enum LifecycleRoutes {
  static let all =
    SessionRoutes.all + LookingRoutes.all + RevisionRoutes.all + PullRoutes.all + ChangeRoutes.all
    + BundleRoutes.all + MatchRoutes.all + EnvironmentRoutes.all + RepositoryRoutes.all
    + OperationRoutes.all
}
