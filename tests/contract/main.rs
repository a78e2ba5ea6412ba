//! The console's documents, the types that read their answers and the predicates, against the pruned schema;
//! and the pruned schema against what is known of the real one.
#![cfg(not(target_arch = "wasm32"))]

mod answers;
mod documents;
mod schema;
mod variables;

/// An identifier as the backend makes them.
const ULID: &str = "01JZ0000000000000000000001";
/// A time as the backend writes it.
const TIME: &str = "2026-11-23T12:00:00.123456789Z";
