use mindgap::dataset::*;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let l = Library::builtin();
    let t = std::time::Instant::now();
    let s = l.select(&a[1].parse().unwrap()).unwrap();
    eprintln!("{:?}", t.elapsed());
    let n = 15u32;
    let mut im = image::GrayImage::new(n * 29 * 2, n * 29 * 2 / 2 + 0);
    for k in 0..(n * n / 2) as usize {
        if k >= s.len() {
            break;
        }
        let p = s.picture(if s.len() > 200 { (k * 37) % s.len() } else { k });
        let (cx, cy) = ((k as u32 % n) * 58, (k as u32 / n) * 58);
        for y in 0..28u32 {
            for x in 0..28u32 {
                let v = image::Luma([p[(y * 28 + x) as usize]]);
                for (dx, dy) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
                    let (xx, yy) = (cx + x * 2 + dx, cy + y * 2 + dy);
                    if xx < im.width() && yy < im.height() {
                        im.put_pixel(xx, yy, v);
                    }
                }
            }
        }
    }
    im.save(&a[2]).unwrap();
}
