//! Gives every input to [`palisade::fuzzing::bun_lock`].

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| palisade::fuzzing::bun_lock(bytes));
