//! Gives every input to [`palisade::fuzzing::azure_pipeline`].

#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| palisade::fuzzing::azure_pipeline(text));
