//! Gives every input to [`palisade::fuzzing::gitlab_ci`].

#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| palisade::fuzzing::gitlab_ci(text));
