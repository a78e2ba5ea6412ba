//! The ids of the fields, so that an error summary can lead to them.

use console_domain::new_token::Field;

/// The id of a field in the document.
pub const fn field_id(field: Field) -> &'static str {
    match field {
        Field::Name => "field-name",
        Field::Description => "field-description",
        Field::Scopes => "field-scopes",
        Field::Organizations => "field-organizations",
        Field::Expiry => "field-expiry",
    }
}
