//! Servers and networks that misbehave. What a whole answer leads to is shown in memory; what takes a
//! socket to show, with the packed component.

pub mod class;
mod fault;
mod matrix;
mod native;
mod reliability;
mod run;
mod script;
