extension FieldCatalog {
  /// How the elements of arrays are told apart, as `kinds path -> strategy key`.
  ///
  /// `ordered` and `keyed` match elements by a key: order is behaviour, or display only. A key is
  /// written as alternatives separated by blanks, best first; `+` joins parts, `,` separates fields
  /// of which the first present counts, `/` steps down, `~` folds case, `?` makes a part optional,
  /// `!` counts only where unique, `.` is a scalar element itself, `=field` finds renamed rows.
  /// Repeated keys are told apart by their nth occurrence, missing ones by position.
  /// Source: the platform's API documentation and observed edits of real documents.
  static let arrays = """
    * **.overrides.{connections,exports,imports,routers} -> keyed _abstractId
    * **.overrides.routers[].branches -> keyed _abstractId
    * **.overrides.__listenerIdsToIndex -> atomic
    * **.overrides.{exports,imports}[].parsers -> atomic
    flows overridesHelper.{connections,exports,imports,routers} -> keyed _abstractId
    flows overridesHelper.routers[].branches -> keyed _abstractId
    flows overridesHelper.**.fields -> set
    flows pageGenerators -> ordered _exportId
    flows tools apis **.pageProcessors -> ordered type?+_exportId,_importId
    flows tools apis **.routers[].branches -> ordered branchId name!
    flows tools apis **.routers -> ordered id
    * **.responseMapping.{fields,lists} -> keyed generate =extract
    * **.responseMapping.lists[].fields -> keyed generate =extract
    flows **._runNextFlowIds -> set
    flows **._runNextExportIds -> keyed _flowId+_exportId
    flows integrations apis aliases -> keyed alias

    * **.{filter,inputFilter}.rules -> atomic
    * **.{filter,inputFilter}.expression.rules -> atomic
    * file.filter.ftp_filter_rules -> atomic
    * {netsuite,salesforce}.distributed.qualifier -> atomic
    exports imports {transform,responseTransform}.rules[] -> keyed generate =extract
    exports imports {transform,responseTransform}.expression.rules[] -> keyed generate =extract
    exports imports {transform,responseTransform}.rules -> positional
    exports imports {transform,responseTransform}.expression.rules -> positional
    * **.buildArrayHelper -> keyed extract
    * **.mappings -> keyed generate extract =extract
    imports **.mapping.{fields,lists} -> keyed generate =extract
    imports **.mapping.lists[].fields -> keyed generate =extract
    imports netsuite_da.rawOverride -> atomic
    imports netsuite_da.rawOverride.** -> atomic
    * **.lookups -> keyed name

    imports http.{method,relativeURI,body,requestType,endPointBodyLimit} -> parallel http
    imports http.response.{resourcePath,resourceIdPath,successPath,failPath} -> parallel http
    imports http.response.{successValues,failValues} -> parallel http
    imports http._httpConnectorEndpointIds -> parallel http
    imports http.response.{successValues,failValues}[] -> set
    imports rest.{method,relativeURI,body,requestType,responseIdPath} -> parallel rest
    imports rest.{successPath,successValues} -> parallel rest
    imports rdbms.{query,queryType} -> parallel rdbms
    imports jdbc.{query,queryType} -> parallel jdbc
    imports {rdbms,jdbc}.bulkLoad.primaryKeys -> ordered-set
    * **.headers -> keyed name~,key~
    apis builder.request.{queryParams,pathParams} -> keyed key
    apis builder.responses -> ordered id type! name
    apis apim -> atomic

    integrations {_registeredConnectionIds,_registeredLookupCacheIds} -> set
    integrations {flowGroupings,apiGroupings} -> ordered _id name
    integrations {installSteps,uninstallSteps,changeEditionSteps,install} -> ordered name?+type?
    * **.form.layout.fields -> ordered-set
    * **.form.layout.containers -> positional
    * **.fieldMap.*.options -> positional
    * **.fieldMap.*.options[].items -> ordered value,.
    * **.fieldMap.*.valueOptions -> ordered value
    * **.fieldMap.*.defaultValue -> keyed generate
    * **.fieldMap.*.{visibleWhen,visibleWhenAll,requiredWhen,requiredWhenAll} -> keyed field
    * **.fieldMap.*.{disabledWhen,disabledWhenAll} -> keyed field
    * **.fieldMap.*.{visibleWhen,visibleWhenAll,requiredWhen,requiredWhenAll}[].is -> set
    * **.fieldMap.*.{disabledWhen,disabledWhenAll}[].is -> set
    * **.fieldMap.*.omitWhenValueIs -> set
    * **.form.actions -> ordered id

    exports groupByFields -> ordered-set
    exports file.groupByFields -> ordered-set
    exports simple.file.groupByFields -> ordered-set
    flows overrides.exports[].groupByFields -> ordered-set
    exports file.sortByFields -> ordered field
    exports simple.file.sortByFields -> ordered field
    exports file.csv.keyColumns -> ordered-set
    exports http.paging.lastPageValues -> set
    exports http.response.{successValues,failValues} -> set
    exports netsuite.distributed.{executionContext,executionType,sublists} -> set
    exports netsuite.restlet.columns -> ordered name+join?
    exports netsuite.restlet.criteria -> positional
    exports netsuite.webservices.criteria -> positional
    exports netsuite.searches -> positional
    exports netsuite.searches[].criteria -> positional
    exports netsuite.getList.type -> atomic
    exports salesforce.distributed.{referencedFields,userDefinedReferencedFields} -> set
    exports salesforce.distributed.relatedLists -> keyed childSObject relationshipName
    exports salesforce.distributed.relatedLists[].referencedFields -> set
    exports webhook.{challengeResponseHeaders,successResponseHeaders} -> keyed name~
    exports dynamodb.projectionExpression -> set
    exports jdbc.simple.columns -> ordered-set
    exports __linkedLookupCacheIds -> set
    exports {sampleHeaders,sampleQueryParams} -> atomic
    exports mockOutput.page_of_records -> atomic
    exports imports parsers -> positional
    exports imports parsers[].rules.listNodes -> set
    imports file.csv.customHeaderRows -> positional
    imports as2.headers -> keyed name~
    imports assistantMetadata.operation -> positional

    connections **.{successValues,failValues,scope} -> set
    connections **.failures -> positional
    connections **.{accessTokenHeaders,refreshHeaders,refreshTokenHeaders} -> keyed name~
    connections **.tokenPaths -> ordered-set
    connections **.{encryptedFields,unencryptedFields} -> ordered id
    connections rest.{pingSuccessValues,pingFailureValues} -> set
    connections jdbc.properties -> keyed name
    connections rdbms.options -> keyed name
    connections mongodb.host -> ordered-set
    connections mcp.allowedTools -> set
    connections queues -> keyed name
    iclients oauth2.{failValues,scope,validDomainNames} -> set
    iclients oauth2.failures -> positional
    iclients oauth2.failures[].values -> set

    imports **.{gemini,anthropic,openai}.tools -> ordered tool/_toolId,mcp/_mcpConnectionId,type
    imports **.{gemini,anthropic,openai}.{prompts,resources} -> ordered mcp/_mcpConnectionId
    imports **.mcp.{allowedTools,allowedPrompts} -> set
    imports **.fileSearch.fileSearchStoreNames -> set
    imports **.responseModalities -> set
    imports guardrail.moderation.categories -> set
    imports guardrail.pii.entities -> set

    mcpservers tools -> ordered _toolId+name?
    mcpservers apis -> ordered _apiId+name?
    mcpservers prompts -> ordered name
    mcpservers resources -> keyed _fileId
    filedefinitions rules -> ordered name
    filedefinitions rules.** -> ordered name
    asynchelpers http.status.{doneValues,doneWithoutDataValues} -> set
    asynchelpers http.status.{inProgressValues,errorValues} -> set
    * **.{jsonSchema,bodySchema}.**.required -> set
    * **.{jsonSchema,bodySchema}.**.enum -> ordered-set
    * settings.** -> atomic
    """
}
