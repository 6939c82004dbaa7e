//! Gives every input to [`palisade::fuzzing::settings`].

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| palisade::fuzzing::settings(bytes));
