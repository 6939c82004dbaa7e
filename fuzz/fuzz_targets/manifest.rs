//! Gives every input to [`palisade::fuzzing::manifest`].

#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| palisade::fuzzing::manifest(text));
