//! The packed component against servers and networks that misbehave, over real sockets.

pub mod class;
mod fault;
pub mod kind;
mod matrix;
mod reliability;
mod run;
pub mod table;
