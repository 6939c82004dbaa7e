//! Gives every input to [`palisade::fuzzing::config`].

#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| palisade::fuzzing::config(text));
