//! IDX, the format of MNIST: big-endian sizes, then bytes.

use super::unpack;
use crate::dataset::Shape;

/// Bytes as the type, and how many sizes follow.
const MAGIC_IMAGES: u32 = 0x0803;
const MAGIC_LABELS: u32 = 0x0801;

/// Pictures out of a gzipped IDX file of three dimensions.
pub(in crate::dataset) fn images(
    packed: &[u8],
    count: usize,
    shape: Shape,
) -> Result<Vec<u8>, String> {
    let sizes = [count, shape.height, shape.width];
    body(packed, MAGIC_IMAGES, &sizes)
}

/// Labels out of a gzipped IDX file of one dimension.
pub(in crate::dataset) fn labels(packed: &[u8], count: usize) -> Result<Vec<u8>, String> {
    body(packed, MAGIC_LABELS, &[count])
}

/// Checks an IDX header against the sizes that it should have, and returns the bytes behind it.
fn body(packed: &[u8], magic: u32, sizes: &[usize]) -> Result<Vec<u8>, String> {
    let header = 4 + 4 * sizes.len();
    let expected: usize = sizes.iter().product();
    let mut bytes = unpack(packed, header + expected)?;
    let words: Vec<u32> = bytes
        .chunks_exact(4)
        .take(1 + sizes.len())
        .filter_map(|word| word.try_into().ok().map(u32::from_be_bytes))
        .collect();
    match words.split_first() {
        Some((&found, _)) if found != magic => {
            return Err(format!(
                "its magic number is {found:#06x}, not {magic:#06x}"
            ));
        }
        Some((_, found))
            if found
                .iter()
                .map(|&size| size as usize)
                .eq(sizes.iter().copied()) => {}
        Some((_, found)) => return Err(format!("its sizes are {found:?}, not {sizes:?}")),
        None => return Err("it is empty".to_owned()),
    }
    if bytes.len() != header + expected {
        return Err(format!(
            "it ends after {} of {} bytes",
            bytes.len(),
            header + expected
        ));
    }
    bytes.drain(..header);
    Ok(bytes)
}
