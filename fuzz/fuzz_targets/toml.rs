//! Gives every input to [`palisade::fuzzing::toml`].

#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| palisade::fuzzing::toml(text));
