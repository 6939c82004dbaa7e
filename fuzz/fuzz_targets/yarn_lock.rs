//! Gives every input to [`palisade::fuzzing::yarn_lock`].

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| palisade::fuzzing::yarn_lock(bytes));
