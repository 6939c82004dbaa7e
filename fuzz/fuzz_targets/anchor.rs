//! Gives every input to [`palisade::fuzzing::anchor`].

#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| palisade::fuzzing::anchor(text));
