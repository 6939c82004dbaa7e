//! Gives every input to [`palisade::fuzzing::pnpm_lock`].

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| palisade::fuzzing::pnpm_lock(bytes));
