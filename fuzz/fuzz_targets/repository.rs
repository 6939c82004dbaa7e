//! Gives every input to [`palisade::fuzzing::repository`].

#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| palisade::fuzzing::repository(text));
