//! Values of attributes, classes and properties.

use console_reactive::{CallMut, Memo, RwSignal, Signal};
use std::borrow::Cow;

/// The value of an attribute, a class or a property.
pub enum Value {
    /// The attribute is removed, the property `null`.
    Absent,
    /// A boolean attribute or property; a class that is set or not.
    Flag(bool),
    /// A string.
    Text(Cow<'static, str>),
    /// Computed anew whenever a signal changes that it has read.
    Dynamic(Box<dyn CallMut<Value>>),
}

impl Value {
    /// The present value: calls closures until one returns a plain value.
    pub(super) fn resolve(mut self) -> Self {
        while let Self::Dynamic(mut compute) = self {
            self = compute.call_mut();
        }
        self
    }
}

/// Plain values are compared; a dynamic one equals nothing.
impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Absent, Self::Absent) => true,
            (Self::Flag(one), Self::Flag(other)) => one == other,
            (Self::Text(one), Self::Text(other)) => one == other,
            _ => false,
        }
    }
}

/// What can be the value of an attribute, a class or a property.
pub trait IntoValue {
    /// Converts it.
    fn into_value(self) -> Value;
}

impl IntoValue for Value {
    fn into_value(self) -> Value {
        self
    }
}

impl IntoValue for &'static str {
    fn into_value(self) -> Value {
        Value::Text(Cow::Borrowed(self))
    }
}

impl IntoValue for String {
    fn into_value(self) -> Value {
        Value::Text(Cow::Owned(self))
    }
}

impl IntoValue for bool {
    fn into_value(self) -> Value {
        Value::Flag(self)
    }
}

impl<T: IntoValue> IntoValue for Option<T> {
    fn into_value(self) -> Value {
        self.map_or(Value::Absent, IntoValue::into_value)
    }
}

macro_rules! numbers {
    ($($number:ty),*) => {
        $(impl IntoValue for $number {
            fn into_value(self) -> Value {
                self.to_string().into_value()
            }
        })*
    };
}
numbers!(i32, u16, u32, usize);

macro_rules! signals {
    ($($signal:ident),*) => {
        $(impl<T: IntoValue + Clone + 'static> IntoValue for $signal<T> {
            fn into_value(self) -> Value {
                Value::Dynamic(Box::new(move || self.get().into_value()))
            }
        })*
    };
}
signals!(Memo, RwSignal, Signal);

impl<F, T> IntoValue for F
where
    F: FnMut() -> T + 'static,
    T: IntoValue,
{
    fn into_value(mut self) -> Value {
        Value::Dynamic(Box::new(move || self().into_value()))
    }
}
