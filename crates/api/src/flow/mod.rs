//! What takes more than one call, as state machines.
//!
//! Each machine is told what happened (an event) and answers with what to do next (an effect). It makes no
//! call, reads no clock and touches no signal, so every order of answers can be tested on the host. The
//! console runs the effects.

pub mod bulk;
pub mod check;
pub mod create;
pub mod load;
pub mod review;
pub mod save;
pub mod sign_in;

#[cfg(test)]
mod samples;
