//! The pages of the console, by the names that people and assistive technology find on them.
