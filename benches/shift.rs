//! How long it takes to put digits through corruptions, at each one's default severity, on all cores.

use divan::Bencher;
use divan::counter::ItemsCount;
use mimalloc::MiMalloc;
use mindgap::dataset::{Library, Split};
use mindgap::shift::{Corruption, Family, Shift, alter, registry};

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() {
    divan::main();
}

fn digits(n: usize) -> Option<Split> {
    let test = Library::builtin().open("mnist/test").ok()?;
    Split::whole(test).first(n).ok()
}

fn usual(corruption: &'static Corruption) -> Shift {
    Shift {
        corruption,
        severity: corruption.default,
    }
}

#[divan::bench(
    args = registry().map(|corruption| corruption.name),
    sample_count = 10,
    sample_size = 1,
    max_time = 5
)]
fn of_1000_digits(bencher: Bencher<'_, '_>, name: &str) {
    let corruption = registry().find(|corruption| corruption.name == name);
    if let (Some(digits), Some(corruption)) = (digits(1000), corruption) {
        bencher
            .counter(ItemsCount::new(digits.len()))
            .bench(|| alter(&digits, &[usual(corruption)], 7));
    }
}

/// What a reveal against all of MNIST-C waits for.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn mnist_c_of_10000_digits(bencher: Bencher<'_, '_>) {
    if let Some(digits) = digits(10_000) {
        bencher
            .counter(ItemsCount::new(15 * digits.len()))
            .bench(|| {
                for corruption in Family::MnistC.corruptions() {
                    divan::black_box(alter(&digits, &[usual(corruption)], 7));
                }
            });
    }
}
