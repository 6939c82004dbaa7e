//! The `palisade` program: reads the arguments, runs one command, ends with its exit code.

fn main() -> std::process::ExitCode {
    palisade::cli::main()
}
