//! The specs mirror the console's addresses.
