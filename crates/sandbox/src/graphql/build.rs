//! Puts the schema together: the text of `schema/schema.graphql`, and what the entities imply.

use async_graphql::{
    Error, ErrorExtensions, QueryPathNode, Value,
    dynamic::{
        Enum, Field, FieldFuture, FieldValue, InputObject, InputValue, Object, ResolverContext,
        Scalar, Schema, SchemaBuilder, TypeRef,
    },
    parser::{
        parse_schema,
        types::{
            BaseType, FieldDefinition, InputValueDefinition, Type, TypeDefinition, TypeKind,
            TypeSystemDefinition,
        },
    },
};

use super::{
    fields, filter,
    op::Resolved,
    problem::{self, Problem},
};
use crate::store::{
    entities::ENTITIES,
    entity::Entity,
    members::{ORG_MEMBERSHIP, TFA_SETTING},
    tables::{
        API_TOKEN, ORGANIZATION, ORGANIZATION_SETTING, PERSONAL_ACCESS_TOKEN, USER, USER_SETTING,
    },
};

/// Entities that are listed.
static LISTED: [&Entity; 8] = [
    &API_TOKEN,
    &PERSONAL_ACCESS_TOKEN,
    &ORGANIZATION,
    &ORGANIZATION_SETTING,
    &USER,
    &USER_SETTING,
    &ORG_MEMBERSHIP,
    &TFA_SETTING,
];

/// The schema.
pub(crate) fn schema() -> Result<Schema, String> {
    let document = parse_schema(include_str!("../../schema/schema.graphql"))
        .map_err(|error| error.to_string())?;
    let mut builder = Schema::build("Query", Some("Mutation"), None).disable_suggestions();
    for definition in document.definitions {
        if let TypeSystemDefinition::Type(definition) = definition {
            builder = define(builder, &definition.node)?;
        }
    }
    for entity in LISTED {
        builder = list(builder, entity);
    }
    builder.finish().map_err(|error| error.to_string())
}

fn define(builder: SchemaBuilder, definition: &TypeDefinition) -> Result<SchemaBuilder, String> {
    let name = definition.name.node.as_str();
    Ok(match &definition.kind {
        TypeKind::Scalar => builder.register(Scalar::new(name)),
        TypeKind::Enum(kind) => builder.register(
            Enum::new(name).items(
                kind.values
                    .iter()
                    .map(|value| value.node.value.node.as_str()),
            ),
        ),
        TypeKind::InputObject(kind) => {
            let object = InputObject::new(name);
            builder.register(kind.fields.iter().fold(object, |object, field| {
                object.field(input_value(&field.node))
            }))
        }
        TypeKind::Object(kind) => {
            let mut object = Object::new(name);
            for field in &kind.fields {
                object = object.field(output_field(name, &field.node)?);
            }
            builder.register(object)
        }
        TypeKind::Interface(_) | TypeKind::Union(_) => {
            return Err(format!("{name}: only objects are served"));
        }
    })
}

fn output_field(parent: &str, definition: &FieldDefinition) -> Result<Field, String> {
    let name = definition.name.node.as_str();
    let ty = type_ref(&definition.ty.node);
    let entity = ENTITIES.iter().find(|entity| entity.name == parent);
    let field = if let Some(resolver) = fields::resolver(parent, name) {
        Field::new(name, ty, move |context| {
            answer(&context, resolver(&context))
        })
    } else if let Some(position) = entity.and_then(|entity| entity.position(name)) {
        Field::new(name, ty, move |context| fields::column(&context, position))
    } else {
        return Err(format!("{parent}.{name} has no resolver"));
    };
    Ok(definition.arguments.iter().fold(field, |field, argument| {
        field.argument(input_value(&argument.node))
    }))
}

/// Errors get the path of their field, which the executor does not give them; what has no path was never run.
fn answer<'a>(context: &ResolverContext<'a>, resolved: Resolved) -> FieldFuture<'a> {
    let resolved = resolved.map_err(|problem| {
        let mut path: Vec<String> = context
            .ctx
            .path_node
            .map(QueryPathNode::to_string_vec)
            .unwrap_or_default();
        if let Problem::Scalar(below, _) = &problem {
            path.extend(below.iter().cloned());
        }
        Error::from(problem).extend_with(|_, extensions| extensions.set(problem::PATH, path))
    });
    FieldFuture::new(std::future::ready(resolved))
}

fn input_value(definition: &InputValueDefinition) -> InputValue {
    let value = InputValue::new(definition.name.node.as_str(), type_ref(&definition.ty.node));
    match &definition.default_value {
        Some(default) => value.default_value(default.node.clone()),
        None => value,
    }
}

fn type_ref(ty: &Type) -> TypeRef {
    let base = match &ty.base {
        BaseType::Named(name) => TypeRef::named(name.as_str()),
        BaseType::List(inner) => TypeRef::List(Box::new(type_ref(inner))),
    };
    if ty.nullable {
        base
    } else {
        TypeRef::NonNull(Box::new(base))
    }
}

fn parsed(ty: &str) -> TypeRef {
    Type::new(ty).map_or_else(|| TypeRef::named(ty), |ty| type_ref(&ty))
}

/// `…Connection`, `…Edge`, `…Order`, `…OrderField` and `…WhereInput` of an entity.
fn list(builder: SchemaBuilder, entity: &'static Entity) -> SchemaBuilder {
    let name = entity.name;
    let field = |name: &'static str, ty: String, resolver: fn(&ResolverContext<'_>) -> Resolved| {
        Field::new(name, parsed(&ty), move |context| {
            answer(&context, resolver(&context))
        })
    };
    let connection = Object::new(format!("{name}Connection"))
        .field(field("edges", format!("[{name}Edge]"), |context| {
            fields::page(context)?.edges()
        }))
        // `pageInfo` reads from the page itself.
        .field(Field::new(
            "pageInfo",
            parsed("PageInfo!"),
            |context| match fields::page(&context) {
                Ok(page) => FieldFuture::Value(Some(FieldValue::borrowed_any(fields::erase(page)))),
                Err(_) => FieldFuture::Value(None),
            },
        ))
        .field(field("totalCount", "Int!".to_owned(), fields::total));
    let edge = Object::new(format!("{name}Edge"))
        .field(field("node", name.to_owned(), |context| {
            fields::edge(context, "node")
        }))
        .field(field("cursor", "Cursor!".to_owned(), |context| {
            fields::edge(context, "cursor")
        }));
    let order_field = Enum::new(format!("{name}OrderField")).items(entity.orders.iter().copied());
    let order = InputObject::new(format!("{name}Order"))
        .field(
            InputValue::new("direction", parsed("OrderDirection!"))
                .default_value(Value::Enum(async_graphql::Name::new("ASC"))),
        )
        .field(InputValue::new(
            "field",
            parsed(&format!("{name}OrderField!")),
        ));
    builder
        .register(connection)
        .register(edge)
        .register(order_field)
        .register(order)
        .register(where_input(entity))
}

fn where_input(entity: &Entity) -> InputObject {
    let name = format!("{}WhereInput", entity.name);
    let many = format!("[{name}!]");
    let mut input = InputObject::new(&name)
        .field(InputValue::new("not", TypeRef::named(&name)))
        .field(InputValue::new("and", parsed(&many)))
        .field(InputValue::new("or", parsed(&many)));
    for column in entity.columns {
        for operator in filter::operators(column) {
            let ty = parsed(&filter::predicate_type(column, operator));
            input = input.field(InputValue::new(format!("{}{operator}", column.field), ty));
        }
    }
    for edge in entity.edges {
        input = input.field(InputValue::new(
            format!("has{}", edge.name),
            parsed("Boolean"),
        ));
        if let Some(target) = edge.with {
            let ty = parsed(&format!("[{}WhereInput!]", target().name));
            input = input.field(InputValue::new(format!("has{}With", edge.name), ty));
        }
    }
    for edge in entity
        .absent_edges
        .lines()
        .filter(|edge| entity.edges.iter().all(|kept| kept.name != *edge))
    {
        input = input.field(InputValue::new(format!("has{edge}"), parsed("Boolean")));
    }
    input
}
