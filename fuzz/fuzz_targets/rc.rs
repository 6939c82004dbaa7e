//! Gives every input to [`palisade::fuzzing::rc`].

#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| palisade::fuzzing::rc(text));
