//! Bytes of pictures to a network's inputs, as wide as the processor is.

use pulp::Arch;

/// Appends the normalised values of pictures, in the order of their bytes. `scales` holds for each channel the
/// factor and the offset.
pub fn normalise(pictures: &[&[u8]], scales: &[[f32; 2]], values: &mut Vec<f32>) {
    values.reserve(pictures.iter().map(|picture| picture.len()).sum());
    Arch::new().dispatch(
        #[inline(always)]
        || match *scales {
            [[factor, offset]] => {
                let scale = |&byte: &u8| f32::from(byte) * factor + offset;
                for picture in pictures {
                    values.extend(picture.iter().map(scale));
                }
            }
            ref scales => {
                for pixel in pictures
                    .iter()
                    .flat_map(|p| p.chunks_exact(scales.len().max(1)))
                {
                    let channels = pixel.iter().zip(scales);
                    values.extend(
                        channels.map(|(&byte, [factor, offset])| f32::from(byte) * factor + offset),
                    );
                }
            }
        },
    );
}
