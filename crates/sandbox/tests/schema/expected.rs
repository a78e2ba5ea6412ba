//! What the console depends on in the schema, as tables.

use std::collections::BTreeMap;

/// Types that are served with these fields and no others.
pub const EXACT: [(&str, &str); 30] = [
    (
        "APIToken",
        "id:ID! createdAt:Time updatedAt:Time createdBy:String updatedBy:String \
         updatedByImpersonator:String tags:[String!] ownerID:ID name:String! token:String! \
         expiresAt:Time description:String scopes:[String!] lastUsedAt:Time isActive:Boolean \
         revokedReason:String revokedBy:String revokedAt:Time \
         ssoAuthorizations:SSOAuthorizationMap owner:Organization",
    ),
    (
        "PersonalAccessToken",
        "id:ID! createdAt:Time updatedAt:Time createdBy:String updatedBy:String \
         updatedByImpersonator:String tags:[String!] name:String! token:String! expiresAt:Time \
         description:String scopes:[String!] lastUsedAt:Time isActive:Boolean \
         revokedReason:String revokedBy:String revokedAt:Time \
         ssoAuthorizations:SSOAuthorizationMap owner:User! organizations:OrganizationConnection!",
    ),
    (
        "PageInfo",
        "hasNextPage:Boolean! hasPreviousPage:Boolean! startCursor:Cursor endCursor:Cursor",
    ),
    (
        "APITokenConnection",
        "edges:[APITokenEdge] pageInfo:PageInfo! totalCount:Int!",
    ),
    ("APITokenEdge", "node:APIToken cursor:Cursor!"),
    (
        "PersonalAccessTokenConnection",
        "edges:[PersonalAccessTokenEdge] pageInfo:PageInfo! totalCount:Int!",
    ),
    (
        "PersonalAccessTokenEdge",
        "node:PersonalAccessToken cursor:Cursor!",
    ),
    (
        "OrganizationConnection",
        "edges:[OrganizationEdge] pageInfo:PageInfo! totalCount:Int!",
    ),
    ("OrganizationEdge", "node:Organization cursor:Cursor!"),
    ("APITokenCreatePayload", "apiToken:APIToken!"),
    ("APITokenBulkCreatePayload", "apiTokens:[APIToken!]"),
    ("APITokenUpdatePayload", "apiToken:APIToken!"),
    (
        "APITokenBulkUpdatePayload",
        "apiTokens:[APIToken!] updatedIDs:[ID!] notUpdatedIDs:[ID!]! error:String",
    ),
    ("APITokenDeletePayload", "deletedID:ID!"),
    (
        "APITokenBulkDeletePayload",
        "deletedIDs:[ID!]! notDeletedIDs:[ID!]! error:String",
    ),
    (
        "PersonalAccessTokenCreatePayload",
        "personalAccessToken:PersonalAccessToken!",
    ),
    (
        "PersonalAccessTokenUpdatePayload",
        "personalAccessToken:PersonalAccessToken!",
    ),
    ("PersonalAccessTokenDeletePayload", "deletedID:ID!"),
    (
        "CreateAPITokenInput",
        "tags:[String!] name:String! expiresAt:Time description:String scopes:[String!] \
      lastUsedAt:Time isActive:Boolean revokedReason:String revokedBy:String revokedAt:Time ownerID:ID",
    ),
    (
        "UpdateAPITokenInput",
        "tags:[String!] appendTags:[String!] clearTags:Boolean name:String expiresAt:Time \
         clearExpiresAt:Boolean description:String clearDescription:Boolean scopes:[String!] \
         appendScopes:[String!] clearScopes:Boolean lastUsedAt:Time clearLastUsedAt:Boolean \
         isActive:Boolean clearIsActive:Boolean revokedReason:String clearRevokedReason:Boolean \
         revokedBy:String clearRevokedBy:Boolean revokedAt:Time clearRevokedAt:Boolean ownerID:ID \
         clearOwner:Boolean",
    ),
    (
        "CreatePersonalAccessTokenInput",
        "tags:[String!] name:String! expiresAt:Time description:String scopes:[String!] \
      lastUsedAt:Time isActive:Boolean organizationIDs:[ID!] eventIDs:[ID!]",
    ),
    (
        "UpdatePersonalAccessTokenInput",
        "tags:[String!] appendTags:[String!] clearTags:Boolean name:String expiresAt:Time \
         clearExpiresAt:Boolean description:String clearDescription:Boolean scopes:[String!] \
         appendScopes:[String!] clearScopes:Boolean lastUsedAt:Time clearLastUsedAt:Boolean \
         isActive:Boolean clearIsActive:Boolean addOrganizationIDs:[ID!] \
         removeOrganizationIDs:[ID!] clearOrganizations:Boolean addEventIDs:[ID!] \
         removeEventIDs:[ID!] clearEvents:Boolean",
    ),
    (
        "APITokenOrder",
        "direction:OrderDirection!=ASC field:APITokenOrderField!",
    ),
    (
        "PersonalAccessTokenOrder",
        "direction:OrderDirection!=ASC field:PersonalAccessTokenOrderField!",
    ),
    (
        "OrganizationOrder",
        "direction:OrderDirection!=ASC field:OrganizationOrderField!",
    ),
    ("OrderDirection", "ASC DESC"),
    (
        "APITokenOrderField",
        "created_at updated_at name expires_at last_used_at is_active",
    ),
    (
        "PersonalAccessTokenOrderField",
        "created_at updated_at name expires_at last_used_at is_active",
    ),
    (
        "OrganizationOrderField",
        "created_at updated_at name display_name",
    ),
    (
        "OrganizationSettingSSOProvider",
        "OKTA ONE_LOGIN GOOGLE_WORKSPACE SLACK GITHUB MICROSOFT_ENTRA_ID GENERIC_OIDC NONE",
    ),
];

/// Types of which the console needs these fields.
pub const PART: [(&str, &str); 6] = [
    (
        "Organization",
        "id:ID! name:String! displayName:String! description:String personalOrg:Boolean \
         avatarRemoteURL:String avatarFile:File avatarUpdatedAt:Time stripeCustomerID:String \
         slugName:String setting:OrganizationSetting parent:Organization",
    ),
    (
        "OrganizationSetting",
        "id:ID! organizationID:ID identityProvider:OrganizationSettingSSOProvider \
         identityProviderClientID:String identityProviderClientSecret:String \
         oidcDiscoveryEndpoint:String identityProviderLoginEnforced:Boolean! \
         identityProviderAuthTested:Boolean! identityProviderJitProvisioning:Boolean! \
         jitAllowedEmailDomains:[String!] ssoExemptDomains:[String!] \
         multifactorAuthEnforced:Boolean paymentMethodAdded:Boolean! billingEmail:String \
         billingContact:String",
    ),
    (
        "User",
        "id:ID! email:String! firstName:String lastName:String displayName:String! displayID:String! \
      avatarRemoteURL:String setting:UserSetting!",
    ),
    (
        "UserSetting",
        "defaultOrg:Organization isTfaEnabled:Boolean emailConfirmed:Boolean! status:UserSettingUserStatus!",
    ),
    (
        "Query",
        "apiToken:APIToken! apiTokens:APITokenConnection! personalAccessToken:PersonalAccessToken! \
         personalAccessTokens:PersonalAccessTokenConnection! organization:Organization! \
         organizations:OrganizationConnection! organizationSetting:OrganizationSetting! \
         organizationSettings:OrganizationSettingConnection! self:User! user:User! \
         users:UserConnection!",
    ),
    (
        "Mutation",
        "createAPIToken:APITokenCreatePayload! createBulkAPIToken:APITokenBulkCreatePayload! \
         updateAPIToken:APITokenUpdatePayload! updateBulkAPIToken:APITokenBulkUpdatePayload! \
         deleteAPIToken:APITokenDeletePayload! deleteBulkAPIToken:APITokenBulkDeletePayload! \
         createPersonalAccessToken:PersonalAccessTokenCreatePayload! \
         updatePersonalAccessToken:PersonalAccessTokenUpdatePayload! \
         deletePersonalAccessToken:PersonalAccessTokenDeletePayload!",
    ),
];

/// What can be asked of a token: how, and of which fields (`?` can be null).
const PREDICATES: [(&str, &str); 5] = [
    ("key", "id"),
    (
        "text",
        "createdBy? updatedBy? updatedByImpersonator? name revokedReason? revokedBy?",
    ),
    (
        "time",
        "createdAt? updatedAt? expiresAt? lastUsedAt? revokedAt?",
    ),
    ("flag", "isActive?"),
    ("list", "tags scopes"),
];

/// The predicates of the type `name` by their types: those of every token, and `more`.
pub fn predicates(name: &str, more: &[(&str, &str)]) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    let mut put = |name: String, ty: String| assert!(all.insert(name, ty).is_none());
    put("not".to_owned(), name.to_owned());
    put("and".to_owned(), format!("[{name}!]"));
    put("or".to_owned(), format!("[{name}!]"));
    for (kind, fields) in PREDICATES.iter().chain(more) {
        for field in fields.split_whitespace() {
            let (field, nullable) = match field.strip_suffix('?') {
                Some(field) => (field, true),
                None => (field, false),
            };
            let (ty, operators) = match *kind {
                "key" => ("ID", " NEQ In NotIn GT GTE LT LTE EqualFold ContainsFold"),
                "id" => (
                    "ID",
                    " NEQ In NotIn GT GTE LT LTE Contains HasPrefix HasSuffix EqualFold ContainsFold",
                ),
                "text" => (
                    "String",
                    " NEQ In NotIn GT GTE LT LTE Contains HasPrefix HasSuffix EqualFold ContainsFold",
                ),
                "time" => ("Time", " NEQ In NotIn GT GTE LT LTE"),
                "flag" => ("Boolean", " NEQ"),
                "list" => ("String", "Has"),
                "edge" => ("Boolean", ""),
                other => {
                    put(field.to_owned(), format!("[{other}!]"));
                    continue;
                }
            };
            for operator in operators.split(' ') {
                let many = ["In", "NotIn"].contains(&operator);
                let ty = if many {
                    format!("[{ty}!]")
                } else {
                    ty.to_owned()
                };
                put(format!("{field}{operator}"), ty);
            }
            if nullable {
                put(format!("{field}IsNil"), "Boolean".to_owned());
                put(format!("{field}NotNil"), "Boolean".to_owned());
            }
        }
    }
    all
}

/// What a table says of a type: `name:type` of each field.
pub fn listed(fields: &str) -> BTreeMap<String, String> {
    let pair = |field: &str| {
        let (name, ty) = field.split_once(':').unwrap_or((field, ""));
        (name.to_owned(), ty.to_owned())
    };
    fields.split_whitespace().map(pair).collect()
}
