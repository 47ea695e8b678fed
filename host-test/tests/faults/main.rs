//! The packed component against servers and networks that misbehave, over real sockets.

mod class;
mod fault;
mod kind;
mod matrix;
mod plugin;
mod record;
mod reliability;
mod run;
mod table;
