//! Gives every input to [`palisade::fuzzing::package_lock`].

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| palisade::fuzzing::package_lock(bytes));
