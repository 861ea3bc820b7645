extension FieldCatalog {
  /// Where documents name other resources, as `kinds path -> what it names`.
  ///
  /// Earlier rows win. `plain` is an id with the same meaning in every account, history, or a name
  /// local to a document; `opaque` is content whose ids are no references. Rows with `**` sweep by
  /// the member's name, so that steps, hooks, filters, transformations, lookups, forms and overrides
  /// need no row each. Source: the platform's API documentation and observed documents.
  static let references = """
    * **.{mockOutput,mockResponse,mockInput,mockRequest,sampleData}.** -> opaque
    * **.{sampleResponseData,sampleHeaders,sampleQueryParams,rawData,modelMetadata}.** -> opaque
    * settings.** -> opaque
    integrations flowGroupings[].settings.** -> opaque
    integrations installSteps[].sourceConnection.** -> plain
    * **.sourceConnection._id -> plain
    connections queues[].name -> connections

    integrations flowGroupings[]._id -> flowGroupings
    integrations apiGroupings[]._id -> apiGroupings
    flows _flowGroupingId -> flowGroupings
    apis _apiGroupingId -> apiGroupings

    integrations _registeredConnectionIds[] -> connections
    integrations _registeredLookupCacheIds[] -> lookupcaches
    exports __linkedLookupCacheIds[] -> lookupcaches

    * **.overrides.connections[].{_id,_abstractId} -> connections
    * **.overrides.exports[].{_id,_abstractId} -> exports
    * **.overrides.imports[].{_id,_abstractId} -> imports
    * **.overrides.routers[]._abstractId -> plain
    * **.overrides.routers[].branches[]._abstractId -> plain
    * **.overrides.__listenerIdsToIndex[] -> exports
    flows overridesHelper.connections[]._abstractId -> connections
    flows overridesHelper.exports[]._abstractId -> exports
    flows overridesHelper.imports[]._abstractId -> imports
    flows overridesHelper.routers[]._abstractId -> plain
    flows overridesHelper.routers[].branches[]._abstractId -> plain

    * **._runNextFlowIds[] -> flows
    flows _abstractFlowId -> flows
    exports _postParseListenerId -> exports

    * **._scriptId -> scripts
    * **._stackId -> stacks
    * **.{_connectionId,_mcpConnectionId,_borrowConcurrencyFromConnectionId} -> connections
    * **.{_exportId,_keepDeltaBehindExportId} -> exports
    * **._importId -> imports
    * **.{_flowId,_keepDeltaBehindFlowId} -> flows
    * **._toolId -> tools
    * **._apiId -> apis
    * **._lookupCacheId -> lookupcaches
    * **._fileDefinitionId -> filedefinitions
    * **._asyncHelperId -> asynchelpers
    * **._ediProfileId -> ediprofiles
    * **._iClientId -> iclients
    * **._agentId -> agents
    * **._integrationId -> integrations

    * **.{_httpConnectorId,_httpConnectorApiId,_httpConnectorVersionId} -> plain
    * **.{_httpConnectorResourceId,_httpConnectorEndpointId,_tpConnectorId} -> plain
    * **._httpConnectorEndpointIds[] -> plain
    * **.{_sourceId,_templateId,_connectorId,_userId,_byUserId} -> plain
    """
}
