extension FieldCatalog {
  /// Credentials by path, as `kinds path -> secret`, and what only looks like one.
  ///
  /// `secrets` masks every text below, at any depth. Source: the platform's API documentation;
  /// defensive rows where documents were not seen.
  static let secrets = """
    * **.paging.token -> notSecret
    * **.{tokenURI,tokenPath,tokenPaths,tokenLocation,refreshTokenPath,tokenName} -> notSecret
    * **.{accessTokenPath,accessTokenLocation,accessTokenHeaders} -> notSecret
    * **.{accessTokenHeaderName,accessTokenParamName} -> notSecret
    * **.{maxOutputTokens,maxCompletionTokens,traceKeyTemplate,keyColumns} -> notSecret
    * **.{primaryKeys,isKey,partitionKey,sortKey,fileKey,blobKeyPath,keyPrefix} -> notSecret
    * **.{encryptedFields,unencrypted,unencryptedFields} -> notSecret
    * **.{pgpKeyAlgorithm,clientCredentialsLocation} -> notSecret
    * **.{encryptedFields,unencryptedFields}.** -> notSecret

    connections mcp.http.auth.token.{token,refreshToken} -> secret
    connections http.auth.token.{token,refreshToken} -> secret
    connections http.auth.token.refreshBody -> secret
    connections **.auth.basic.password -> secret
    connections **.auth.oauth.{clientSecret,password,pkceCodeVerifier,accessTokenBody} -> secret
    connections **.auth.oauth.oauth1.{accessToken,tokenSecret} -> secret
    connections **.auth.oauth.oauth1.{consumerSecret,consumerPrivateKey} -> secret
    connections **.auth.jwt.{privateKey,secret,token} -> secret
    connections http.clientCertificates.{key,passphrase,pfx} -> secret
    connections {http,rest,wrapper}.encrypted -> secrets
    connections mcp.http.encrypted -> secrets
    connections rest.{bearerToken,refreshToken} -> secret
    connections rest.basicAuth.password -> secret
    connections rest.oauth.clientSecret -> secret
    connections ftp.{password,authKey} -> secret
    connections ftp.{pgpEncryptKey,pgpDecryptKey,pgpPassphrase} -> secret
    connections ssl.{ca,cert,key,passphrase} -> secret
    connections netsuite.{password,tokenId,tokenSecret} -> secret
    connections salesforce.{bearerToken,refreshToken} -> secret
    connections s3.secretAccessKey -> secret
    connections dynamodb.aws.secretAccessKey -> secret
    connections {mongodb,rdbms,jdbc,van,filesystem}.password -> secret
    connections rdbms.ssl.{ca,cert,key,passphrase} -> secret
    connections rdbms.{key,passphrase} -> secret
    connections rdbms.bigquery.privateKey -> secret
    connections rdbms.redshift.aws.secretAccessKey -> secret
    connections jdbc.wallet -> secret
    connections as2.encrypted.userPrivateKey -> secret
    connections as2.partnerStationInfo.auth.basic.password -> secret
    connections as2.partnerStationInfo.auth.token.{token,refreshToken} -> secret
    connections pgp.publicKey -> secret
    connections pgp -> secrets

    iclients oauth2.{clientSecret,password} -> secret
    iclients oauth2.encrypted -> secrets
    iclients oauth2.auth.queryParameters -> secrets
    iclients salesforce.{clientSecret,privateKey,apiToken} -> secret
    iclients netsuite.{consumerKey,consumerSecret} -> secret
    iclients amazonmws.secretKey -> secret
    iclients ebay.certId -> secret
    iclients jwt.{privateKey,secret,token} -> secret
    iclients azureserviceprincipal.clientSecret -> secret

    exports webhook.{token,key,password} -> secret
    exports distributed.bearerToken -> secret
    flows overrides.exports[].**.*_crypt -> secret
    flows overrides.exports[].**.*_salt -> secret
    apis shipworks.password -> secret
    agents accessToken -> secret
    stacks server.systemToken -> secret
    stacks lambda.secretAccessKey -> secret

    * **.publicKey -> notSecret
    """
}
