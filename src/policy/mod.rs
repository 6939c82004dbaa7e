//! Policies: the bundle and its rules, what they read, and the judge.
pub mod asks;
pub mod bundle;
mod data;
pub mod index;
pub(crate) mod inventory;
pub mod judge;
pub mod metadata;
mod programs;
pub mod reads;
pub mod refusal;
pub(crate) mod rego;
pub mod select;
pub mod severity;
pub mod shown;
mod sources;
pub(crate) mod survey;
pub mod tests;
pub mod violation;
