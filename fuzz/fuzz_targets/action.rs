//! Gives every input to [`palisade::fuzzing::action`].

#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| palisade::fuzzing::action(text));
