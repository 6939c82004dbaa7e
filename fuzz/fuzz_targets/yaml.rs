//! Gives every input to [`palisade::fuzzing::yaml`].

#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| palisade::fuzzing::yaml(text));
