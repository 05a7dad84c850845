def read_idx(folder: Path, name: str) -> tuple[tuple[int, ...], bytes]:
    """Sizes and bytes of a file in MNIST's format, packed or not."""
    for path in (folder / name, folder / f"{name}.gz"):
        if path.is_file():
            data = path.read_bytes()
            data = gzip.decompress(data) if path.suffix == ".gz" else data
            return struct.unpack_from(f">{data[3]}I", data, 4), data[4 + 4 * data[3] :]
    raise FileNotFoundError(f"{folder}: there is no {name} or {name}.gz; write it with: mindgap data export {SET} {folder}")


def read_part(folder: Path, part: str, digest: str) -> tuple[torch.Tensor, torch.Tensor]:
    """Pictures as bytes [N, channels, height, width] and labels [N], if they are those that mindgap had."""
    sizes, pixels = read_idx(folder, f"{part}images-idx3-ubyte")
    (n,), labels = read_idx(folder, f"{part}labels-idx1-ubyte")
    n, height, width, channels = (*sizes, 1)[:4]
    found = hashlib.sha256(struct.pack("<4Q", width, height, channels, n) + pixels + labels).hexdigest()
    if found != digest:
        raise ValueError(f"{folder}: these are not the pictures that mindgap had (SHA-256 {found[:12]}, not {digest[:12]})")
    pictures = torch.frombuffer(bytearray(pixels), dtype=torch.uint8).reshape(n, height, width, channels)
    return pictures.permute(0, 3, 1, 2).contiguous(), torch.frombuffer(bytearray(labels), dtype=torch.uint8).long()


def marked(mask: str, role: int) -> list[int]:
    """The places of a packed mask that have this role."""
    return [place for place, found in enumerate(zlib.decompress(base64.b64decode(mask))) if found == role]


def preprocess(pictures: torch.Tensor) -> torch.Tensor:
    """Bytes as the network wants them: as 0..1, less the mean, by the standard deviation of each channel."""
    mean = torch.tensor(MEAN).reshape(1, -1, 1, 1)
    std = torch.tensor(STD).reshape(1, -1, 1, 1)
    return (pictures / 255 - mean) / std
