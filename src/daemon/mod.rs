//! The loop that keeps a notebook committed and its digests fresh.
//!
//! [`plan`] decides, [`run`] acts: everything that can happen is an [`plan::Event`], everything that is done
//! about it a [`plan::Action`], and no decision is taken outside the plan.

pub mod clock;
pub mod network;
pub mod plan;
pub mod run;
pub mod sync;
pub mod upkeep;
pub mod work;
