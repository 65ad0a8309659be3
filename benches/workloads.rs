//! Instruction counts of the programs in `perf/workloads` at the small sizes of `tests/workloads/sizes.txt` (needs valgrind and
//! iai-callgrind-runner 0.16.1): `cargo bench --bench workloads`. They say which program a change touched; the figures that count are
//! those of `perf/compare`.
mod common;

use common::{Prepared, run};
use iai_callgrind::{library_benchmark, library_benchmark_group, main};
use std::hint::black_box;

/// The program of that name, with its size as `sys.argv[1]`.
fn prepare(name: &str) -> Prepared {
    let package = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |file: &str| std::fs::read_to_string(package.join(file)).unwrap_or_else(|e| panic!("{file}: {e}"));
    let sizes = read("tests/workloads/sizes.txt");
    let size = sizes.lines().find_map(|l| l.strip_prefix(name)?.strip_prefix(' ')).expect("a size for each program");
    common::prepare(&read(&format!("perf/workloads/{name}.py")), &[name, size])
}

#[library_benchmark(setup = prepare)]
#[bench::bigint_pi("bigint_pi")]
#[bench::binary_trees("binary_trees")]
#[bench::closures("closures")]
#[bench::collatz("collatz")]
#[bench::deltablue("deltablue")]
#[bench::dict_churn("dict_churn")]
#[bench::exceptions_loop("exceptions_loop")]
#[bench::fannkuch("fannkuch")]
#[bench::fib("fib")]
#[bench::fractions_det("fractions_det")]
#[bench::generator_pipeline("generator_pipeline")]
#[bench::json_tokenizer("json_tokenizer")]
#[bench::levenshtein("levenshtein")]
#[bench::mandelbrot("mandelbrot")]
#[bench::matmul("matmul")]
#[bench::nbody("nbody")]
#[bench::nbody_classes("nbody_classes")]
#[bench::nqueens("nqueens")]
#[bench::richards("richards")]
#[bench::sieve("sieve")]
#[bench::sort_key("sort_key")]
#[bench::spectral_norm("spectral_norm")]
#[bench::string_build("string_build")]
#[bench::word_count("word_count")]
fn program(prepared: Prepared) -> Prepared {
    black_box(run(prepared))
}

library_benchmark_group!(name = workloads; benchmarks = program);
main!(library_benchmark_groups = workloads);
