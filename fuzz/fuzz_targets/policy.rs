//! Gives every input to [`palisade::fuzzing::policy`].

#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| palisade::fuzzing::policy(text));
