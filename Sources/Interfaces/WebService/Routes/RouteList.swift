extension WebApplication {
  /// Everything that can be asked for.
  static let routes =
    DocumentRoutes.all + ContentRoutes.all + IntegrationRoutes.all + PeopleRoutes.all
    + TokenRoutes.all + PersonalRoutes.all + AuditRoutes.all + RecycleBinRoutes.all
    + JobRoutes.all + ErrorRoutes.all + RunnerRoutes.all + DownloadRoutes.all + MetaRoutes.all
    + CacheRoutes.all + StateRoutes.all + NotRunRoutes.all + ResourceCopyRoutes.all
    + UploadRoutes.all + PlatformLifecycleRoutes.all + LifecycleRoutes.all
}
