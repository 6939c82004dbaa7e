//! Gives every input to [`palisade::fuzzing::json`].

#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| palisade::fuzzing::json(text));
