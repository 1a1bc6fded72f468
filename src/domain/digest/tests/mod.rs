//! What must hold of a whole digest.

mod example;
mod fixture;
mod header;
mod page;
mod property;
mod sections;
