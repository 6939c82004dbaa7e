//! Gives every input to [`palisade::fuzzing::npmrc`].

#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| palisade::fuzzing::npmrc(text));
