//! Gives every input to [`palisade::fuzzing::inline_ignores`].

#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| palisade::fuzzing::inline_ignores(text));
