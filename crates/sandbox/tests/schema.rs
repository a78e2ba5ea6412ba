//! The served schema against what the console depends on, and against the machine-readable facts of the
//! contract where those are at hand.

use std::{collections::BTreeMap, path::Path};

use async_graphql::Positioned;
use async_graphql::parser::{
    parse_schema,
    types::{FieldDefinition, InputValueDefinition, TypeKind, TypeSystemDefinition},
};
use sandbox::{
    State,
    config::{Config, Database},
};
use serde_json::Value;

fn sdl() -> String {
    let config = Config {
        database: Database::Memory,
        ..Config::default()
    };
    State::open(config).expect("a sandbox in memory").sdl()
}

fn argument(definition: &Positioned<InputValueDefinition>) -> (String, String) {
    let definition = &definition.node;
    let default = definition
        .default_value
        .as_ref()
        .map_or(String::new(), |value| format!(" = {}", value.node));
    (
        definition.name.node.to_string(),
        format!("{}{default}", definition.ty.node),
    )
}

fn field(definition: &Positioned<FieldDefinition>) -> (String, Value) {
    let definition = &definition.node;
    let arguments: BTreeMap<String, String> = definition.arguments.iter().map(argument).collect();
    let ty = definition.ty.node.to_string();
    let value = if arguments.is_empty() {
        Value::from(ty)
    } else {
        serde_json::json!({ "type": ty, "args": arguments })
    };
    (definition.name.node.to_string(), value)
}

/// Name and type of every field of every type, with the arguments of those that have some.
fn served() -> BTreeMap<String, BTreeMap<String, Value>> {
    let mut types: BTreeMap<String, BTreeMap<String, Value>> = BTreeMap::new();
    for definition in parse_schema(sdl()).expect("a schema").definitions {
        let TypeSystemDefinition::Type(definition) = definition else {
            continue;
        };
        let fields = match definition.node.kind {
            TypeKind::Object(kind) => kind.fields.iter().map(field).collect(),
            TypeKind::InputObject(kind) => kind
                .fields
                .iter()
                .map(argument)
                .map(|(name, ty)| (name, Value::from(ty)))
                .collect(),
            TypeKind::Enum(kind) => kind
                .values
                .iter()
                .map(|value| (value.node.value.node.to_string(), Value::Null))
                .collect(),
            _ => BTreeMap::new(),
        };
        types.insert(definition.node.name.node.to_string(), fields);
    }
    types
}

/// Fields that the facts leave out but the contract's text has.
const BEYOND: [&str; 8] = [
    "Organization.avatarFile",
    "Query.organizationSettings",
    "OrganizationSetting.organization",
    "Mutation.updateOrganizationSetting",
    "OrgMembershipWhereInput.hasUser",
    "Query.tfaSettings",
    "Query.userSettings",
    "User.tfaSettings",
];

/// The machine-readable facts of the contract, where they are at hand; those of memberships are in a separate
/// file.
fn facts() -> Option<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/contract");
    let read = |name: &str| -> Option<Value> {
        let text = std::fs::read_to_string(folder.join(name)).ok()?;
        Some(serde_json::from_str(&text).expect("JSON"))
    };
    let mut facts = read("schema-facts.json")?;
    let members = read("schema-facts-members.json").unwrap_or_default();
    for (family, more) in members.as_object().into_iter().flatten() {
        for (name, fact) in more.as_object().into_iter().flatten() {
            facts[family][name] = fact.clone();
        }
    }
    Some(facts)
}

fn compare(
    differences: &mut Vec<String>,
    name: &str,
    facts: &Value,
    served: &BTreeMap<String, Value>,
) {
    for (field, fact) in facts.as_object().into_iter().flatten() {
        let known = BEYOND.contains(&format!("{name}.{field}").as_str());
        match served.get(field) {
            Some(ours) if ours == fact || known => {}
            ours => differences.push(format!("{name}.{field}: {ours:?} instead of {fact}")),
        }
    }
    for field in served.keys() {
        let named = facts.get(field).is_some();
        if !named && !BEYOND.contains(&format!("{name}.{field}").as_str()) {
            differences.push(format!("{name}.{field}: not in the facts"));
        }
    }
}

#[test]
fn the_served_schema_agrees_with_the_facts() {
    let Some(facts) = facts() else {
        println!("skipped: the facts of the contract are not here");
        return;
    };
    let types = served();
    let mut differences = Vec::new();
    let mut compared = 0;
    for family in ["objects", "inputs"] {
        for (name, fields) in facts[family].as_object().expect("an object") {
            compared += 1;
            match types.get(name) {
                Some(served) => compare(&mut differences, name, fields, served),
                None => differences.push(format!("{name} is not served")),
            }
        }
    }
    for (name, values) in facts["enums"].as_object().expect("an object") {
        compared += 1;
        let values: Vec<&str> = values
            .as_array()
            .expect("a list")
            .iter()
            .filter_map(Value::as_str)
            .collect();
        let served: Vec<&str> = types
            .get(name)
            .into_iter()
            .flat_map(|fields| fields.keys().map(String::as_str))
            .collect();
        let mut sorted = values.clone();
        sorted.sort_unstable();
        if sorted != served {
            differences.push(format!("{name}: {served:?} instead of {values:?}"));
        }
    }
    for (root, family) in [("Query", "queries"), ("Mutation", "mutations")] {
        compared += 1;
        compare(&mut differences, root, &facts[family], &types[root]);
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    println!("{compared} types agree");
}

/// Types that are served with these fields and no others.
const EXACT: [(&str, &str); 30] = [
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
const PART: [(&str, &str); 6] = [
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

fn predicates(name: &str, more: &[(&str, &str)]) -> BTreeMap<String, String> {
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

/// `name: type` of each field, as the lists above write it.
fn plain(fields: &BTreeMap<String, Value>) -> BTreeMap<String, String> {
    let ty = |value: &Value| match value {
        Value::Object(field) => field["type"].as_str().unwrap_or_default().to_owned(),
        value => value.as_str().unwrap_or_default().replace(' ', ""),
    };
    fields
        .iter()
        .map(|(name, value)| (name.clone(), ty(value)))
        .collect()
}

fn listed(fields: &str) -> BTreeMap<String, String> {
    let pair = |field: &str| {
        let (name, ty) = field.split_once(':').unwrap_or((field, ""));
        (name.to_owned(), ty.to_owned())
    };
    fields.split_whitespace().map(pair).collect()
}

#[test]
fn what_the_console_depends_on_is_served() {
    let types = served();
    for (name, fields) in EXACT {
        assert_eq!(plain(&types[name]), listed(fields), "{name}");
    }
    for (name, fields) in PART {
        let served = plain(&types[name]);
        for (field, ty) in listed(fields) {
            assert_eq!(served.get(&field), Some(&ty), "{name}.{field}");
        }
    }
    let organization = [
        ("edge", "hasOwner"),
        ("id", "ownerID?"),
        ("OrganizationWhereInput", "hasOwnerWith"),
    ];
    let user = [
        ("edge", "hasOwner hasOrganizations hasEvents"),
        ("UserWhereInput", "hasOwnerWith"),
        ("OrganizationWhereInput", "hasOrganizationsWith"),
    ];
    for (name, more) in [
        ("APITokenWhereInput", organization.as_slice()),
        ("PersonalAccessTokenWhereInput", &user),
    ] {
        assert_eq!(plain(&types[name]), predicates(name, more), "{name}");
    }
}

#[test]
fn lists_take_what_a_page_needs() {
    for (root, fields) in &served() {
        for (field, value) in fields {
            let ty = value["type"].as_str().unwrap_or_default();
            let Some(entity) = ty.strip_suffix("Connection!") else {
                continue;
            };
            let expected = serde_json::json!({
                "after": "Cursor", "before": "Cursor", "first": "Int", "last": "Int",
                "orderBy": format!("[{entity}Order!]"), "where": format!("{entity}WhereInput"),
            });
            assert_eq!(value["args"], expected, "{root}.{field}");
        }
    }
}
