extension FieldCatalog {
  /// Fields that the server keeps, as `kinds path -> class`; none of them ever counts as a change.
  ///
  /// Source: the platform's API documentation and observed documents.
  static let serverFields = """
    * _id -> identity
    * {createdAt,lastModified,lastExecutedAt,debugDate,debugUntil} -> volatile
    * {draft,draftExpiresAt,deletedAt,__v} -> volatile
    * {_sourceId,_templateId,_userId,_connectorId,_byUserId} -> provenance
    * sandbox -> derived

    flows logging.debugUntil -> volatile
    flows {resolvedAt,wizardState,setupInProgress,__retryAtHelper,__startDateHelper} -> volatile
    flows pageGenerators[].setupInProgress -> volatile
    flows pageProcessors[].setupInProgress -> volatile
    flows routers[].branches[].pageProcessors[].setupInProgress -> volatile
    flows {numInstances,free,_exportId,_importId,aiDescription} -> derived
    flows overrides.__listenerIdsToIndex -> derived

    exports imports apiIdentifier -> identity
    exports imports aiDescription -> derived
    exports imports http._httpConnectorEndpointId -> derived
    exports imports http._httpConnectorResourceId -> derived
    exports imports http._httpConnectorVersionId -> derived
    imports http._httpConnectorEndpointIds -> derived
    exports {asynchronous,__linkedLookupCacheIds} -> derived
    imports netsuite.lookups[]._id -> identity
    imports mappings[].**.status -> derived
    imports mappings[].status -> derived

    connections {offline,queueSize,queues,needsAuthorization,lastPingedAt} -> volatile
    connections netsuite.{dataCenterURLs,suiteAppInstalled,useSsoLogin} -> derived
    connections netsuite.{concurrencyLevelRESTlet,concurrencyLevelWebServices} -> derived
    connections salesforce.info -> derived
    connections rest.info -> derived
    connections mcp.protocol -> derived
    connections ftp.tradingPartner -> derived
    connections van.mailboxId -> identity
    connections http.auth.failures -> derived

    integrations mode -> volatile
    integrations {installSteps,uninstallSteps,changeEditionSteps}[].completed -> volatile
    integrations installSteps[].sourceConnection -> provenance
    integrations {_parentId,tag} -> provenance

    apis {_scriptId,function,apim} -> derived
    lookupcaches {size,sizeInMB} -> volatile
    agents {lastHeartbeatAt,online} -> volatile
    iclients jwt.token -> derived
    iclients oauth2.{failures,useNewAuthFailSchema} -> derived
    ediprofiles controlNumber -> volatile
    """

  /// Fields that say where an integration runs and not what it does.
  static let environmentFields = """
    integrations name -> environment
    integrations _registeredConnectionIds -> environment
    * disabled -> environment
    flows {schedule,timezone} -> environment
    flows pageGenerators[].schedule -> environment
    * _integrationId -> containment
    """

  /// Sample and mock data: most of an account's bytes, not behaviour, and possibly customers' data.
  static let payloads = """
    exports {mockOutput,sampleData,sampleHeaders,sampleQueryParams,rawData} -> payload
    imports {mockResponse,sampleData,sampleResponseData,rawData} -> payload
    imports {modelMetadata,distributedAdaptorData} -> payload
    apis builder.request.mockRequest -> payload
    apis builder.responses[].mockInput -> payload
    tools input.mockInput -> payload
    tools output.mockInput -> payload
    flows **.mockOutput -> payload
    * **.virtual.{mockOutput,sampleData} -> payload
    filedefinitions sampleData -> payload
    """

  /// Content that the platform keeps twice: the object that holds the pair, the copy, the original.
  ///
  /// The legacy `rest` block beside `http` and mapping 1.0 beside 2.0 are not here: they differ in
  /// shape, so neither can be rebuilt from the other and both are content.
  static let mirrors = """
    exports imports {filter,inputFilter} -> mirror rules expression.rules
    exports file.filter -> mirror rules expression.rules
    exports transform -> mirror rules expression.rules
    imports responseTransform -> mirror rules expression.rules
    * **.virtual.transform -> mirror rules expression.rules
    flows tools apis **.branches[].inputFilter -> mirror expression.rules rules
    """
}
