//! How long data takes to be ready. Every sample opens a fresh library over the checkout, so nothing
//! is cached but what the system caches of the files.

use std::hint::black_box;
use std::path::Path;

use divan::Bencher;
use divan::counter::ItemsCount;
use image::GrayImage;
use mimalloc::MiMalloc;
use mindgap::dataset::Library;
use mindgap::picture::mnistify;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() {
    divan::main();
}

#[divan::bench(
    args = ["mnist/train", "mnist/test", "fashion-mnist/train", "cifar10/train", "optdigits", "pendigits", "fonts"],
    sample_count = 10,
    sample_size = 1
)]
fn open(bencher: Bencher<'_, '_>, name: &str) {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    bencher
        .with_inputs(|| Library::at(&data))
        .bench_values(|library| library.and_then(|library| library.open(name)));
}

/// A scan of 128x128 as NIST's were: a thick ring.
#[divan::bench]
fn mnistify_a_scan(bencher: Bencher<'_, '_>) {
    let ring = GrayImage::from_fn(128, 128, |x, y| {
        let (x, y) = (f64::from(x) - 60.0, f64::from(y) - 66.0);
        image::Luma([if (30.0..38.0).contains(&x.hypot(y)) {
            255
        } else {
            0
        }])
    });
    bencher
        .counter(ItemsCount::new(1_usize))
        .bench(|| mnistify(black_box(&ring)));
}

/// The yardstick for opening: summing the pixels of what is already in memory.
#[divan::bench]
fn sum_of_mnist_train(bencher: Bencher<'_, '_>) {
    let train = Library::builtin().open("mnist/train");
    let pixels = train.as_ref().map_or(&[][..], |train| train.pixels());
    bencher.bench(|| pixels.iter().map(|&value| u64::from(value)).sum::<u64>());
}
