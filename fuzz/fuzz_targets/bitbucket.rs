//! Gives every input to [`palisade::fuzzing::bitbucket`].

#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| palisade::fuzzing::bitbucket(text));
