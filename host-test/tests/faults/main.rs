//! The packed component against servers and networks that misbehave, over real sockets.

mod class;
mod fault;
mod instances;
mod kind;
mod matrix;
mod memory;
mod plugin;
mod record;
mod reliability;
mod run;
mod secrets;
mod table;
